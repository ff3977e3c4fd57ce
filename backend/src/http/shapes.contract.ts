import { z } from 'zod'

/** Calendar day, YYYY-MM-DD. */
export const day = z.iso.date()
/** A day that a question may ask about: what the stores can tell apart. */
export const askedDay = day.refine((text) => text >= '1970-01-01' && text <= '2148-12-31', {
  error: 'must be between 1970 and 2148',
})
/** Amount of money as decimal text, e.g. "5119.85": never a float. */
export const money = z.string().regex(/^-?\d+(\.\d+)?$/)
/** Several values in one query parameter: `entity=FR01,FR02` or `entity=FR01&entity=FR02`. */
export const list = z
  .union([z.string(), z.array(z.string())])
  .transform((value) => (Array.isArray(value) ? value : value.split(',')).filter((item) => item !== ''))
export const pageLimit = z.coerce.number().int().min(1).max(500).default(50)
const NOT_OURS = 'is not one that this list gave'
/** Mark of the next page, given back as `cursor`; to be passed on as it is. */
export const cursor = z
  .string()
  .regex(/^\d{1,15}$/, NOT_OURS)
  .optional()
/** Next page's cursor; null on the last page. */
export const next = z.string().nullable()
export const done = z.object({ done: z.literal(true) })
