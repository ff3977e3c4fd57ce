import { z } from 'zod'
import { askedDay, day, list, money } from '../../http/shapes.contract'

/** GET /api/work-list: open tasks up to a day, most expected euros first */
export const workListQuery = z.object({ day: askedDay.optional(), entity: list.optional() })

export const task = z.object({
  id: z.uuid(),
  entity_id: z.string(),
  customer_id: z.string(),
  name: z.string(),
  /** `hand_over`: the file for litigation is to be given to whom it may concern */
  kind: z.enum(['phone', 'task', 'hand_over']),
  due_on: day,
  text: z.string(),
  /** who is called and at which number; empty where not known */
  recipient: z.object({ name: z.string(), address: z.string() }),
  currency: z.string(),
  /** past due today */
  overdue: money,
  open: money,
  days_late: z.number().int(),
  /** earlier calls, and those after which money came within 14 days */
  calls: z.number().int(),
  calls_paid: z.number().int(),
  /** overdue amount × (calls_paid + 1) / (calls + 2): the share of calls that helped, half without any */
  expected: money,
  campaign_id: z.string().nullable(),
})
export type Task = z.infer<typeof task>
export const workListAnswer = z.object({
  day,
  rows: z.array(task),
  /** finished that day */
  done: z.number().int(),
})
export type WorkListAnswer = z.infer<typeof workListAnswer>

export const OUTCOMES = [
  'reached',
  'no_answer',
  'promise',
  'dispute',
  'claims_paid',
  'wrong_number',
  'refused',
  'handed_over',
] as const
const positive = z.string().regex(/^\d{1,14}(\.\d{1,4})?$/)

/** POST /api/work-list/{id}/outcome */
export const outcomeRequest = z
  .strictObject({
    outcome: z.enum(OUTCOMES),
    note: z.string().trim().max(1000).default(''),
    promise: z.strictObject({ amount: positive, until: day }).optional(),
    dispute: z
      .strictObject({ invoice_id: z.string().min(1).max(400), reason: z.string().trim().max(400) })
      .optional(),
  })
  .refine(({ outcome, promise }) => outcome !== 'promise' || promise !== undefined, {
    error: 'a promise needs its amount and its last day',
    path: ['promise'],
  })
  .refine(({ outcome, dispute }) => outcome !== 'dispute' || dispute !== undefined, {
    error: 'a dispute needs its invoice',
    path: ['dispute'],
  })
export type OutcomeRequest = z.input<typeof outcomeRequest>

/** POST /api/work-list: a call or task that a person puts on the list */
export const newTask = z.strictObject({
  entity_id: z.string().min(1).max(100),
  customer_id: z.string().min(1).max(400),
  kind: z.enum(['phone', 'task']).default('phone'),
  due_on: askedDay.optional(),
  text: z.string().trim().max(1000).default(''),
})
export type NewTask = z.input<typeof newTask>

/** GET /api/work-list/history?entity=&customer= : what was said and done, newest first */
export const historyQuery = z.object({ entity: z.string().max(100), customer: z.string().max(400) })
export const contactHistory = z.object({
  rows: z.array(
    z.object({
      at: z.string(),
      event_type: z.string(),
      channel: z.string(),
      amount: money.nullable(),
      currency: z.string(),
      invoice_id: z.string(),
      outcome: z.string(),
      note: z.string(),
      until: z.string(),
    }),
  ),
})
export type ContactHistory = z.infer<typeof contactHistory>
