import { Inject, Injectable } from '@nestjs/common'
import { cashForecast, dsoContributions, forecastMark } from '@relance/pipelines'
import type { CashForecast, Warehouse } from '@relance/pipelines'
import type { z } from 'zod'
import { WAREHOUSE } from '../app/tokens'
import { ExchangeRatesService } from '../currencies/exchange-rates.service'
import { given } from '../http/given'
import { KeptAnswers } from './kept-answers'
import type {
  ContributionsAnswer,
  contributionsQuery,
  ForecastAnswer,
  forecastQuery,
} from './outlook.contract'
import { convertedPeriod, toPeriod } from './period'

/** What is likely to come, and who made the DSO what it is. */
@Injectable()
export class OutlookService {
  private readonly forecasts = new KeptAnswers<CashForecast>()

  constructor(
    @Inject(WAREHOUSE) private readonly warehouse: Warehouse,
    private readonly rates: ExchangeRatesService,
  ) {}

  async forecast(query: z.output<typeof forecastQuery>): Promise<ForecastAnswer> {
    const { asOf, entityIds } = toPeriod(query)
    const question = { asOf, currency: query.currency, ...given({ entityIds }) }
    const mark = await forecastMark(this.warehouse)
    const found = await this.forecasts.answer(JSON.stringify([question, mark]), () =>
      cashForecast(this.warehouse, question),
    )
    const { weeks, accuracy } = found
    return {
      as_of: found.asOf,
      currency: found.currency,
      weeks: weeks.map(({ toBeBilled, ...week }) => ({ ...week, to_be_billed: toBeBilled })),
      past: found.past,
      disputed: found.disputed,
      accuracy: accuracy && shownAccuracy(accuracy),
    }
  }

  async contributions(query: z.output<typeof contributionsQuery>): Promise<ContributionsAnswer> {
    const period = await convertedPeriod(this.rates, query)
    return { contributions: await dsoContributions(this.warehouse, { ...period, before: query.before }) }
  }
}

function shownAccuracy({
  insideAlone,
  ...rest
}: NonNullable<Awaited<ReturnType<typeof cashForecast>>['accuracy']>) {
  return { ...rest, inside_alone: insideAlone }
}
