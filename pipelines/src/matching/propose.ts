import { createHash } from 'node:crypto'
import { AMOUNT_ALONE, DOUBT, SIMILAR, confidenceOf, nameDoubt } from './confidence'
import type { MatchReason } from './confidence'
import { findSums } from './sums'
import type { Sum } from './sums'

/** An open invoice of a customer. Amounts in units: ten-thousandths of the currency. */
export interface OpenInvoice {
  id: string
  units: number
  /** 2: its number stands in the entry · 1: so does its number, but that is short · 0: not */
  named: 0 | 1 | 2
  /** what is asked when it is paid on that day with the stated early discount; 0 for none */
  discounted: number
}

/** One entry beside one customer who may have made it. */
export interface Pair {
  /** units, above 0 */
  units: number
  customer_id: string
  /** likeness of the names, 0 to 1 */
  name: number
  /** the account or name paid for this customer before */
  history: boolean
  /** an invoice of the customer is named that is not open any more */
  settled: boolean
  /** another source tells of a payment of this amount in these days: it may be the same money */
  booked: boolean
  /** units that the customer has on account */
  on_account: number
  /** oldest due first */
  invoices: OpenInvoice[]
}

export interface Proposal {
  kind: 'payment' | 'rejection' | 'refund'
  customer_id: string
  allocations: { invoice_id: string; units: number }[]
  /** the payment that is returned; empty for others */
  payment_id: string
  /** 0 to 1 */
  confidence: number
  reasons: MatchReason[]
  /** the same proposal has the same key, whenever it is made */
  key: string
}

/** A bank may keep this much of a payment. */
export const MOST_FEE = 200_000
const MOST_PROPOSALS = 3
const SETTLED: MatchReason[] = ['reference', 'settled']

/** What one entry may pay of one customer: at most three proposals, the likeliest first; none without evidence. */
export function proposePayment(pair: Pair): Proposal[] {
  const found = byReference(pair) ?? byAmount(pair)
  return found
    .filter(({ confidence }) => confidence > 0)
    .sort((a, b) => b.confidence - a.confidence || (a.key < b.key ? -1 : 1))
    .slice(0, MOST_PROPOSALS)
}

interface Evidence {
  doubts: number[]
  reasons: MatchReason[]
}

/** What speaks for the customer, whatever is paid. */
function customerEvidence(pair: Pair): Evidence {
  const doubts: number[] = []
  const reasons: MatchReason[] = []
  if (pair.history) {
    doubts.push(DOUBT.history)
    reasons.push('history')
  }
  if (pair.name >= SIMILAR) {
    doubts.push(nameDoubt(pair.name))
    reasons.push(pair.name >= 0.95 ? 'name' : 'similar_name')
  }
  return { doubts, reasons }
}

const total = (invoices: readonly { units: number }[]) => invoices.reduce((sum, { units }) => sum + units, 0)

/** Invoices whose number stands in the entry; null when none does, or only a short number without anything else. */
function byReference(pair: Pair): Proposal[] | null {
  const strong = pair.invoices.filter(({ named }) => named === 2)
  const named = strong.length > 0 ? strong : pair.invoices.filter(({ named: how }) => how === 1)
  if (named.length === 0) return null
  const who = customerEvidence(pair)
  const sum = total(named)
  const exact = sum === pair.units || discounted(named) === pair.units
  // A short number may be a date or a street: the amount or the customer must speak for it as well.
  if (strong.length === 0 && !exact && who.reasons.length === 0) return null
  const word = strong.length > 0 ? 'reference' : 'short_reference'
  const reasons: MatchReason[] = [word]
  const doubts: number[] = [DOUBT[word]]
  if (sum === pair.units) {
    reasons.push(named.length > 1 ? 'sum' : 'amount')
    doubts.push(DOUBT.single)
  } else if (exact) {
    reasons.push('discount')
    doubts.push(DOUBT.discount)
  } else if (pair.units < sum && sum - pair.units <= MOST_FEE && pair.units * 20 > sum * 19) {
    reasons.push('fee')
    doubts.push(DOUBT.fee)
  } else {
    reasons.push(pair.units < sum ? 'part' : 'over')
    doubts.push(pair.units < sum ? DOUBT.part : DOUBT.over)
  }
  return [proposal(pair, named, [...doubts, ...who.doubts], [...reasons, ...who.reasons])]
}

