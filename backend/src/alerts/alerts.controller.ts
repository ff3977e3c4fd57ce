import { Body, Controller, Delete, Get, Param, Post, Put, Req } from '@nestjs/common'
import { ApiTags } from '@nestjs/swagger'
import type { FastifyRequest } from 'fastify'
import { z } from 'zod'
import { Access } from '../auth/access'
import { requireAll } from '../auth/entity-limit'
import { limitOf, personOf } from '../auth/person'
import { Unaudited } from '../auth/unaudited'
import { Answers } from '../http/answers'
import { alertChecks, alertMute, alertTrial, alertsListed, newAlert, trialAnswer } from './alerts.contract'
import type { AlertChecks, AlertsListed, TrialAnswer } from './alerts.contract'
import { AlertsService } from './alerts.service'

const id = z.uuid()

@ApiTags('alerts')
@Controller('api/alerts')
export class AlertsController {
  constructor(private readonly alerts: AlertsService) {}

  @Get()
  @Access('read', 'handler')
  @Answers('Figures that are watched, and how they stand', alertsListed)
  async list(@Req() request: FastifyRequest): Promise<AlertsListed> {
    return { rows: await this.alerts.list(limitOf(request)) }
  }

  @Post()
  @Access('manage', 'body')
  @Answers('Watches a figure', alertsListed)
  async create(@Body({ schema: newAlert }) body: z.output<typeof newAlert>, @Req() request: FastifyRequest) {
    await this.alerts.create(body, personOf(request).id)
    return this.list(request)
  }

  @Post('trial')
  @Access('manage', 'body')
  @Unaudited('It only computes.')
  @Answers('What a rule says of today’s figure', trialAnswer)
  trial(@Body({ schema: alertTrial }) body: z.output<typeof alertTrial>): Promise<TrialAnswer> {
    return this.alerts.trial(body)
  }

  @Put(':id')
  @Access('manage', { of: 'alert' })
  @Answers('Changes what is watched or who is told', alertsListed)
  async change(
    @Param('id', { schema: id }) alert: string,
    @Body({ schema: newAlert }) body: z.output<typeof newAlert>,
    @Req() request: FastifyRequest,
  ) {
    requireSeen(request, body.entity_id)
    await this.alerts.change(alert, body, personOf(request).id)
    return this.list(request)
  }

  @Delete(':id')
  @Access('manage', { of: 'alert' })
  @Answers('Watches a figure no more', alertsListed)
  async remove(@Param('id', { schema: id }) alert: string, @Req() request: FastifyRequest) {
    await this.alerts.remove(alert, personOf(request).id)
    return this.list(request)
  }

  @Post(':id/mute')
  @Access('manage', { of: 'alert' })
  @Answers('Tells nobody up to a day', alertsListed)
  async mute(
    @Param('id', { schema: id }) alert: string,
    @Body({ schema: alertMute }) { until }: z.output<typeof alertMute>,
    @Req() request: FastifyRequest,
  ) {
    await this.alerts.mute(alert, until, personOf(request).id)
    return this.list(request)
  }

  @Get(':id/checks')
  @Access('read', { of: 'alert' })
  @Answers('What each look found, the latest first', alertChecks)
  async checks(@Param('id', { schema: id }) alert: string): Promise<AlertChecks> {
    return { rows: await this.alerts.checks(alert) }
  }
}

/** @throws AppError `auth/entity-refused` for figures of others as the new ones */
function requireSeen(request: FastifyRequest, entity: string): void {
  const own = limitOf(request)
  if (own) requireAll([entity], own)
}
