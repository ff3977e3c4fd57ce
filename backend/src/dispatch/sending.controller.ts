import { Body, Controller, Delete, Get, Param, Post, Put, Req } from '@nestjs/common'
import { ApiTags } from '@nestjs/swagger'
import type { FastifyRequest } from 'fastify'
import type { z } from 'zod'
import { Access } from '../auth/access'
import { limitOf, personOf } from '../auth/person'
import { Answers } from '../http/answers'
import type { Scope } from './outbox/controls'
import {
  deadLetters,
  discarded,
  messageIds,
  moved,
  newStop,
  sendingState,
  shownMessages,
  stopScope,
} from './sending.contract'
import type {
  DeadLettersAnswer,
  Discarded,
  MessageIds,
  Moved,
  SendingState,
  ShownMessages,
} from './sending.contract'
import { SendingService } from './sending.service'

@ApiTags('sending')
@Controller('api/sending')
export class SendingController {
  constructor(private readonly sending: SendingService) {}

  @Get()
  @Access('read', 'handler')
  @Answers('What waits, what went out and what is kept back', sendingState)
  state(@Req() request: FastifyRequest): Promise<SendingState> {
    return this.sending.state(limitOf(request))
  }

  @Put('stops/:scope')
  @Access('manage', { of: 'stop' })
  @Answers('Keeps messages back from now on: all, or those of a channel, campaign or entity', sendingState)
  async stop(
    @Param('scope', { schema: stopScope }) scope: string,
    @Body({ schema: newStop }) { note }: z.output<typeof newStop>,
    @Req() request: FastifyRequest,
  ): Promise<SendingState> {
    await this.sending.stop(scope as Scope, note, personOf(request).id)
    return this.sending.state(limitOf(request))
  }

  @Delete('stops/:scope')
  @Access('manage', { of: 'stop' })
  @Answers('Lets go what was kept back', sendingState)
  async release(
    @Param('scope', { schema: stopScope }) scope: string,
    @Req() request: FastifyRequest,
  ): Promise<SendingState> {
    await this.sending.release(scope as Scope, personOf(request).id)
    return this.sending.state(limitOf(request))
  }

  @Get('dead-letters')
  @Access('contacts', 'handler')
  @Answers('Messages that were given up, or of which it is unknown whether they went out', deadLetters)
  deadLetters(@Req() request: FastifyRequest): Promise<DeadLettersAnswer> {
    return this.sending.deadLetters(limitOf(request))
  }

  @Post('dead-letters/requeue')
  @Access('manage', 'handler')
  @Answers('Tries messages again; ids that were not given up are left alone', moved, 200)
  async requeue(
    @Body({ schema: messageIds }) { ids }: MessageIds,
    @Req() request: FastifyRequest,
  ): Promise<Moved> {
    const { id } = personOf(request)
    return { ids: await this.sending.requeue(ids, id, limitOf(request)) }
  }

  @Post('dead-letters/discard')
  @Access('manage', 'handler')
  @Answers('Gives messages up for good, with a reason', moved, 200)
  async discard(
    @Body({ schema: discarded }) body: Discarded,
    @Req() request: FastifyRequest,
  ): Promise<Moved> {
    const { id } = personOf(request)
    return { ids: await this.sending.discard(body, id, limitOf(request)) }
  }

  @Get('shown')
  @Access('contacts', 'handler')
  @Answers('Messages of channels that are not set up: shown instead of sent, newest first', shownMessages)
  shown(@Req() request: FastifyRequest): Promise<ShownMessages> {
    return this.sending.shown(limitOf(request))
  }
}