const discounted = (invoices: readonly OpenInvoice[]) =>
  invoices.reduce((sum, invoice) => sum + (invoice.discounted || invoice.units), 0)

function byAmount(pair: Pair): Proposal[] {
  const who = customerEvidence(pair)
  const sums = findSums(
    pair.units,
    pair.invoices.map(({ units }) => units),
  )
  if (who.reasons.length === 0 && !pair.settled) return amountAlone(pair, sums)
  if (sums.length > 0 && who.reasons.length > 0)
    return sums.slice(0, MOST_PROPOSALS).map((sum) => ofSum(pair, sum, sums.length, who))
  const near = who.reasons.length > 0 ? nearly(pair, who) : []
  if (near.length > 0) return near
  // The money is the customer's, but nothing says what it is for.
  return [proposal(pair, [], [0.5], [...(pair.settled ? SETTLED : []), ...who.reasons, 'on_account'])]
}

/** Nothing is known of who paid: only one invoice of exactly this amount says something. */
function amountAlone(pair: Pair, sums: Sum[]): Proposal[] {
  const single = sums.find(({ kind }) => kind === 'single')
  return single ? [proposal(pair, picked(pair, single), [1 - AMOUNT_ALONE], ['amount'])] : []
}

const picked = (pair: Pair, sum: Sum) => sum.picks.flatMap((at) => pair.invoices[at] ?? [])

function ofSum(pair: Pair, sum: Sum, ways: number, who: Evidence): Proposal {
  const word: MatchReason = sum.kind === 'single' ? 'amount' : 'sum'
  // One invoice of the amount beats a sum that happens to come to it.
  const several: MatchReason[] = ways > 1 && sum.kind !== 'single' ? ['several'] : []
  return proposal(
    pair,
    picked(pair, sum),
    [DOUBT[sum.kind], ...who.doubts],
    [word, ...who.reasons, ...several],
  )
}

/** Exact once a discount, what is on account or a bank's fee is taken off. */
function nearly(pair: Pair, who: Evidence): Proposal[] {
  const found: Proposal[] = []
  const all = pair.invoices
  const sets = [...all.map((invoice) => [invoice]), ...(all.length > 1 ? [all] : [])]
  const add = (invoices: OpenInvoice[], word: 'discount' | 'credit' | 'fee') =>
    found.push(
      proposal(
        pair,
        invoices,
        [DOUBT[word], ...who.doubts],
        [invoices.length > 1 ? 'sum' : 'amount', word, ...who.reasons],
      ),
    )
  for (const set of sets) {
    const sum = total(set)
    if (discounted(set) === pair.units) add(set, 'discount')
    else if (pair.on_account > 0 && sum - pair.on_account === pair.units) add(set, 'credit')
    else if (sum > pair.units && sum - pair.units <= MOST_FEE && pair.units * 20 > sum * 19) add(set, 'fee')
  }
  return found
}

/** The entry's amount over these invoices, the oldest first; what is left stays on account. */
function proposal(
  pair: Pair,
  invoices: readonly OpenInvoice[],
  doubts: number[],
  evidence: MatchReason[],
): Proposal {
  const reasons: MatchReason[] = pair.booked ? [...evidence, 'booked'] : evidence
  let left = pair.units
  const allocations = invoices.flatMap(({ id, units }) => {
    const part = Math.min(units, left)
    left -= part
    return part > 0 ? [{ invoice_id: id, units: part }] : []
  })
  const confidence = confidenceOf(doubts, reasons)
  const base = { kind: 'payment' as const, customer_id: pair.customer_id, allocations, payment_id: '' }
  return { ...base, confidence, reasons, key: keyOf(base) }
}

/** Names a proposal by what it would do. */
export function keyOf(of: Pick<Proposal, 'kind' | 'customer_id' | 'allocations' | 'payment_id'>): string {
  const parts = of.allocations.map(({ invoice_id, units }) => [invoice_id, units])
  const text = JSON.stringify([of.kind, of.customer_id, of.payment_id, parts])
  return createHash('sha256').update(text).digest('hex').slice(0, 24)
}
