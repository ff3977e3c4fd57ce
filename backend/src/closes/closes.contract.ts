import { z } from 'zod'
import { askedDay, day, list } from '../http/shapes.contract'
import { kpiRow } from '../kpis/kpis.contract'

/** A month end whose figures were published and are kept as they were. */
export const close = z.object({
  id: z.string(),
  as_of: day,
  from: day,
  /** empty: all */
  entities: z.array(z.string()),
  currency: z.string(),
  /** by entity: the last day with all payments, as known at the close */
  data_cut: z.array(z.object({ entity_id: z.string(), complete_through: day.nullable() })),
  note: z.string(),
  closed_by: z.string(),
  closed_at: z.string(),
})
export type Close = z.infer<typeof close>

/** GET /api/closes, the newest month first */
export const closesAnswer = z.object({ rows: z.array(close) })
export type ClosesAnswer = z.infer<typeof closesAnswer>

/** POST /api/closes: keeps the figures of the month that ends on `as_of`. */
export const newClose = z.object({
  as_of: askedDay,
  entity: list.optional(),
  currency: z.string().length(3),
  note: z.string().trim().max(500).default(''),
})
export type NewClose = z.input<typeof newClose>

/** GET /api/closes/{id}: as published, and as the same question is answered now. */
export const closeDetail = close.extend({
  rows: z.array(z.object({ published: kpiRow, restated: kpiRow.nullable(), changed: z.boolean() })),
})
export type CloseDetail = z.infer<typeof closeDetail>
