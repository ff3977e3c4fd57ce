import { z } from 'zod'

/** Every error answer (application/problem+json). `code` is stable and the key of its translation. */
export const problem = z.object({
  type: z.string(),
  title: z.string(),
  status: z.number().int(),
  code: z.string(),
  detail: z.string(),
  /** More facts for the reader, e.g. the fields at fault: `{fields: [{path, message}]}`. */
  details: z.record(z.string(), z.unknown()).optional(),
})
export type Problem = z.infer<typeof problem>
