import { Inject, Injectable } from '@nestjs/common'
import { cashForecast, dsoContributions } from '@relance/pipelines'
import type { Warehouse } from '@relance/pipelines'
import type { z } from 'zod'
import { WAREHOUSE } from '../app/tokens'
import { given } from '../http/given'
import type {
  ContributionsAnswer,
  contributionsQuery,
  ForecastAnswer,
  forecastQuery,
} from './outlook.contract'
import { toPeriod } from './period'

/** What is likely to come, and who made the DSO what it is. */
@Injectable()
export class OutlookService {
  constructor(@Inject(WAREHOUSE) private readonly warehouse: Warehouse) {}

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
    const { asOf, from, entityIds } = toPeriod(query)
    const asked = { asOf, from, before: query.before, currency: query.currency, ...given({ entityIds }) }
    return { contributions: await dsoContributions(this.warehouse, asked) }
  }
}

function shownAccuracy({
  insideAlone,
  ...rest
}: NonNullable<Awaited<ReturnType<typeof cashForecast>>['accuracy']>) {
  return { ...rest, inside_alone: insideAlone }
}
