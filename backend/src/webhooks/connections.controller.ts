import { Body, Controller, Delete, Get, Inject, Param, Post, Req } from '@nestjs/common'
import { ApiTags } from '@nestjs/swagger'
import type { FastifyRequest } from 'fastify'
import { z } from 'zod'
import { Access } from '../auth/access'
import { CONFIG } from '../app/tokens'
import type { Config } from '../config/config'
import { Answers } from '../http/answers'
import { done } from '../http/shapes.contract'
import { ConnectionsService } from './connections.service'
import { connectionsAnswer, madeConnection, newConnection, providers } from './webhooks.contract'
import type { ConnectionsAnswer, MadeConnection } from './webhooks.contract'

@ApiTags('connections')
@Controller('api/connections')
export class ConnectionsController {
  constructor(
    private readonly connections: ConnectionsService,
    @Inject(CONFIG) private readonly config: Config,
  ) {}

  @Get()
  @Access('manage', 'company')
  @Answers('Providers that post to us, and how their deliveries went', connectionsAnswer)
  async list(): Promise<ConnectionsAnswer> {
    return { rows: await this.connections.list(), providers: [...providers] }
  }

  @Post()
  @Access('manage', 'company')
  @Answers('Makes an address for a provider; it is told this once', madeConnection, 201)
  add(
    @Body({ schema: newConnection }) given: z.output<typeof newConnection>,
    @Req() request: FastifyRequest,
  ): Promise<MadeConnection> {
    const origin = this.config.publicUrl ?? `${request.protocol}://${request.host}`
    return this.connections.add(given, origin, request.person?.id ?? 'system')
  }

  @Delete(':id')
  @Access('manage', 'company')
  @Answers('Ends a connection; what it brought stays', done)
  async remove(@Param('id', { schema: z.uuid() }) connectionId: string, @Req() request: FastifyRequest) {
    await this.connections.remove(connectionId, request.person?.id ?? 'system')
    return { done: true as const }
  }
}
