import { z } from 'zod'
import type { WarehouseReader } from '../warehouse/warehouse'
import customersSql from './experiment-customers.sql?raw'

const count = z.coerce.number()
const flag = z.coerce.number().transform((value) => value === 1)
const row = z.object({
  entity_id: z.string(),
  customer_id: z.string(),
  name: z.string(),
  variant: z.string(),
  segment: z.string(),
  exposed_on: z.string(),
  invoices: count,
  exposed: z.string(),
  paid: z.string(),
  followed: flag,
  first_payment_age: count.nullable(),
  first_message_age: count.nullable(),
  complained: flag,
})
type ExperimentCustomer = z.output<typeof row>

/**
 * The customers behind a figure of an experiment: what stood open at the trigger and what they paid by the horizon, as
 * far as the cut knows. `*` stands for every variant or segment. Amounts as decimal text, ages in days.
 * @throws WarehouseError
 */
export function experimentCustomers(
  warehouse: WarehouseReader,
  question: {
    experiment: string
    cut: string
    horizon: number
    variant: string
    segment: string
    limit: number
    skip: number
  },
): Promise<ExperimentCustomer[]> {
  return warehouse.query({ name: 'experiment-customers', sql: customersSql, params: question, row })
}
