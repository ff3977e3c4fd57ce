import { Readable } from 'node:stream'
import { z } from 'zod'
import type { IngestResult } from '../ingest/ingest.contract'
import type { Warehouse } from '../warehouse/warehouse'
import { loadEvents } from './apply'
import { readEntry, writeDecision } from './entry'
import type { Entry } from './entry'
import { decimal, entryEvent, toUnits } from './entry-event'
import type { Matched } from './entry-event'
import { MatchingError } from './matching-error'
import { keyOf } from './propose'

/** Part of an entry for an invoice; decimal text. */
interface Part {
  invoice_id: string
  amount: string
}

const proposalRow = z.object({
  kind: z.enum(['payment', 'rejection', 'refund']),
  customer_id: z.string(),
  allocations: z.array(z.object({ invoice_id: z.string(), amount: z.string() })),
  payment_id: z.string(),
  confidence: z.coerce.number(),
  reasons: z.array(z.string()),
})

/**
 * Makes a proposal count.
 * @throws MatchingError `matching/entry-not-found`, `matching/no-such-proposal`, `matching/changed`
 */
export async function acceptProposal(
  warehouse: Warehouse,
  eventId: string,
  proposal: string,
  by: string,
): Promise<IngestResult> {
  const entry = await readEntry(warehouse, eventId)
  const [found] = await warehouse.query({
    name: 'matching-proposal',
    sql: `SELECT kind, customer_id, allocations, payment_id, shown AS confidence, reasons FROM bank_proposals
      WHERE entity_id = {entity: String} AND currency = {currency: String} AND event_id = {id: String} AND proposal = {proposal: String} LIMIT 1`,
    params: { entity: entry.entity_id, currency: entry.currency, id: eventId, proposal },
    row: proposalRow,
  })
  if (!found) {
    throw new MatchingError(
      'matching/no-such-proposal',
      'This proposal is not made any more: the data have changed. Read the list again.',
    )
  }
  const allocations = found.allocations.map(({ invoice_id, amount }) => ({
    invoice_id,
    units: toUnits(amount),
  }))
  if (found.kind === 'payment') await checkOpen(warehouse, entry, found.customer_id, allocations)
  if (found.kind === 'rejection') await checkNotReturned(warehouse, entry, found.payment_id)
  return write(warehouse, entry, { ...found, allocations, by: 'person', key: proposal }, by)
}

/**
 * Gives an entry to a customer: parts of it to invoices of his, the rest, or all without parts, on account. Money out
 * is a refund and has no parts.
 * @throws MatchingError `matching/entry-not-found`, `matching/customer-not-found`, `matching/bad-split`, `matching/changed`
 */
export async function assignEntry(
  warehouse: Warehouse,
  eventId: string,
  to: { customer_id: string; parts: Part[] },
  by: string,
): Promise<IngestResult> {
  const entry = await readEntry(warehouse, eventId)
  await checkCustomer(warehouse, entry, to.customer_id)
  const allocations = to.parts.map(({ invoice_id, amount }) => ({ invoice_id, units: toUnits(amount) }))
  const sum = allocations.reduce((total, { units }) => total + units, 0)
  const distinct = new Set(allocations.map(({ invoice_id }) => invoice_id)).size === allocations.length
  if (!distinct || allocations.some(({ units }) => units <= 0) || sum > Math.max(0, entry.units)) {
    throw new MatchingError(
      'matching/bad-split',
      `The parts must be above 0, one an invoice, and together at most ${decimal(entry.units)}.`,
    )
  }
  await checkOpen(warehouse, entry, to.customer_id, allocations)
  const kind = entry.units < 0 ? 'refund' : 'payment'
  const what = { kind, customer_id: to.customer_id, allocations, payment_id: '' } as const
  const matched: Matched = { ...what, by: 'person', confidence: null, reasons: [], key: keyOf(what) }
  return write(warehouse, entry, matched, by)
}

/** Not customer money: the entry is never offered again. A match of it is taken back. */
export async function ignoreEntry(
  warehouse: Warehouse,
  eventId: string,
  by: string,
): Promise<IngestResult | null> {
  const entry = await readEntry(warehouse, eventId)
  await writeDecision(warehouse, entry, { kind: 'ignored', active: true, by })
  return entry.event_type === 'bank.entry' ? null : write(warehouse, entry, null, by)
}

/** This proposal is not made again; the others stay. */
export async function declineProposal(
  warehouse: Warehouse,
  eventId: string,
  proposal: string,
  by: string,
): Promise<void> {
  const entry = await readEntry(warehouse, eventId)
  await writeDecision(warehouse, entry, { kind: 'declined', proposal, active: true, by })
}

