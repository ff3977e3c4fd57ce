import type { Warehouse } from '@relance/pipelines'
import { z } from 'zod'
import type { Instant } from '../planner/customer-record'
import type { CustomerName } from '../records/records'
import paymentsSql from './queries/payments-known.sql?raw'
import touchedSql from './queries/touched.sql?raw'

const knownRow = z.object({
  entity_id: z.string(),
  known_until: z.coerce.number(),
  file_name: z.string(),
})
const touchedRow = z.object({ entity_id: z.string(), customer_id: z.string() })

/**
 * Up to which moment payments of each creditor are known. Loads of our own reminders do not make payments newer.
 * @returns by entity; under the empty name that of loads given to none
 */
export async function paymentsKnown(warehouse: Warehouse): Promise<ReadonlyMap<string, Instant>> {
  const rows = await paymentLoads(warehouse)
  return new Map([...rows].map(([entity, { until }]) => [entity, until]))
}

/** The same with the name of the file that brought them last. */
export async function paymentLoads(
  warehouse: Warehouse,
): Promise<ReadonlyMap<string, { readonly until: Instant; readonly file: string }>> {
  const rows = await warehouse.query({ name: 'payments-known', sql: paymentsSql, row: knownRow })
  return new Map(rows.map((row) => [row.entity_id, { until: row.known_until, file: row.file_name }]))
}

/**
 * Customers of whom something was recorded since a moment.
 * @returns null when there are more than `most`
 */
export async function touchedSince(
  warehouse: Warehouse,
  since: Date,
  most: number,
): Promise<CustomerName[] | null> {
  const rows = await warehouse.query({
    name: 'planner-touched',
    sql: touchedSql,
    params: { since: since.getTime(), limit: most + 1 },
    row: touchedRow,
  })
  if (rows.length > most) return null
  return rows.map((row) => ({ entityId: row.entity_id, customerId: row.customer_id }))
}
