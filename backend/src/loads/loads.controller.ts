import { Body, Controller, Get, Param, Post, Query, Req, StreamableFile } from '@nestjs/common'
import { ApiTags } from '@nestjs/swagger'
import type { FastifyRequest } from 'fastify'
import { z } from 'zod'
import { Access } from '../auth/access'
import { limitOf } from '../auth/person'
import { Answers, AnswersStream } from '../http/answers'
import { job } from '../jobs/jobs.contract'
import type { Job } from '../jobs/jobs.contract'
import { loadsAnswer, loadsQuery, rejectsAnswer, rejectsQuery, retryRequest } from './loads.contract'
import type { LoadsAnswer, RejectsAnswer, RetryRequest } from './loads.contract'
import { LoadsService } from './loads.service'

const id = z.uuid()

@ApiTags('loads')
@Controller('api/loads')
export class LoadsController {
  constructor(private readonly loads: LoadsService) {}

  @Get()
  @Access('read', 'handler')
  @Answers('Loads, newest first', loadsAnswer)
  list(
    @Query({ schema: loadsQuery }) query: z.output<typeof loadsQuery>,
    @Req() request: FastifyRequest,
  ): Promise<LoadsAnswer> {
    return this.loads.list(query, limitOf(request))
  }

  @Post(':id/undo')
  @Access('manage', 'company')
  @Answers('Takes a whole load back', job, 202)
  undo(@Param('id', { schema: id }) batchId: string, @Req() request: FastifyRequest): Job {
    return this.loads.undo(batchId, request.person)
  }

  @Get(':id/rejects')
  @Access('contacts', { of: 'load' })
  @Answers('Rows of a load that could not be accepted, with reasons', rejectsAnswer)
  rejects(
    @Param('id', { schema: id }) batchId: string,
    @Query({ schema: rejectsQuery }) query: z.output<typeof rejectsQuery>,
  ): Promise<RejectsAnswer> {
    return this.loads.rejects(batchId, query)
  }

  @Get(':id/rejects.csv')
  @Access('contacts', { of: 'load' })
  @AnswersStream('All of them as a file', 'text/csv')
  async rejectsCsv(@Param('id', { schema: id }) batchId: string): Promise<StreamableFile> {
    const disposition = `attachment; filename="rejects-${batchId}.csv"`
    return new StreamableFile(await this.loads.rejectsCsv(batchId), {
      type: 'text/csv; charset=utf-8',
      disposition,
    })
  }

  @Post(':id/retry')
  @Access('ingest', 'company')
  @Answers('Loads rejected rows again, mended or as they are', job, 202)
  retry(
    @Param('id', { schema: id }) batchId: string,
    @Body({ schema: retryRequest }) body: RetryRequest,
    @Req() request: FastifyRequest,
  ): Job {
    return this.loads.retry(batchId, body, request.person)
  }
}
