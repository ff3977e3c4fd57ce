import { Readable } from 'node:stream'
import { Body, Controller, Delete, Get, Param, Post, Query, Req, Res, StreamableFile } from '@nestjs/common'
import { ApiTags } from '@nestjs/swagger'
import type { FastifyReply, FastifyRequest } from 'fastify'
import type { z } from 'zod'
import { Access } from '../../auth/access'
import { personOf } from '../../auth/person'
import { Unaudited } from '../../auth/unaudited'
import { Answers, AnswersStream } from '../../http/answers'
import { done } from '../../http/shapes.contract'
import { RunLog } from './run-log'
import { historyAnswer, historyQuery, runId, runRequest } from './runs.contract'
import type { HistoryAnswer } from './runs.contract'
import { RunsService } from './runs.service'

@ApiTags('workbench')
@Controller('api/workbench/runs')
export class RunsController {
  constructor(
    private readonly runs: RunsService,
    private readonly log: RunLog,
  ) {}

  @Post()
  @Access('sql', 'handler')
  @AnswersStream('Runs one statement that only reads, as the person may see', 'application/x-ndjson')
  run(
    @Body({ schema: runRequest }) body: z.output<typeof runRequest>,
    @Req() request: FastifyRequest,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): StreamableFile {
    const lines = this.runs.run(personOf(request), body)
    reply.raw.once('close', () => this.runs.end(body.id))
    return new StreamableFile(Readable.from(lines, { objectMode: false }), { type: 'application/x-ndjson' })
  }

  @Get()
  @Access('sql', 'none')
  @Answers('What one ran oneself, the newest first', historyAnswer)
  history(
    @Query({ schema: historyQuery }) query: z.output<typeof historyQuery>,
    @Req() request: FastifyRequest,
  ): Promise<HistoryAnswer> {
    return this.log.list(personOf(request), query)
  }

  @Delete(':id')
  @Access('sql', 'none')
  @Unaudited('ends what only read')
  @Answers('Ends a statement that runs', done)
  cancel(@Param('id', { schema: runId }) id: string, @Req() request: FastifyRequest) {
    this.runs.cancel(personOf(request), id)
    return { done: true as const }
  }
}
