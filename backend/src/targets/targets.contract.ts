import { z } from 'zod'

/** What a KPI should reach, in its own unit: 0.85 is 85 %, 45 is 45 days. */
export const kpiTarget = z.object({
  kpi: z.string(),
  /** '' for the whole group */
  entity_id: z.string(),
  value: z.number(),
  set_by: z.string(),
  set_at: z.string(),
})
export type KpiTarget = z.infer<typeof kpiTarget>

/** GET /api/targets */
export const targetsAnswer = z.object({ rows: z.array(kpiTarget) })
export type TargetsAnswer = z.infer<typeof targetsAnswer>

/** PUT /api/targets; a null value takes the target away. */
export const newTarget = z.object({
  kpi: z.string().min(1).max(60),
  entity_id: z.string().max(60).default(''),
  value: z.number().min(-1e12).max(1e12).nullable(),
})
export type NewTarget = z.input<typeof newTarget>