/**
 * Takes back what was decided on an entry. After a match nothing is applied to it without asking any more, and what
 * had been applied without asking is not proposed again.
 * @throws MatchingError `matching/entry-not-found`, `matching/nothing-to-undo`
 */
export async function takeBackEntry(
  warehouse: Warehouse,
  eventId: string,
  by: string,
): Promise<IngestResult | null> {
  const entry = await readEntry(warehouse, eventId)
  if (entry.ignored) {
    await writeDecision(warehouse, entry, { kind: 'ignored', active: false, by })
    return null
  }
  if (entry.event_type === 'bank.entry') {
    throw new MatchingError(
      'matching/nothing-to-undo',
      'This entry is not matched: there is nothing to take back.',
    )
  }
  await writeDecision(warehouse, entry, { kind: 'held', active: true, by })
  const { matched_by, match_key } = entry.attributes
  if (matched_by === 'automatic' && typeof match_key === 'string') {
    await writeDecision(warehouse, entry, { kind: 'declined', proposal: match_key, active: true, by })
  }
  return write(warehouse, entry, null, by)
}

async function write(
  warehouse: Warehouse,
  entry: Entry,
  matched: Matched | null,
  by: string,
): Promise<IngestResult> {
  const line = `${JSON.stringify(entryEvent(entry, matched))}\n`
  const scope = { entityId: entry.entity_id, currency: entry.currency }
  const result = await loadEvents(warehouse, Readable.from([line]), scope, by)
  if (matched && entry.ignored) await writeDecision(warehouse, entry, { kind: 'ignored', active: false, by })
  return result
}

async function checkCustomer(warehouse: Warehouse, entry: Entry, customerId: string): Promise<void> {
  const found = await warehouse.query({
    name: 'matching-customer',
    sql: `SELECT 1 AS one FROM customers WHERE entity_id = {entity: String} AND customer_id = {customer: String} LIMIT 1`,
    params: { entity: entry.entity_id, customer: customerId },
    row: z.object({ one: z.number() }),
  })
  if (found.length === 0) {
    throw new MatchingError('matching/customer-not-found', `There is no customer ${customerId}.`)
  }
}

/** What the entry itself pays today is free again once it pays something else. */
async function checkOpen(
  warehouse: Warehouse,
  entry: Entry,
  customerId: string,
  allocations: { invoice_id: string; units: number }[],
): Promise<void> {
  if (allocations.length === 0) return
  const rows = await warehouse.query({
    name: 'matching-open-now',
    sql: `SELECT invoice_id, toInt64(open * 10000) + ifNull(own.units, 0) AS units FROM invoices
      LEFT JOIN
      (
        SELECT invoice_id, toInt64(sum(amount) * 10000) AS units FROM allocations
        WHERE entity_id = {entity: String} AND payment_id = {id: String} GROUP BY invoice_id
      ) AS own USING (invoice_id)
      WHERE entity_id = {entity: String} AND currency = {currency: String} AND customer_id = {customer: String}
        AND invoice_id IN {invoices: Array(String)}`,
    params: {
      entity: entry.entity_id,
      currency: entry.currency,
      customer: customerId,
      id: entry.event_id,
      invoices: allocations.map(({ invoice_id }) => invoice_id),
    },
    row: z.object({ invoice_id: z.string(), units: z.coerce.number() }),
  })
  const open = new Map(rows.map(({ invoice_id, units }) => [invoice_id, units]))
  const over = allocations.find(({ invoice_id, units }) => units > (open.get(invoice_id) ?? 0))
  if (over) {
    throw new MatchingError(
      'matching/changed',
      `Of invoice ${over.invoice_id} only ${decimal(open.get(over.invoice_id) ?? 0)} is open. Read the list again.`,
    )
  }
}

/** A payment comes back once: another entry may have taken it since the list was read. */
async function checkNotReturned(warehouse: Warehouse, entry: Entry, paymentId: string): Promise<void> {
  const others = await warehouse.query({
    name: 'matching-returned',
    sql: `SELECT 1 AS one FROM events_current WHERE entity_id = {entity: String} AND event_type = 'payment.rejected'
      AND payment_id = {payment: String} AND event_id != {id: String} LIMIT 1`,
    params: { entity: entry.entity_id, payment: paymentId, id: entry.event_id },
    row: z.object({ one: z.number() }),
  })
  if (others.length > 0) {
    throw new MatchingError(
      'matching/changed',
      'This payment was returned by another entry already. Read the list again.',
    )
  }
}
