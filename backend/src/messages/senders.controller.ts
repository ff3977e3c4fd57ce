import { Body, Controller, Get, Param, Put, Req } from '@nestjs/common'
import { ApiTags } from '@nestjs/swagger'
import type { FastifyRequest } from 'fastify'
import { z } from 'zod'
import { Access } from '../auth/access'
import { personOf } from '../auth/person'
import { Answers } from '../http/answers'
import { SendersService } from './senders.service'
import { senderIdentity } from './templates.contract'
import type { SenderIdentity } from './templates.contract'

const id = z.string().min(1).max(100)

@ApiTags('templates')
@Controller('api/senders')
export class SendersController {
  constructor(private readonly senders: SendersService) {}

  @Get(':entity')
  @Access('read', 'path')
  @Answers('In whose name an entity writes', senderIdentity)
  get(@Param('entity', { schema: id }) entityId: string): Promise<SenderIdentity> {
    return this.senders.get(entityId)
  }

  @Put(':entity')
  @Access('manage', 'path')
  @Answers('Says in whose name an entity writes', senderIdentity)
  save(
    @Param('entity', { schema: id }) entityId: string,
    @Body({ schema: senderIdentity }) body: z.output<typeof senderIdentity>,
    @Req() request: FastifyRequest,
  ): Promise<SenderIdentity> {
    return this.senders.save(entityId, body, personOf(request).id)
  }
}
