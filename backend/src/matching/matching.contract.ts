import { z } from 'zod'
import { cursor, day, list, money, next, pageLimit } from '../http/shapes.contract'

const id = z.string().min(1).max(400)

export const entryState = z.enum(['review', 'unmatched', 'outgoing', 'matched', 'ignored'])
export type EntryState = z.infer<typeof entryState>

/** GET /api/bank-entries: review = a proposal waits for a person; unmatched and outgoing = none was found. */
export const entriesQuery = z.object({
  state: entryState.default('review'),
  entity: list.optional(),
  currency: z.string().length(3).optional(),
  limit: pageLimit,
  cursor,
})
export type EntriesQuery = z.input<typeof entriesQuery>

const kind = z.enum(['payment', 'rejection', 'refund'])
const part = z.object({ invoice_id: z.string(), amount: money })

export const entryProposal = z.object({
  /** names it when it is accepted or declined */
  proposal: z.string(),
  kind,
  customer_id: z.string(),
  customer_name: z.string(),
  allocations: z.array(part),
  payment_id: z.string(),
  /** 0 to 1, for display: rivals of which only one can be right share it; the list order is the backend's */
  confidence: z.number(),
  /** codes; their words are the frontend's */
  reasons: z.array(z.string()),
})
export type EntryProposal = z.infer<typeof entryProposal>

export const bankEntry = z.object({
  event_id: z.string(),
  entity_id: z.string(),
  occurred_on: day,
  /** negative for money out */
  amount: money,
  currency: z.string(),
  counterparty: z.string(),
  iban: z.string(),
  remittance: z.string(),
  /** the bank says that an earlier payment came back */
  returned: z.boolean(),
  /** of a match: whose money, for what, by whom (automatic or person), how sure */
  customer_id: z.string(),
  customer_name: z.string(),
  allocations: z.array(part),
  matched_as: z.enum(['', 'payment', 'rejection', 'refund']),
  matched_by: z.string(),
  confidence: z.number().nullable(),
  reasons: z.array(z.string()),
  /** likeliest first */
  proposals: z.array(entryProposal),
})
export type BankEntry = z.infer<typeof bankEntry>

export const entriesAnswer = z.object({
  counts: z.record(entryState, z.number().int()),
  rows: z.array(bankEntry),
  next,
  /** false: something was decided or loaded that proposals do not follow yet; ask again in a moment */
  settled: z.boolean(),
})
export type EntriesAnswer = z.infer<typeof entriesAnswer>

/** POST /api/bank-entries/accept and /decline */
export const proposalRequest = z.object({ event_id: id, proposal: id })
export type ProposalRequest = z.infer<typeof proposalRequest>

/** POST /api/bank-entries/assign: parts to invoices of the customer, the rest (or all) on account. */
export const assignRequest = z.object({
  event_id: id,
  customer_id: id,
  parts: z
    .array(z.object({ invoice_id: id, amount: z.string().regex(/^\d{1,12}(\.\d{1,4})?$/) }))
    .max(500)
    .default([]),
})
export type AssignRequest = z.input<typeof assignRequest>

/** POST /api/bank-entries/ignore and /undo */
export const entryRequest = z.object({ event_id: id })
export type EntryRequest = z.infer<typeof entryRequest>

/** the load that the decision made, which can be undone as well; null where it made none */
export const decided = z.object({ batch_id: z.string().nullable() })
export type Decided = z.infer<typeof decided>
