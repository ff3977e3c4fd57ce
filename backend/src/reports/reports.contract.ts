import { z } from 'zod'
import { askedDay } from '../http/shapes.contract'

/** POST /api/reports/send: the figures of the Overview as they are now, by e-mail to somebody of the product. */
export const reportToSend = z.object({
  /** id of the person, who must see these figures; written in his language */
  to: z.string().max(60),
  as_of: askedDay,
  from: askedDay,
  /** empty: the whole group */
  entity_id: z.string().max(60).default(''),
  currency: z.string().length(3),
  compare: z.enum(['previous', 'year']).default('previous'),
  note: z.string().trim().max(1000).default(''),
})
export type ReportToSend = z.input<typeof reportToSend>

/** It goes out within seconds, or as soon as the mail server takes it. */
export const reportQueued = z.object({ to: z.string() })
export type ReportQueued = z.infer<typeof reportQueued>
