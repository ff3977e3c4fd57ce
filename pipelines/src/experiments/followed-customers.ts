import { z } from 'zod'
import type { Warehouse } from '../warehouse/warehouse'
import followedSql from './followed-customers.sql?raw'

const flag = z.coerce.number().transform((value) => value > 0)
const row = z.object({
  entity_id: z.string(),
  customer_id: z.string(),
  variant: z.string(),
  segment: z.string(),
  epoch: z.coerce.number(),
  exposed_on: z.string(),
  exposed: z.coerce.number(),
  paid: z.coerce.number(),
  paid_any: flag,
  paid_in_full: flag,
  complained: flag,
})
export type FollowedCustomer = z.output<typeof row>

/**
 * Customers of an experiment who entered from one day to another, in blocks; amounts in currency.
 * @throws WarehouseError
 */
export function followedCustomers(
  warehouse: Warehouse,
  question: { experiment: string; horizon: number; from: string; to: string },
): AsyncGenerator<FollowedCustomer[]> {
  return warehouse.blocks({ name: 'experiment-followed', sql: followedSql, params: question, row })
}
