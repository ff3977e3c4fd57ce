import { Controller, Get, Query } from '@nestjs/common'
import { ApiTags } from '@nestjs/swagger'
import type { z } from 'zod'
import { Access } from '../auth/access'
import { Answers } from '../http/answers'
import { contributionsAnswer, contributionsQuery, forecastAnswer, forecastQuery } from './outlook.contract'
import type { ContributionsAnswer, ForecastAnswer } from './outlook.contract'
import { OutlookService } from './outlook.service'

@ApiTags('kpis')
@Controller('api')
export class OutlookController {
  constructor(private readonly outlook: OutlookService) {}

  @Get('cash-forecast')
  @Access('read', 'query')
  @Answers('Cash of the next 13 weeks with its band and its past accuracy', forecastAnswer)
  forecast(@Query({ schema: forecastQuery }) query: z.output<typeof forecastQuery>): Promise<ForecastAnswer> {
    return this.outlook.forecast(query)
  }

  @Get('dso-contributions')
  @Access('read', 'query')
  @Answers('Which customers moved the DSO', contributionsAnswer)
  contributions(
    @Query({ schema: contributionsQuery }) query: z.output<typeof contributionsQuery>,
  ): Promise<ContributionsAnswer> {
    return this.outlook.contributions(query)
  }
}
