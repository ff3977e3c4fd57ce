import { z } from 'zod'

/** GET /api/hand-over: the file of one customer of one creditor */
export const handOverQuery = z.object({
  entity: z.string().min(1).max(100),
  customer: z.string().min(1).max(400),
  language: z.enum(['fr', 'en']).default('fr'),
})
