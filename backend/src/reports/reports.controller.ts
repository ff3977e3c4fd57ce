import { Body, Controller, Post, Req } from '@nestjs/common'
import { RouteConfig } from '@nestjs/platform-fastify'
import { ApiTags } from '@nestjs/swagger'
import type { FastifyRequest } from 'fastify'
import type { z } from 'zod'
import { Access } from '../auth/access'
import { personOf } from '../auth/person'
import { Answers } from '../http/answers'
import { reportQueued, reportToSend } from './reports.contract'
import type { ReportQueued } from './reports.contract'
import { ReportsService } from './reports.service'

/** More is no person who sends colleagues what they should see. */
const SENDINGS = { rateLimit: { max: 60, timeWindow: '1 hour' } }

@ApiTags('reports')
@Controller('api/reports')
export class ReportsController {
  constructor(private readonly reports: ReportsService) {}

  @Post('send')
  @RouteConfig(SENDINGS)
  @Access('read', 'body')
  @Answers('Sends the figures of the Overview to somebody of the product', reportQueued)
  send(
    @Body({ schema: reportToSend }) body: z.output<typeof reportToSend>,
    @Req() request: FastifyRequest,
  ): Promise<ReportQueued> {
    return this.reports.send(body, personOf(request))
  }
}
