import { Controller, Get, Req } from '@nestjs/common'
import { ApiTags } from '@nestjs/swagger'
import type { FastifyRequest } from 'fastify'
import { Access } from '../../auth/access'
import { limitOf } from '../../auth/person'
import { Answers } from '../../http/answers'
import { alertsAnswer } from './alerts.contract'
import type { AlertsAnswer } from './alerts.contract'
import { StaleAlerts } from './stale-alerts.service'

@ApiTags('sending')
@Controller('api/sending/alerts')
export class AlertsController {
  constructor(private readonly alerts: StaleAlerts) {}

  @Get()
  @Access('read', 'handler')
  @Answers('Creditors whose reminders are held because their payments are too old', alertsAnswer)
  open(@Req() request: FastifyRequest): Promise<AlertsAnswer> {
    return this.alerts.open(limitOf(request))
  }
}
