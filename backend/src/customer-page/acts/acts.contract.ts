import { z } from 'zod'
import { day, money } from '../../http/shapes.contract'

const nonce = z.string().regex(/^[A-Za-z0-9_-]{16,64}$/, 'must be 16 to 64 letters and digits')
const id = z.string().min(1).max(400)
const words = (most: number) => z.string().trim().max(most)
const invoices = z.array(id).min(1).max(500).optional()
const positive = money.refine((text) => Number(text) > 0, 'must be more than 0')
const currency = z
  .string()
  .regex(/^[A-Z]{3}$/)
  .default('EUR')

/** Every act carries the mark of its form: sent twice it counts once. */
const act = z.strictObject({ nonce })

/** POST /api/page/{token}/promise; without invoices: all, oldest first */
export const promiseAct = act.extend({ until: day, amount: positive, currency, invoices })
/** POST /api/page/{token}/plan: equal monthly instalments */
export const planAct = act.extend({ count: z.number().int().min(2).max(24), first_on: day, currency })
export const CONTEST_REASONS = [
  'goods',
  'quantity',
  'price',
  'not_ordered',
  'already_settled',
  'other',
] as const
/** POST /api/page/{token}/contest; without an amount: the whole invoice */
export const contestAct = act.extend({
  invoice_id: id,
  reason: z.enum(CONTEST_REASONS),
  text: words(2000).default(''),
  amount: positive.optional(),
})
/** POST /api/page/{token}/paid */
export const paidAct = act.extend({
  on: day,
  reference: words(140).default(''),
  amount: positive.optional(),
  currency,
  invoices,
})
export const COMPLAINT_REASONS = ['tone', 'frequency', 'wrong_person', 'harassment', 'other'] as const
/** POST /api/page/{token}/complaint */
export const complaintAct = act.extend({ reason: z.enum(COMPLAINT_REASONS), text: words(2000).default('') })
export const OPT_OUT_CHANNELS = ['email', 'sms', 'phone'] as const
/** POST /api/page/{token}/opt-out; post cannot be closed */
export const optOutAct = act.extend({ channel: z.enum(OPT_OUT_CHANNELS) })
/** POST /api/page/{token}/satisfaction */
export const satisfactionAct = act.extend({
  score: z.number().int().min(0).max(10),
  comment: words(2000).default(''),
})
/** POST /api/page/{token}/copies: a person sends them */
export const copiesAct = act.extend({ invoices, text: words(1000).default('') })

export type Acts = {
  promise: z.output<typeof promiseAct>
  plan: z.output<typeof planAct>
  contest: z.output<typeof contestAct>
  paid: z.output<typeof paidAct>
  complaint: z.output<typeof complaintAct>
  opt_out: z.output<typeof optOutAct>
  satisfaction: z.output<typeof satisfactionAct>
  copies: z.output<typeof copiesAct>
}
export type ActKind = keyof Acts

/** What became of an act: it is kept from this answer on, whatever happens. */
export const actAnswer = z.object({
  /** messages that waited for this customer and will not go out as they were */
  held: z.number().int(),
  /** of a plan: what is due when */
  instalments: z.array(z.object({ due_on: day, amount: money })).optional(),
})
export type ActAnswer = z.infer<typeof actAnswer>
