import type { Discount, EInvoice, PaymentTerm } from '../invoice'
import { addDays, isDay, textOfUnits, unitsOf } from '../values'
import { discountByText, dueByText } from './terms-text'

/** Days to pay where an invoice says nothing. */
export const DEFAULT_DAYS = 30

export interface Due {
  dueOn: string
  source: 'stated' | 'terms' | 'default'
  /** two or more parts that add up to the invoice, else none */
  instalments: { due_on: string; amount: string; kind: 'normal' | 'deposit' }[]
  /** pct in percent, until the last day */
  discount: { pct: string; until: string } | null
  /** dates of parts whose amounts are not stated */
  otherDays: string[]
}

/** Codes of deposit invoices and their credit note. */
const DEPOSITS = new Set(['386', '500', '503'])

/**
 * When an invoice is due: the stated dates, else the words of its terms, else the words of its notes where they speak
 * of paying, else 30 days after issue. Several dates are instalments when their amounts are known, else the last counts.
 * An invoice that is paid already states the day of payment as its due date, which may be before its issue.
 */
export function dueOf(invoice: EInvoice, units: bigint, prepaid: bigint): Due {
  const discount = discountOf(invoice)
  const dated = datedTerms(invoice)
  const days = [...new Set(dated.map(({ dueOn }) => dueOn))].sort()
  const last = days.at(-1)
  if (last !== undefined) {
    const instalments = days.length > 1 ? instalmentsOf(invoice, dated, units, prepaid) : []
    const otherDays = days.length > 1 && instalments.length === 0 ? days : []
    return {
      dueOn: notBeforeIssue(last, invoice, units, prepaid),
      source: 'stated',
      instalments,
      discount,
      otherDays,
    }
  }
  const none = { instalments: [], discount, otherDays: [] }
  const text = invoice.terms.map((term) => term.text).join('\n')
  const byText =
    dueByText(text, invoice.issuedOn) ?? dueByText(invoice.notes.join('\n'), invoice.issuedOn, true)
  if (byText !== null) return { dueOn: byText, source: 'terms', ...none }
  const dueOn = isDay(invoice.issuedOn) ? addDays(invoice.issuedOn, DEFAULT_DAYS) : ''
  return { dueOn, source: 'default', ...none }
}

/** Terms with a date; the last day of a discount is none where another date stands beside it. */
function datedTerms({ terms }: EInvoice): PaymentTerm[] {
  const dated = terms.filter(({ dueOn }) => dueOn !== '')
  const due = dated.filter((term) => term.discount === null || term.amount !== '')
  return due.length > 0 ? due : dated
}

function notBeforeIssue(dueOn: string, invoice: EInvoice, units: bigint, prepaid: bigint): string {
  if (!isDay(dueOn) || !isDay(invoice.issuedOn) || dueOn >= invoice.issuedOn) return dueOn
  const paid = isPaidAlready(invoice) || DEPOSITS.has(invoice.typeCode) || (units > 0n && prepaid >= units)
  return paid ? invoice.issuedOn : dueOn
}

/** French frameworks B2, S2 and M2: the invoice is paid when it is issued. */
export const isPaidAlready = ({ process }: EInvoice): boolean => /^[BSM]2$/.test(process.trim())

/** Parts with their dates, when they add up to what is to be paid or to the whole. */
function instalmentsOf(
  invoice: EInvoice,
  dated: PaymentTerm[],
  units: bigint,
  prepaid: bigint,
): Due['instalments'] {
  const payable = units - prepaid
  const parts = dated.map(({ dueOn, amount, percent }) => ({
    dueOn,
    units: partUnits(amount, percent, payable),
  }))
  if (!parts.every((part): part is { dueOn: string; units: bigint } => part.units !== null)) return []
  const last = parts.at(-1)
  if (last && areHundredPercent(dated))
    last.units += payable - parts.reduce((all, { units: it }) => all + it, 0n)
  const sum = parts.reduce((total, part) => total + part.units, 0n)
  if (sum !== payable && sum !== units) return []
  const normal = parts.map((part) => ({
    due_on: part.dueOn,
    amount: textOfUnits(part.units),
    kind: 'normal' as const,
  }))
  if (sum === units || prepaid <= 0n) return normal
  return [{ due_on: invoice.issuedOn, amount: textOfUnits(prepaid), kind: 'deposit' }, ...normal]
}

/** Parts of the whole by percent: each to the cent, they may miss it by some, which the last one has. */
const areHundredPercent = (terms: readonly PaymentTerm[]): boolean =>
  terms.every(({ amount, percent }) => amount === '' && percent !== '') &&
  terms.reduce((sum, { percent }) => sum + (unitsOf(percent) ?? 0n), 0n) === 1_000_000n

function partUnits(amount: string, percent: string, whole: bigint): bigint | null {
  if (amount !== '') return unitsOf(amount)
  const share = unitsOf(percent)
  if (percent === '' || share === null) return null
  // to the cent, as it would be asked for
  const cents = (whole * share) / 1_000_000n / 100n
  return cents * 100n
}

function discountOf(invoice: EInvoice): Due['discount'] {
  const stated = invoice.terms.find(({ discount }) => discount !== null)
  if (stated?.discount) {
    const until = untilOf(stated.discount, stated.dueOn, invoice.issuedOn)
    return until === '' ? null : { pct: stated.discount.pct, until }
  }
  const text = discountByText(invoice.terms.map((term) => term.text).join('\n'))
  if (!text || !isDay(invoice.issuedOn)) return null
  return { pct: text.pct, until: addDays(invoice.issuedOn, text.days) }
}

function untilOf({ until, basis, days }: Discount, dueOn: string, issuedOn: string): string {
  if (isDay(until)) return until
  const from = isDay(basis) ? basis : issuedOn
  if (days !== null && isDay(from)) return addDays(from, days)
  return [basis, dueOn].find(isDay) ?? ''
}
