import { Controller, Get, Header, Headers, Inject } from '@nestjs/common'
import { ApiTags } from '@nestjs/swagger'
import { CONFIG } from '../app/tokens'
import { sameToken } from '../auth/tokens'
import type { Config } from '../config/config'
import { AnswersStream } from '../http/answers'
import { AppError, notFound } from '../http/app-error'
import { FromProvider } from '../http/public'
import { StandingService } from './standing.service'

const TYPE = 'text/plain; version=0.0.4; charset=utf-8'

/**
 * Figures of the process for Prometheus. A token of the environment lets in, not one of a person: it is asked for just
 * when the store of people does not answer, and it must not end with somebody's account.
 */
@ApiTags('health')
@Controller('metrics')
export class MetricsController {
  constructor(
    @Inject(CONFIG) private readonly config: Config,
    private readonly standing: StandingService,
  ) {}

  @Get()
  @FromProvider()
  @Header('content-type', TYPE)
  @Header('cache-control', 'no-store')
  @AnswersStream('What the process has done and how things stand, for Prometheus', 'text/plain')
  read(@Headers('authorization') authorization = ''): Promise<string> {
    const { metricsToken } = this.config
    if (metricsToken === undefined) {
      throw notFound('metrics/off', 'Metrics are off; RELANCE_METRICS_TOKEN turns them on.')
    }
    if (!sameToken(authorization, `Bearer ${metricsToken}`)) {
      throw new AppError('metrics/token', 401, 'Metrics want the token of RELANCE_METRICS_TOKEN as bearer.')
    }
    return this.standing.text()
  }
}
