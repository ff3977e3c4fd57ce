import type { Conversion } from '@relance/pipelines'
import type { z } from 'zod'
import type { ExchangeRatesService } from '../currencies/exchange-rates.service'
import { AppError } from '../http/app-error'
import { given } from '../http/given'
import type { periodQuery } from './kpis.contract'

type Period = Omit<z.output<typeof periodQuery>, 'from'> & { from?: string | undefined }

/** The question's period in the words of the pipelines; it begins with the month of `as_of` by default. */
export function toPeriod(query: Period) {
  const from = query.from ?? `${query.as_of.slice(0, 7)}-01`
  if (from > query.as_of) throw new AppError('http/invalid', 400, 'from: is after as_of')
  const entityIds = query.entity?.length ? query.entity : undefined
  return { asOf: query.as_of, from, ...given({ entityIds, currency: query.currency }) }
}

/** The Overview looks back so many days: a year to compare with, and the months before it. */
const LOOKED_BACK = 800
const DAY_MS = 86_400_000

/** The same with what brings currencies together, where that is asked for. */
export async function convertedPeriod(
  rates: ExchangeRatesService,
  query: Period,
): Promise<ReturnType<typeof toPeriod> & { conversion?: Conversion }> {
  const period = toPeriod(query)
  if (query.presentation === undefined) return period
  const back = new Date(Date.parse(period.asOf) - LOOKED_BACK * DAY_MS).toISOString().slice(0, 10)
  const from = back < period.from ? back : period.from
  return { ...period, conversion: await rates.conversion(query.presentation, { ...period, from }) }
}
