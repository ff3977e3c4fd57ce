import { z } from 'zod'
import type { Warehouse } from '../warehouse/warehouse'
import { moneyText, toMoney } from './money'
import { ofNamedCustomers } from './facts/cuts'
import mostOverdueSql from './most-overdue.sql?raw'
import openInvoicesSql from './open-invoices.sql?raw'
import { offsetOf, page, pageSize } from './paging'
import receivablesSql from './receivables.sql?raw'
import type { KpiQuestion, Page, ReceivablesQuestion, ReceivablesRow } from './types'

const money = z.string().transform((text) => moneyText(toMoney(text)))
const count = z.coerce.number()
const row = z
  .object({
    entity_id: z.string(),
    customer_id: z.string(),
    name: z.string(),
    currency: z.string(),
    country: z.string(),
    account_manager: z.string(),
    open: money,
    on_account: money,
    overdue: money,
    disputed: money,
    not_due: money,
    late_1_30: money,
    late_31_60: money,
    late_61_90: money,
    late_91: money,
    undetailed: money,
    open_count: count,
    overdue_count: count,
    oldest_due_on: z.string().nullable(),
    last_reminder_on: z.string().nullable(),
  })
  .transform(({ not_due, late_1_30, late_31_60, late_61_90, late_91, undetailed, ...rest }) => ({
    ...rest,
    ageing: {
      not_due,
      '1-30': late_1_30,
      '31-60': late_31_60,
      '61-90': late_61_90,
      '91+': late_91,
      undetailed,
    },
  }))

/** Ageing by customer as of a day; customers with nothing open and nothing on account are left out. */
export async function receivables(
  warehouse: Warehouse,
  question: ReceivablesQuestion,
): Promise<Page<ReceivablesRow>> {
  if (question.entityIds?.length === 0) return { rows: [], next: null }
  const limit = pageSize(question.limit, 50)
  const offset = offsetOf(question.cursor)
  const rows = await read(warehouse, question, limit + 1, offset)
  return page(rows, limit, offset)
}

/** What the customers of whom the overdue amounts are asked may be asked by. */
export type OverdueQuestion = Omit<ReceivablesQuestion, 'sort' | 'cursor' | 'search' | 'limit'>

/**
 * The customers with the largest overdue amounts as of a day, as `receivables` gives them. Who they are is found first,
 * by one sum: names and ageing of all the others are never looked at.
 */
export async function mostOverdue(
  warehouse: Warehouse,
  question: OverdueQuestion,
  limit: number,
): Promise<ReceivablesRow[]> {
  const customers = await mostOverdueIds(warehouse, question, limit)
  return customers.length === 0 ? [] : read(warehouse, question, limit, 0, customers)
}

/** Ids of the customers with the largest overdue amounts; more than `limit` where several owe as much as the last. */
export async function mostOverdueIds(
  warehouse: Warehouse,
  question: OverdueQuestion,
  limit: number,
): Promise<string[]> {
  if (question.entityIds?.length === 0) return []
  const found = await warehouse.query({
    name: 'most-overdue',
    sql: withOpenInvoices(mostOverdueSql),
    params: paramsOf(question, limit),
    row: z.object({ customer_id: z.string() }),
  })
  return [...new Set(found.map(({ customer_id }) => customer_id))]
}

/** All that these customers owe, a row a creditor and currency. */
export const receivablesOf = (
  warehouse: Warehouse,
  question: OverdueQuestion,
  customers: string[],
): Promise<ReceivablesRow[]> => read(warehouse, question, NO_LIMIT, 0, customers)

const NO_LIMIT = 2 ** 32 - 1

const withOpenInvoices = (sql: string) =>
  sql.replaceAll('{open_invoices}', openInvoicesSql.replace(/^\s*--.*$/gm, '').trim())

function read(
  warehouse: Warehouse,
  question: ReceivablesQuestion,
  limit: number,
  offset: number,
  customers?: string[],
): Promise<ReceivablesRow[]> {
  return warehouse.query({
    name: 'receivables',
    sql: withOpenInvoices(receivablesSql).replaceAll('{these}', customers ? ofNamedCustomers : '1'),
    params: {
      ...paramsOf(question, limit),
      search: question.search ?? '',
      sort: question.sort ?? 'overdue',
      offset,
      ...(customers ? { customers } : {}),
    },
    row,
  })
}

const paramsOf = (question: ReceivablesQuestion, limit: number) => ({
  asOf: question.asOf,
  entities: question.entityIds ?? [],
  currency: question.currency ?? '',
  internal: question.includeInternal ? 1 : 0,
  limit,
})

/** Ids of the customers with the largest open amounts, for a cut by customer. */
export async function largestCustomers(warehouse: Warehouse, question: KpiQuestion): Promise<string[]> {
  const { rows } = await receivables(warehouse, {
    asOf: question.asOf,
    sort: 'open',
    limit: question.limit ?? 100,
    ...(question.entityIds ? { entityIds: question.entityIds } : {}),
    ...(question.currency ? { currency: question.currency } : {}),
    includeInternal: question.includeInternal ?? false,
  })
  return [...new Set(rows.map((found) => found.customer_id))]
}
