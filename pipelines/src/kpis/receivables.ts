import { z } from 'zod'
import type { Warehouse } from '../warehouse/warehouse'
import { moneyText, toMoney } from './money'
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
  const rows = await warehouse.query({
    name: 'receivables',
    sql: receivablesSql.replaceAll('{open_invoices}', openInvoicesSql.replace(/^\s*--.*$/gm, '').trim()),
    params: {
      asOf: question.asOf,
      entities: question.entityIds ?? [],
      currency: question.currency ?? '',
      search: question.search ?? '',
      sort: question.sort ?? 'overdue',
      internal: question.includeInternal ? 1 : 0,
      limit: limit + 1,
      offset,
    },
    row,
  })
  return page(rows, limit, offset)
}

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
