import { Inject, Injectable } from '@nestjs/common'
import { cashForecast, dsoContributions } from '@relance/pipelines'
import type { Warehouse } from '@relance/pipelines'
import type { z } from 'zod'
import { WAREHOUSE } from '../app/tokens'
import { ExchangeRatesService } from '../currencies/exchange-rates.service'
import { given } from '../http/given'
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
  constructor(
    @Inject(WAREHOUSE) private readonly warehouse: Warehouse,
    private readonly rates: ExchangeRatesService,
  ) {}

  async forecast(query: z.output<typeof forecastQuery>): Promise<ForecastAnswer> {
    const { asOf, entityIds } = toPeriod(query)
    const found = await cashForecast(this.warehouse, {
      asOf,
      currency: query.currency,
      ...given({ entityIds }),
    })
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
