import type { z } from 'zod'
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
