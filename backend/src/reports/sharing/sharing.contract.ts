import { z } from 'zod'

/** An address, or every address of a domain: `dg@maison.example`, `@maison.example`. */
const allowedAddress = z
  .string()
  .trim()
  .toLowerCase()
  .max(200)
  .regex(/^[^\s@]*@[^\s@]+\.[^\s@.]+$/, 'must be an address or @domain')

/** GET, PUT /api/reports/sharing: what the company lets out beside its own people. */
export const sharing = z.object({
  /** whether figures may be read under a link without signing in */
  links: z.boolean(),
  /** longest life of such a link */
  max_days: z.number().int().min(1).max(365),
  /** to whom besides people of the product reports may be mailed */
  addresses: z.array(allowedAddress).max(200),
})
export type Sharing = z.infer<typeof sharing>
