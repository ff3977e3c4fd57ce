import type { EInvoice } from './invoice'
import { unitsOf } from './values'

/** UNTDID 1001: credit notes, also self-billed, factored, consolidated ones and those of deposits. */
const CREDITS = new Set('81 83 261 262 296 308 381 396 420 458 502 503 532'.split(' '))
/** Corrected invoices: they take the place of the one that they refer to. */
const CORRECTIONS = new Set('384 471 472 473'.split(' '))
const DEPOSITS = new Set('386 500'.split(' '))
const FACTORED = new Set('393 396 472 473 501 502'.split(' '))
/** Papers that ask for no money: pro forma, delivery notes, orders, quotations. */
const NO_RECEIVABLE = new Set('220 221 231 310 315 325 351'.split(' '))
/** French frameworks of an invoice that follows deposits. */
const AFTER_DEPOSITS = /^[BSM]4$/

export const isCorrection = ({ typeCode }: EInvoice): boolean => CORRECTIONS.has(typeCode)
export const isDeposit = ({ typeCode }: EInvoice): boolean => DEPOSITS.has(typeCode)
export const isFactored = ({ typeCode }: EInvoice): boolean => FACTORED.has(typeCode)
export const isNoReceivable = ({ typeCode }: EInvoice): boolean => NO_RECEIVABLE.has(typeCode)

/** A credit note by its name or code, or an invoice of less than nothing. */
export function isCredit(invoice: EInvoice, units: bigint): boolean {
  return invoice.creditNote || CREDITS.has(invoice.typeCode) || units < 0n
}

/**
 * Whether what was paid before was asked by deposit or partial invoices: these are receivables of their own, so that
 * the final invoice is reduced by them and no money comes in twice.
 */
export function deductsDeposits(invoice: EInvoice): boolean {
  return (
    AFTER_DEPOSITS.test(invoice.process.trim()) ||
    invoice.preceding.length > 0 ||
    invoice.prepayments.some((prepayment) => prepayment.invoice !== '')
  )
}

/**
 * What the invoice asks for in all: the total with tax, and where the amount to pay counts them the rounding and what is
 * claimed for others. The German extension of UBL states such claims where UBL has what was paid before.
 */
export function wholeUnits(invoice: EInvoice): bigint | null {
  const total = unitsOf(invoice.total)
  const payable = unitsOf(invoice.payable)
  const prepaid = unitsOf(invoice.prepaid) ?? 0n
  if (total === null) return invoice.total === '' && payable !== null ? payable + prepaid : null
  const rounding = unitsOf(invoice.rounding) ?? 0n
  const claimed = invoice.prepayments.reduce((sum, { amount }) => sum + (unitsOf(amount) ?? 0n), 0n)
  if (claimed > 0n && payable === total - prepaid + rounding + claimed) return total + rounding + claimed
  return rounding !== 0n && payable === total - prepaid + rounding ? total + rounding : total
}

/** What was paid before: as stated, else what the amount to pay is less than the whole. */
export function prepaidUnits(invoice: EInvoice, whole: bigint): bigint {
  if (invoice.prepaid !== '') return unitsOf(invoice.prepaid) ?? 0n
  const payable = unitsOf(invoice.payable)
  const stated = payable !== null && invoice.total !== '' && whole > 0n
  return stated && payable >= 0n && payable < whole ? whole - payable : 0n
}

const MEANS: Readonly<Record<string, string>> = {
  '30': 'transfer',
  '31': 'transfer',
  '42': 'transfer',
  '57': 'transfer',
  '58': 'transfer',
  '49': 'direct_debit',
  '59': 'direct_debit',
  '48': 'card',
  '54': 'card',
  '55': 'card',
  '20': 'cheque',
  '21': 'cheque',
  '25': 'cheque',
  '24': 'bill',
  '60': 'bill',
  '70': 'bill',
}

/** Means of payment of the event contract for a code of UNTDID 4461; empty where it has none. */
export const paymentMeans = (code: string): string => MEANS[code] ?? ''
