import { Readable } from 'node:stream'
import { Body, Controller, Inject, Post, Query, Req } from '@nestjs/common'
import { ApiBody, ApiConsumes, ApiTags } from '@nestjs/swagger'
import { ingestStream } from '@relance/pipelines'
import type { Warehouse } from '@relance/pipelines'
import type { FastifyRequest } from 'fastify'
import { z } from 'zod'
import { WAREHOUSE } from '../app/tokens'
import { Answers } from '../http/answers'
import { JobBoard } from '../jobs/job-board'
import { toResult } from '../loads/ingest-options'
import { loadResult } from '../loads/loads.contract'
import type { LoadResult } from '../loads/loads.contract'
import { eventsBody, eventsQuery } from './events.contract'

const NDJSON = 'application/x-ndjson'
/** A stream of lines is checked line by line where it lands; only JSON bodies are checked here. */
const body = z.union([
  eventsBody,
  z.instanceof(Readable).meta({ type: 'string', description: 'lines of events' }),
])

@ApiTags('events')
@Controller('api/events')
export class EventsController {
  constructor(
    @Inject(WAREHOUSE) private readonly warehouse: Warehouse,
    private readonly board: JobBoard,
  ) {}

  @Post()
  @ApiConsumes('application/json', NDJSON)
  @ApiBody({ schema: z.toJSONSchema(eventsBody, { unrepresentable: 'any' }) as object })
  @Answers('Takes one event, an array, or lines of events of any length', loadResult)
  async add(
    @Body({ schema: body }) events: z.output<typeof body>,
    @Query({ schema: eventsQuery }) query: z.output<typeof eventsQuery>,
    @Req() request: FastifyRequest,
  ): Promise<LoadResult> {
    const lines = events instanceof Readable ? events : Readable.from(toLines(events))
    const options = {
      source: 'ndjson',
      fileName: query.name ?? 'POST /api/events',
      loadedBy: request.person?.name ?? 'system',
      ...(query.entity === undefined ? {} : { entityId: query.entity }),
    }
    return toResult(await this.board.alone(() => ingestStream(this.warehouse, lines, options)))
  }
}

function* toLines(events: z.output<typeof eventsBody>): Generator<string> {
  for (const event of Array.isArray(events) ? events : [events]) yield `${JSON.stringify(event)}\n`
}
