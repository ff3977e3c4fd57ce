import { z } from 'zod'
import { currencyCode } from '../currencies/exchange-rates.contract'
import { askedDay, cursor, day, list, pageLimit } from '../http/shapes.contract'

export const dimension = z.enum([
  'customer',
  'country',
  'kind',
  'sector',
  'size',
  'account_manager',
  'segment',
  'entity',
  'disputed',
  'month',
  'currency',
  'campaign',
  'channel',
  'tone',
  'variant',
])
export type Dimension = z.infer<typeof dimension>

/** A period that ends at `as_of`; `from` is by default the first day of its month. No entity = all. */
export const periodQuery = z.object({
  as_of: askedDay,
  from: askedDay.optional(),
  entity: list.optional(),
  currency: z.string().length(3).optional(),
  /** brings all currencies together in this one: balances at the rates of `as_of`, flows at those of their own days */
  presentation: currencyCode.optional(),
})
export type PeriodQuery = z.input<typeof periodQuery>

/** GET /api/kpis */
export const kpisQuery = periodQuery.extend({
  by: dimension.optional(),
  kpi: list.optional(),
  limit: z.coerce.number().int().min(1).max(10_000).optional(),
})
export type KpisQuery = z.input<typeof kpisQuery>

export const missingRate = z.object({ currency: z.string(), day })

export const kpiRow = z.object({
  kpi: z.string(),
  /** Text for money, a number else; null when there is no value (see `reason`). */
  value: z.union([z.string(), z.number(), z.null()]),
  unit: z.string(),
  /** The cut, e.g. {country: "391"} or {bucket: "1-30"}; null when not cut. */
  by: z.record(z.string(), z.string()).nullable(),
  reason: z.string().optional(),
  /** with the reason `no_rate`: which rate is to be entered */
  missing_rate: missingRate.optional(),
  provisional: z.boolean().optional(),
})
export type KpiRow = z.infer<typeof kpiRow>

export const kpisAnswer = z.object({
  as_of: day,
  from: day,
  currency: z.string().nullable(),
  /** whether several currencies were brought together in it */
  converted: z.boolean(),
  rows: z.array(kpiRow),
})
export type KpisAnswer = z.infer<typeof kpisAnswer>

const words = z.object({ fr: z.string(), en: z.string() })
export const kpiDefinition = z.object({
  id: z.string(),
  version: z.number().int(),
  unit: z.string(),
  direction: z.enum(['up', 'down', 'neutral']),
  name: words,
  formula: words,
})
export type KpiDefinition = z.infer<typeof kpiDefinition>
/** GET /api/kpis/definitions */
export const kpiDefinitionsAnswer = z.object({ definitions: z.array(kpiDefinition) })
export type KpiDefinitionsAnswer = z.infer<typeof kpiDefinitionsAnswer>

/** GET /api/kpis/{id}/invoices → InvoicesAnswer: the invoices behind a figure; `value` of the cut `by`, e.g. by=bucket&value=1-30. */
export const kpiInvoicesQuery = periodQuery.extend({
  by: z.enum([...dimension.options, 'bucket']).optional(),
  value: z.string().max(200).optional(),
  limit: pageLimit,
  cursor,
})
export type KpiInvoicesQuery = z.input<typeof kpiInvoicesQuery>
