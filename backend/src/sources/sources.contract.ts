import { z } from 'zod'
import { tableKinds } from '@relance/pipelines'
import { day } from '../http/shapes.contract'

/** GET /api/sources/freshness: how far each source of each creditor reaches. */
export const freshnessAnswer = z.object({
  rows: z.array(
    z.object({
      entity_id: z.string(),
      source: z.string(),
      last_load: z.string(),
      loads: z.number().int(),
      last_day: day.nullable(),
      /** Payments are known up to this day; null when the source never said. */
      complete_through: day.nullable(),
      /** Events that wait for their invoice. */
      waiting: z.number().int(),
    }),
  ),
})
export type FreshnessAnswer = z.infer<typeof freshnessAnswer>

/** GET /api/sources/tables: what one row of a table can be, and the fields that its columns can be read as. */
export const tablesAnswer = z.object({
  kinds: z.array(z.object({ kind: z.enum(tableKinds), fields: z.array(z.string()) })),
})
export type TablesAnswer = z.infer<typeof tablesAnswer>
