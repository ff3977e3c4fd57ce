import { z } from 'zod'
import { day } from '../http/shapes.contract'

/** POST /api/demo: makes and loads the demo company; answers a job. */
export const demoRequest = z.object({
  customers: z.number().int().min(1).max(1_000_000).default(400),
  months: z.number().int().min(1).max(120).default(18),
  seed: z.number().int().min(0).max(2_147_483_647).default(1),
  /** last day of its story; today by default */
  today: day.optional(),
  /** with four experiments of known truth, of a creditor of their own */
  experiments: z.boolean().default(false),
})
