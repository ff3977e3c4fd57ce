import { Body, Controller, Get, Param, Post, Query, Req } from '@nestjs/common'
import { RouteConfig } from '@nestjs/platform-fastify'
import { ApiTags } from '@nestjs/swagger'
import type { FastifyRequest } from 'fastify'
import { z } from 'zod'
import { Answers } from '../http/answers'
import { FromProvider } from '../http/public'
import { RAW_TYPE_HEADER } from './raw-bodies'
import { received } from './webhooks.contract'
import { WebhooksService } from './webhooks.service'

const source = z.string().regex(/^[a-z_]{2,40}$/)
const token = z.string().max(100)
const raw = z.instanceof(Buffer).meta({ type: 'string', description: 'as the provider posts it' })
/** A provider in full swing stays below; a flood of refused deliveries does not cost us more. */
const FLOOD = { rateLimit: { max: 6000, timeWindow: '1 minute' } }

@ApiTags('webhooks')
@Controller('api/webhooks')
export class WebhooksController {
  constructor(private readonly webhooks: WebhooksService) {}

  @Post(':source')
  @FromProvider()
  @RouteConfig(FLOOD)
  @Answers('Takes a delivery that its signature proves', received)
  async signed(
    @Param('source', { schema: source }) name: string,
    @Body({ schema: raw }) body: Buffer,
    @Req() request: FastifyRequest,
  ) {
    return this.take(name, undefined, body, request)
  }

  @Post(':source/:token')
  @FromProvider()
  @RouteConfig(FLOOD)
  @Answers('Takes a delivery at the address of one connection', received)
  async addressed(
    @Param('source', { schema: source }) name: string,
    @Param('token', { schema: token }) secret: string,
    @Body({ schema: raw }) body: Buffer,
    @Req() request: FastifyRequest,
  ) {
    return this.take(name, secret, body, request)
  }

  /** Receipts of some SMS providers come as a query. */
  @Get(':source/:token')
  @FromProvider()
  @RouteConfig(FLOOD)
  @Answers('Takes a receipt that is sent as a query', received)
  async asked(
    @Param('source', { schema: source }) name: string,
    @Param('token', { schema: token }) secret: string,
    @Query({ schema: z.record(z.string(), z.string()) }) query: Record<string, string>,
    @Req() request: FastifyRequest,
  ) {
    return this.take(name, secret, Buffer.from(JSON.stringify(query)), request)
  }

  private async take(name: string, secret: string | undefined, body: Buffer, request: FastifyRequest) {
    const header = (key: string) => {
      const value = request.headers[key === 'content-type' ? RAW_TYPE_HEADER : key]
      return String(Array.isArray(value) ? value[0] : (value ?? ''))
    }
    await this.webhooks.take({ source: name, token: secret, body, header })
    return { received: true as const }
  }
}
