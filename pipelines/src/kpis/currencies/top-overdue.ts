import type { Warehouse } from '../../warehouse/warehouse'
import { moneyText, toMoney } from '../money'
import { mostOverdueIds, receivablesOf } from '../receivables'
import type { OverdueQuestion } from '../receivables'
import type { ReceivablesRow } from '../types'
import type { Conversion } from './rates'
import { converted } from './rates'

/** Of each currency so many customers are looked at: who is further down in all of them is none of the first. */
const LOOKED_AT = 500

/** The customers who owe most, of all currencies together, converted at the rates of the as-of day. */
export async function largestOverdue(
  warehouse: Warehouse,
  question: OverdueQuestion,
  conversion: Conversion,
  currencies: readonly string[],
  limit: number,
): Promise<ReceivablesRow[]> {
  const known = currencies.filter((currency) => conversion.on(currency, question.asOf))
  const ids = await Promise.all(
    known.map((currency) => mostOverdueIds(warehouse, { ...question, currency }, LOOKED_AT)),
  )
  const looked = [...new Set(ids.flat())]
  // In all currencies: who owes overdue amounts in one may owe others that are not due yet.
  const rows = looked.length === 0 ? [] : await receivablesOf(warehouse, question, looked)
  const found = rows.flatMap((row) => {
    const factor = conversion.on(row.currency, question.asOf)?.factor
    return factor === undefined ? [] : inCurrency(row, factor, conversion.to)
  })
  const customers = new Map<string, ReceivablesRow>()
  for (const row of found) {
    const key = JSON.stringify([row.entity_id, row.customer_id])
    const before = customers.get(key)
    customers.set(key, before ? together(before, row) : row)
  }
  const size = (row: ReceivablesRow) => Number(row.overdue)
  return [...customers.values()].sort((a, b) => size(b) - size(a)).slice(0, limit)
}

const amounts = ['open', 'on_account', 'overdue', 'disputed'] as const

function inCurrency(row: ReceivablesRow, factor: bigint, currency: string): ReceivablesRow {
  const result = { ...row, currency }
  for (const amount of amounts) result[amount] = moneyText(converted(toMoney(row[amount]), factor))
  return result
}

function together(one: ReceivablesRow, other: ReceivablesRow): ReceivablesRow {
  const result = { ...one }
  for (const amount of amounts) result[amount] = moneyText(toMoney(one[amount]) + toMoney(other[amount]))
  const days = [one.oldest_due_on, other.oldest_due_on].filter((day) => day !== null).sort()
  return {
    ...result,
    open_count: one.open_count + other.open_count,
    overdue_count: one.overdue_count + other.overdue_count,
    oldest_due_on: days[0] ?? null,
  }
}
