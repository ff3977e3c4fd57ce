import { z } from 'zod'
import type { Warehouse } from '../warehouse/warehouse'
import customerEventsSql from './customer-events.sql?raw'
import type { CustomerKey } from './customer-key'
import personalWordsSql from './personal-words.sql?raw'

const event = z.object({
  event_id: z.string(),
  event_type: z.string(),
  occurred_at: z.string(),
  recorded_at: z.string(),
  version: z.number(),
  invoice_id: z.string(),
  payment_id: z.string(),
  reminder_id: z.string(),
  campaign_id: z.string(),
  channel: z.string(),
  amount: z.string(),
  currency: z.string(),
  batch_id: z.string(),
  source: z.string(),
  attributes: z.string().transform((text): unknown => JSON.parse(text)),
})
/** One version of one event, with everything that it carries. */
export type KnownEvent = z.output<typeof event>

const paramsOf = ({ entityId, customerId }: CustomerKey) => ({ entity: entityId, customer: customerId })

/** Every version of every event of a customer, one by one: those that were corrected or undone as well. */
export async function* eventsOfCustomer(
  warehouse: Warehouse,
  customer: CustomerKey,
): AsyncGenerator<KnownEvent> {
  for (const table of ['events', 'waiting_events']) {
    yield* warehouse.rows({
      name: 'customer-events',
      sql: customerEventsSql.replaceAll('{table}', table),
      params: paramsOf(customer),
      row: event,
    })
  }
}

/**
 * Texts of at least four characters by which a customer or his contacts are known: names, e-mail addresses, telephone
 * numbers, postal addresses, accounts. At most 1,000.
 */
export async function personalWords(warehouse: Warehouse, customer: CustomerKey): Promise<string[]> {
  const rows = await warehouse.query({
    name: 'personal-words',
    sql: personalWordsSql,
    params: paramsOf(customer),
    row: z.object({ word: z.string() }),
  })
  return rows.map(({ word }) => word)
}
