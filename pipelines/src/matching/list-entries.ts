import { z } from 'zod'
import { MATCHING } from '../sources/matching'
import type { Warehouse } from '../warehouse/warehouse'
import { matchReasons } from './confidence'
import { offsetOf, page } from '../kpis/paging'

/**
 * review: a proposal waits for a person · unmatched: money in without any · outgoing: money out without any ·
 * matched: it counts for a customer · ignored: not customer money
 */
export const entryStates = ['review', 'unmatched', 'outgoing', 'matched', 'ignored'] as const
export type EntryState = (typeof entryStates)[number]

export interface EntriesQuestion {
  state: EntryState
  entityIds?: string[]
  currency?: string
  limit: number
  cursor?: string
}

const part = z.object({ invoice_id: z.string(), amount: z.string() })
const entryRow = z.object({
  event_id: z.string(),
  entity_id: z.string(),
  occurred_on: z.string(),
  amount: z.string(),
  currency: z.string(),
  counterparty: z.string(),
  iban: z.string(),
  remittance: z.string(),
  returned: z.coerce.boolean(),
  customer_id: z.string(),
  customer_name: z.string(),
  allocations: z.array(part),
  matched_as: z.enum(['', 'payment', 'rejection', 'refund']),
  matched_by: z.string(),
  confidence: z.string(),
  reasons: z.array(z.string()),
})
const proposalRow = z.object({
  event_id: z.string(),
  proposal: z.string(),
  kind: z.enum(['payment', 'rejection', 'refund']),
  customer_id: z.string(),
  customer_name: z.string(),
  allocations: z.array(part),
  payment_id: z.string(),
  confidence: z.coerce.number(),
  reasons: z.array(z.enum(matchReasons)),
})
export type EntryProposal = Omit<z.output<typeof proposalRow>, 'event_id'>
export type ListedEntry = z.output<typeof entryRow> & { proposals: EntryProposal[] }

const attribute = (name: string): string => `ifNull(toString(attributes.${name}), '')`

/** One row = one entry of a statement with its state; collective bookings that were told apart have no money left. */
const ENTRIES = `SELECT event_id, entity_id, currency, occurred_on, event_type, customer_id, allocations, attributes, best,
    amount * if(event_type IN ('payment.rejected', 'payment.refunded'), -1, 1) AS signed,
    multiIf(
      event_type != 'bank.entry', 'matched',
      event_id IN (SELECT event_id FROM bank_decisions FINAL WHERE kind = 'ignored' AND active = 1), 'ignored',
      best > 0, 'review', signed > 0, 'unmatched', 'outgoing') AS state
  FROM
  (
    SELECT * FROM events_current
    WHERE event_id IN (SELECT event_id FROM events WHERE bucket = cityHash64('') % 16 AND customer_id = '' AND event_type = 'bank.entry' AND source != '${MATCHING}')
      AND amount != 0
      AND (empty({entities: Array(String)}) OR entity_id IN {entities: Array(String)})
      AND ({currency: String} = '' OR currency = {currency: String})
  ) AS e
  LEFT JOIN (SELECT event_id, max(confidence) AS best FROM bank_proposals GROUP BY event_id) AS p ON p.event_id = e.event_id`

const NAMES = `SELECT entity_id, customer_id, any(name) AS name FROM customers GROUP BY entity_id, customer_id`

/** Bank entries of one state with their proposals, a page at a time: the likeliest to be reviewed first, else the newest. */
export async function listEntries(
  warehouse: Warehouse,
  question: EntriesQuestion,
): Promise<{ counts: Record<EntryState, number>; rows: ListedEntry[]; next: string | null }> {
  const params = { entities: question.entityIds ?? [], currency: question.currency ?? '' }
  const counted = await warehouse.query({
    name: 'matching-counts',
    sql: `SELECT state, count() AS n FROM (${ENTRIES}) GROUP BY state`,
    params,
    row: z.object({ state: z.enum(entryStates), n: z.coerce.number() }),
  })
  const numbers = new Map(counted.map(({ state, n }) => [state, n]))
  const counts = Object.fromEntries(entryStates.map((state) => [state, numbers.get(state) ?? 0]))
  const offset = offsetOf(question.cursor)
  const found = await readPage(warehouse, question, offset, params)
  const { rows, next } = page(found, question.limit, offset)
  return { counts: counts as Record<EntryState, number>, rows: await withProposals(warehouse, rows), next }
}

function readPage(
  warehouse: Warehouse,
  question: EntriesQuestion,
  offset: number,
  params: Record<string, unknown>,
) {
  const order =
    question.state === 'review' ? 'best DESC, occurred_on, event_id' : 'occurred_on DESC, event_id'
  return warehouse.query({
    name: 'matching-list',
    sql: `SELECT x.event_id AS event_id, x.entity_id AS entity_id, toString(x.occurred_on) AS occurred_on, x.signed AS amount, x.currency AS currency,
        ${attribute('counterparty_name')} AS counterparty, ${attribute('counterparty_iban')} AS iban,
        trim(concat(${attribute('remittance')}, ' ', arrayStringConcat(JSONExtractArrayRaw(toString(attributes), 'structured_references'), ' '))) AS remittance,
        ${attribute('return_reason')} != '' OR ${attribute('is_reversal')} = 'true' AS returned,
        x.customer_id AS customer_id, if(n.name = '', x.customer_id, n.name) AS customer_name,
        CAST(arrayMap(a -> (a.1, a.2), x.allocations), 'Array(Tuple(invoice_id String, amount Decimal(18, 4)))') AS allocations,
        transform(x.event_type, ['payment.received', 'payment.rejected', 'payment.refunded'], ['payment', 'rejection', 'refund'], '') AS matched_as,
        ${attribute('matched_by')} AS matched_by, ${attribute('match_confidence')} AS confidence,
        JSONExtract(toString(attributes), 'match_reasons', 'Array(String)') AS reasons
      FROM
      (
        SELECT * FROM (${ENTRIES}) WHERE state = {state: String}
        ORDER BY ${order} LIMIT {limit: UInt32} OFFSET {offset: UInt64}
      ) AS x
      LEFT JOIN (${NAMES}) AS n ON n.entity_id = x.entity_id AND n.customer_id = x.customer_id
      ORDER BY ${order}
      SETTINGS join_use_nulls = 0`,
    params: { ...params, state: question.state, limit: question.limit + 1, offset },
    row: entryRow,
  })
}

async function withProposals(
  warehouse: Warehouse,
  rows: z.output<typeof entryRow>[],
): Promise<ListedEntry[]> {
  const open = rows.filter(({ matched_as }) => matched_as === '').map(({ event_id }) => event_id)
  const found = await warehouse.query({
    name: 'matching-listed-proposals',
    sql: `SELECT p.event_id AS event_id, p.proposal AS proposal, p.kind AS kind, p.customer_id AS customer_id, if(n.name = '', p.customer_id, n.name) AS customer_name,
        p.allocations AS allocations, p.payment_id AS payment_id, p.shown AS confidence, p.reasons AS reasons
      FROM (SELECT * FROM bank_proposals WHERE event_id IN {ids: Array(String)}) AS p
      LEFT JOIN (${NAMES}) AS n ON n.entity_id = p.entity_id AND n.customer_id = p.customer_id
      ORDER BY p.event_id, p.place
      SETTINGS join_use_nulls = 0`,
    params: { ids: open },
    row: proposalRow,
  })
  return rows.map((row) => ({
    ...row,
    proposals: found
      .filter(({ event_id }) => event_id === row.event_id)
      .map(({ event_id: _, ...proposal }) => proposal),
  }))
}
