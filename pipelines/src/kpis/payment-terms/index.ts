import { z } from 'zod'
import type { Warehouse } from '../../warehouse/warehouse'
import { computeKpis } from '../compute'
import { addDays, sameDay } from '../days'
import { moneyText, toMoney } from '../money'
import type { Money } from '../money'
import openInvoicesSql from '../open-invoices.sql?raw'
import paidLateSql from './paid-late.sql?raw'
import unpaidSql from './unpaid.sql?raw'

export const termBrackets = ['0', '1-30', '31-60', '61-90', '91+'] as const
export type TermBracket = (typeof termBrackets)[number]

export interface TermCell {
  bracket: TermBracket | 'late'
  invoices: number
  amount: string
  /** of the year's turnover, including tax; null when nothing was billed or not all of the year is known */
  share: number | null
}

export interface TermTable {
  /** each bracket, and `late`: the sum of 1 day and more */
  cells: TermCell[]
  /** invoices left out because they are contested */
  disputed: { invoices: number; amount: string }
}

export interface PaymentTerms {
  from: string
  asOf: string
  currency: string
  /** billed − credited in the year, including tax; null where the year is not wholly known */
  turnover: string | null
  /** table 1: invoices issued and not paid at year end whose due date is past */
  unpaid: TermTable
  /** table 2, its alternative: invoices issued that were paid late in the year */
  paid: TermTable
}

export interface PaymentTermsQuestion {
  /** last day of the accounting year */
  asOf: string
  entityIds?: string[]
  currency: string
  includeInternal?: boolean
}

const row = z.object({
  bracket: z.enum(termBrackets),
  disputed: z.coerce.number(),
  invoices: z.coerce.number(),
  amount: z.string().transform(toMoney),
})
type Row = z.output<typeof row>

/**
 * The yearly tables on terms of payment that a French company publishes with its management report (Code de commerce,
 * art. D441-6), for the invoices it issued, amounts including tax. Invoices it received are not in the data.
 */
export async function paymentTerms(
  warehouse: Warehouse,
  question: PaymentTermsQuestion,
): Promise<PaymentTerms> {
  const { asOf, currency } = question
  const from = addDays(sameDay(asOf, -12), 1)
  const params = {
    asOf,
    from,
    currency,
    entities: question.entityIds ?? [],
    internal: question.includeInternal ? 1 : 0,
  }
  const open = openInvoicesSql.replace(/^\s*--.*$/gm, '').trim()
  const [unpaid, paid, sold] = await Promise.all([
    warehouse.query({
      name: 'payment-terms-unpaid',
      sql: unpaidSql.replaceAll('{open_invoices}', open),
      params,
      row,
    }),
    warehouse.query({ name: 'payment-terms-paid', sql: paidLateSql, params, row }),
    turnoverOf(warehouse, { ...question, from }),
  ])
  return {
    from,
    asOf,
    currency,
    turnover: sold === null ? null : moneyText(sold),
    unpaid: tableOf(unpaid, sold),
    paid: tableOf(paid, sold),
  }
}

/** Billed less credit notes and cancellations; null when not all invoices of the year are known. */
async function turnoverOf(
  warehouse: Warehouse,
  question: PaymentTermsQuestion & { from: string },
): Promise<Money | null> {
  const rows = await computeKpis(warehouse, { ...question, kpis: ['billed', 'taken_back'] })
  const amount = (kpi: string) => {
    const value = rows.find((found) => found.kpi === kpi)?.value
    return typeof value === 'string' ? toMoney(value) : null
  }
  const billed = amount('billed')
  return billed === null ? null : billed - (amount('taken_back') ?? 0n)
}

function tableOf(rows: readonly Row[], turnover: Money | null): TermTable {
  const sum = (wanted: (found: Row) => boolean) => {
    const found = rows.filter(wanted)
    return {
      invoices: found.reduce((total, one) => total + one.invoices, 0),
      amount: found.reduce((total, one) => total + one.amount, 0n),
    }
  }
  const cell = (bracket: TermCell['bracket'], wanted: (found: Row) => boolean): TermCell => {
    const { invoices, amount } = sum((found) => found.disputed === 0 && wanted(found))
    const share = turnover !== null && turnover > 0n ? Number(amount) / Number(turnover) : null
    return { bracket, invoices, amount: moneyText(amount), share }
  }
  const contested = sum((found) => found.disputed === 1 && found.bracket !== '0')
  return {
    cells: [
      ...termBrackets.map((bracket) => cell(bracket, (found) => found.bracket === bracket)),
      cell('late', (found) => found.bracket !== '0'),
    ],
    disputed: { invoices: contested.invoices, amount: moneyText(contested.amount) },
  }
}
