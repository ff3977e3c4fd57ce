import type { IgnoredReason } from '../../events/contract'
import type { LoadPlan } from '../source'
import type { DecimalMark } from '../values/amount-sql'
import type { DateOrder } from '../values/date-sql'
import type { Check } from '../values/check'

/** What a kind of table adds to the plan. */
export type TableSql = Pick<LoadPlan, 'shared' | 'typed' | 'events' | 'customer' | 'gather' | 'group'> & {
  checks: Check[]
  /** rows that are rightly left out: [SQL condition over the landed columns, reason] */
  ignored?: [condition: string, reason: IgnoredReason][]
}

/** How dates and amounts of the file are read. */
export interface Reading {
  dateOrder: DateOrder
  /** whether days name their month in French */
  frenchMonths: boolean
  decimalMark: DecimalMark
  entityId: string
  currency: string
  timeZone: string
  source: string
}
