import fc from 'fast-check'
import type { EventRow } from '../../events/contract'
import { addDays } from '../days'

export const START = '2024-01-01'
/** Everything happens in so many days. */
export const SPAN = 200

/** An event of a random history: days count from START, amounts are whole cents. */
export interface Happening {
  type: string
  id: string
  customer: string
  day: number
  cents: number
  invoice: string
  payment: string
  due: number
  lines: { invoice: string; cents: number; day: number | null }[]
  instalments: { due: number; cents: number }[]
  outcome: string
}

const day = fc.integer({ min: 0, max: SPAN - 1 })
const cents = fc.integer({ min: 1, max: 40 }).map((n) => n * 250)
const customer = fc.constantFrom('a', 'b')
const invoice = fc.constantFrom('1', '2', '3', '4')
const lines = fc.array(fc.record({ invoice, cents, day: fc.option(day, { nil: null, freq: 4 }) }), {
  maxLength: 3,
})

const issue = fc.record({
  customer,
  invoice,
  day: fc.integer({ min: 0, max: 120 }),
  cents: fc.oneof({ weight: 9, arbitrary: cents }, { weight: 1, arbitrary: fc.constant(0) }),
  terms: fc.integer({ min: 0, max: 45 }),
  parts: fc.integer({ min: 1, max: 6 }),
  opening: fc.integer({ min: 0, max: 9 }),
})
const later = fc.record({
  type: fc.constantFrom(
    'payment.received',
    'payment.received',
    'payment.received',
    'payment.received',
    'payment.allocated',
    'payment.rejected',
    'payment.rejected',
    'payment.disputed',
    'payment.refunded',
    'invoice.credited',
    'invoice.credited',
    'invoice.cancelled',
    'invoice.written_off',
    'invoice.disputed',
    'dispute.resolved',
    'balance.opening',
  ),
  customer,
  invoice: fc.oneof({ weight: 5, arbitrary: invoice }, { weight: 1, arbitrary: fc.constant('') }),
  payment: fc.constantFrom('p', 'q', 'r'),
  day,
  cents,
  lines,
  named: fc.boolean(),
  outcome: fc.constantFrom('', '', 'won', 'lost'),
})

/** A history of two customers with up to four invoices each and whatever may happen to them. */
export const randomHistory: fc.Arbitrary<Happening[]> = fc
  .record({
    issues: fc.array(issue, { minLength: 1, maxLength: 7 }),
    later: fc.array(later, { maxLength: 16 }),
  })
  .map(({ issues, later }) => {
    const known = new Map<string, Happening>()
    for (const one of issues) known.set(one.customer + one.invoice, issueOf(one))
    const rest = later.flatMap((one, index) => laterOf(one, index, known) ?? [])
    return [...known.values(), ...rest]
  })

const nothing = { invoice: '', payment: '', due: 0, lines: [], instalments: [], outcome: '' }

type Issue = typeof issue extends fc.Arbitrary<infer T> ? T : never
type Later = typeof later extends fc.Arbitrary<infer T> ? T : never

function issueOf(one: Issue): Happening {
  const split = one.parts > 4 && one.cents > 500 && one.opening > 0
  const first = Math.floor(one.cents / 3)
  return {
    ...nothing,
    type: one.opening === 0 ? 'balance.opening' : 'invoice.issued',
    id: `issue-${one.customer}${one.invoice}`,
    customer: one.customer,
    invoice: one.invoice,
    day: one.day,
    cents: one.cents,
    due: one.day + one.terms,
    instalments: split
      ? [
          { due: one.day + one.terms, cents: first },
          { due: one.day + one.terms + 30, cents: one.cents - first },
        ]
      : [],
  }
}

function laterOf(one: Later, index: number, known: Map<string, Happening>): Happening | null {
  const issued = known.get(one.customer + one.invoice)
  const base = {
    ...nothing,
    type: one.type,
    id: `later-${index}`,
    customer: one.customer,
    day: one.day,
    cents: one.cents,
  }
  switch (one.type) {
    case 'payment.received': {
      // never more allocated than came in
      let left = one.cents
      const taken = one.lines.flatMap((line) => {
        const part = Math.min(left, line.cents)
        left -= part
        return part > 0 ? [{ ...line, cents: part }] : []
      })
      return { ...base, payment: one.payment, lines: taken }
    }
    case 'payment.allocated':
      return { ...base, payment: one.payment, lines: one.lines.slice(0, 1), cents: 0 }
    case 'payment.rejected':
      return { ...base, payment: one.payment, lines: one.named ? one.lines.slice(0, 2) : [] }
    case 'payment.disputed':
      return { ...base, payment: one.payment, outcome: one.outcome }
    case 'payment.refunded':
      return base
    case 'balance.opening':
      return { ...base, invoice: '', cents: one.named ? one.cents : -one.cents }
    case 'invoice.credited':
      return { ...base, invoice: one.invoice }
    default:
      // these are dated on or after the issue of an invoice that exists
      return issued ? { ...base, invoice: one.invoice, day: Math.max(one.day, issued.day) } : null
  }
}

/** The history as events of an entity, in the shape that sources write. */
export function eventsOf(entity: string, history: readonly Happening[]): EventRow[] {
  const amount = (value: number) => (value / 100).toFixed(2)
  return history.map((one) => ({
    event_id: `${entity}-${one.id}`,
    event_type: one.type as EventRow['event_type'],
    occurred_on: addDays(START, one.day),
    entity_id: entity,
    customer_id: `${entity}-${one.customer}`,
    invoice_id: one.invoice,
    payment_id: one.payment,
    amount: amount(one.cents),
    currency: 'EUR',
    ...(one.type === 'invoice.issued' || (one.type === 'balance.opening' && one.invoice)
      ? { due_on: addDays(START, one.due) }
      : {}),
    allocations: one.lines.map((line) => ({
      invoice_id: line.invoice,
      amount: amount(line.cents),
      ...(line.day === null ? {} : { allocated_on: addDays(START, line.day) }),
    })),
    instalments: one.instalments.map((part) => ({
      due_on: addDays(START, part.due),
      amount: amount(part.cents),
    })),
    ...(one.outcome ? { attributes: { outcome: one.outcome } } : {}),
  }))
}
