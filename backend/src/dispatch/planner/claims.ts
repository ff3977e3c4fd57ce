import { onAccountOn, unitsOf } from './balances'
import type { Amount, CustomerRecord, Day } from './customer-record'
import type { Ladder, Rung } from './ladder'
import type { Standing } from './standing'
import { type Stop, stop } from './stops'
import type { ClaimedInvoice, ListedInvoice, PlannedContact } from './verdict'

/** The money side of a contact. */
export type Claims = Pick<
  PlannedContact,
  'currency' | 'claims' | 'alsoClaimed' | 'listed' | 'apart' | 'otherCurrencies' | 'deducted' | 'totalDue'
> & { readonly rung: Rung }

const sumOf = (standings: readonly Standing[]): Amount =>
  standings.reduce((sum, { claimable }) => sum + claimable, 0n)

const claimed = ({ invoice, rung, claimable, dueOn }: Standing): ClaimedInvoice => ({
  invoiceId: invoice.id,
  level: rung?.number ?? 0,
  open: claimable,
  dueOn,
})

const listed = ({ invoice, claimable, dueOn }: Standing): ListedInvoice => ({
  invoiceId: invoice.id,
  currency: invoice.currency,
  open: claimable,
  dueOn,
})

/** A reminder may mention an overdue invoice that nothing speaks against, be it too small to be claimed. */
const mentionable = ({ overdue, stop: why, claimable }: Standing): boolean =>
  overdue && claimable > 0n && (why === null || why.reason === 'below_minimum')

/** A message speaks of one currency: the one whose due invoices have the largest sum, by its bare number. */
function speakingCurrency(due: readonly Standing[]): string {
  const sums = new Map<string, Amount>()
  for (const { invoice, claimable } of due) {
    sums.set(invoice.currency, (sums.get(invoice.currency) ?? 0n) + claimable)
  }
  let best = ''
  for (const [currency, sum] of sums) if (best === '' || sum > (sums.get(best) ?? 0n)) best = currency
  return best
}

/** Credits go to the oldest first; this is the part that goes to some of the invoices. */
function creditOn(credit: Amount, oldestFirst: readonly Standing[], these: ReadonlySet<Standing>): Amount {
  let rest = credit
  let used = 0n
  for (const one of oldestFirst) {
    const part = rest < one.claimable ? rest : one.claimable
    rest -= part
    if (these.has(one)) used += part
  }
  return used
}

/**
 * What the message of a day claims, lists and deducts. It takes the highest step among the invoices due for one; lower
 * ones are claimed beside it. A formal notice or a hand-over claims its own invoices only, the others stand apart.
 * Amounts in ten-thousandths of the message's currency. `standings` oldest due first.
 */
export function claimsOf(
  record: CustomerRecord,
  standings: readonly Standing[],
  ladder: Ladder,
  day: Day,
): Claims | Stop {
  const allDue = standings.filter(({ due }) => due)
  const currency = speakingCurrency(allDue)
  const own = standings.filter(({ invoice }) => invoice.currency === currency)
  const due = own.filter((one) => one.due)
  const rung = due.reduce<Rung | null>(
    (top, one) => (one.rung && (!top || one.rung.number > top.number) ? one.rung : top),
    null,
  )
  if (!rung) return stop('nothing_due')
  const first = due.filter((one) => one.rung?.number === rung.number)
  const lower = rung.strict ? [] : due.filter((one) => one.rung?.number !== rung.number)
  const meant = new Set([...first, ...lower])
  const others = own.filter((one) => mentionable(one) && !meant.has(one))
  const summed = rung.strict
    ? own.filter((one) => meant.has(one))
    : own.filter((one) => meant.has(one) || others.includes(one))
  const account = onAccountOn(record, currency, day)
  const credit = account > 0n ? account : 0n
  const late = own.filter((one) => meant.has(one) || others.includes(one))
  const deducted = creditOn(credit, late, new Set(summed))
  const totalDue = sumOf(summed) - deducted
  if (totalDue <= 0n) return stop('covered_by_credit')
  if (totalDue < ladder.minimumCustomer) {
    return stop('below_minimum', {
      total: unitsOf(totalDue),
      minimum: unitsOf(ladder.minimumCustomer),
      currency,
    })
  }
  return {
    rung,
    currency,
    claims: first.map(claimed),
    alsoClaimed: lower.map(claimed),
    listed: rung.strict ? [] : others.map(listed),
    apart: rung.strict ? others.map(listed) : [],
    otherCurrencies: standings
      .filter((one) => one.invoice.currency !== currency && mentionable(one))
      .map(listed),
    deducted,
    totalDue,
  }
}
