import { Readable } from 'node:stream'
import { Body, Controller, Get, Param, Post, Query, Req, Res } from '@nestjs/common'
import { ApiBody, ApiConsumes, ApiHeader, ApiTags } from '@nestjs/swagger'
import type { FastifyReply, FastifyRequest } from 'fastify'
import { z } from 'zod'
import { Unaudited } from '../auth/unaudited'
import { Access } from '../auth/access'
import { Answers } from '../http/answers'
import { eventsAnswer, eventsBody, eventsQuery } from './events.contract'
import type { EventsAnswer } from './events.contract'
import { EventsService } from './events.service'

const NDJSON = 'application/x-ndjson'
/** A stream of lines is checked line by line where it lands; only JSON bodies are checked here. */
const body = z.union([
  z.instanceof(Readable).meta({ type: 'string', description: 'lines of events' }),
  eventsBody,
])
const WAIT_MS = 30_000
const LONGEST_WAIT_MS = 60_000

@ApiTags('events')
@Controller('api/events')
export class EventsController {
  constructor(private readonly events: EventsService) {}

  @Post()
  @Unaudited('its load says who brought what')
  @Access('ingest', 'company')
  @ApiConsumes('application/json', NDJSON)
  @ApiBody({ schema: z.toJSONSchema(eventsBody, { unrepresentable: 'any' }) as object })
  @ApiHeader({
    name: 'Prefer',
    required: false,
    description:
      'respond-async: answered (202) once it is kept; wait=30: for the result, at most so many seconds',
  })
  @Answers('Takes one event, an array, or lines of events of any length', eventsAnswer)
  async add(
    @Body({ schema: body }) events: z.output<typeof body>,
    @Query({ schema: eventsQuery }) query: z.output<typeof eventsQuery>,
    @Req() request: FastifyRequest,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<EventsAnswer> {
    const sender = {
      name: query.name ?? 'POST /api/events',
      by: request.person?.name ?? 'system',
      entity: query.entity ?? '',
      wait: waitOf(request.headers['prefer']),
    }
    const answer =
      events instanceof Readable
        ? await this.events.takeStream(events, sender)
        : await this.events.takeEvents(Array.isArray(events) ? events : [events], sender)
    if (answer.state === 'kept' || answer.state === 'running') void reply.status(202)
    return answer
  }

  @Get('receipts/:id')
  @Access('ingest', 'company')
  @Answers('What became of a body that was kept', eventsAnswer)
  receipt(@Param('id', { schema: z.uuid() }) receiptId: string): EventsAnswer {
    return this.events.receipt(receiptId)
  }
}

/** Milliseconds that a sender wants to wait (RFC 7240). */
function waitOf(prefer: string | string[] | undefined): number {
  const wishes = String(prefer ?? '')
  if (/\brespond-async\b/.test(wishes)) return 0
  const seconds = /\bwait=(\d{1,4})\b/.exec(wishes)?.[1]
  return seconds === undefined ? WAIT_MS : Math.min(Number(seconds) * 1000, LONGEST_WAIT_MS)
}
