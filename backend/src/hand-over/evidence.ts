import type { Warehouse } from '@relance/pipelines'
import { z } from 'zod'
import type { Amount } from '../dispatch/planner/customer-record'
import { amountOf, listOf, textOf } from '../dispatch/records/values'
import evidenceSql from './queries/evidence.sql?raw'

const evidenceRow = z.object({
  at: z.coerce.number(),
  event_type: z.string(),
  channel: z.string(),
  amount: z.string(),
  currency: z.string(),
  invoice_id: z.string(),
  reminder_id: z.string(),
  attributes: z.string(),
})

/** Something that was sent to a customer, came back, or was said by him. */
export interface Evidence {
  /** milliseconds since 1970 */
  readonly at: number
  readonly type: string
  readonly channel: string
  readonly amount: Amount
  readonly currency: string
  readonly invoices: readonly string[]
  readonly reminderId: string
  /** step of the ladder; empty for what is no reminder */
  readonly kind: string
  /** by which the provider and the mail server know the message */
  readonly providerId: string
  /** until when, what was said, why */
  readonly until: string
  readonly note: string
}

/** Everything on record of a customer that a court may want to see, the oldest first. */
export async function evidenceOf(
  warehouse: Warehouse,
  { entityId: entity, customerId: customer }: { readonly entityId: string; readonly customerId: string },
): Promise<Evidence[]> {
  const params = { entity, customer }
  const rows = await warehouse.query({ name: 'hand-over', sql: evidenceSql, params, row: evidenceRow })
  return rows.map(({ at, event_type: type, channel, amount, currency, attributes, ...row }) => {
    const said = JSON.parse(attributes) as Record<string, unknown>
    const claimed = listOf(said['invoices']).map((one) => textOf(one['invoice_id']))
    const named = row.invoice_id === '' ? claimed : [row.invoice_id]
    const texts = ['note', 'comment', 'text', 'reason', 'outcome'].map((name) => textOf(said[name]))
    return {
      at,
      type,
      channel: textOf(said['planned_channel']) || channel,
      amount: amountOf(amount),
      currency,
      invoices: named,
      reminderId: row.reminder_id,
      kind: textOf(said['reaction']) === '' ? textOf(said['kind']) : '',
      providerId: textOf(said['message_id']) || textOf(said['provider_id']),
      until: textOf(said['until']),
      note: (channel === 'log' ? 'log' : texts.find((text) => text !== '')) ?? '',
    }
  })
}
