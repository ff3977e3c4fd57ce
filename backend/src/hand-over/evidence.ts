import type { Warehouse } from '@relance/pipelines'
import { and, eq } from 'drizzle-orm'
import { z } from 'zod'
import type { Amount } from '../dispatch/planner/customer-record'
import { amountOf, listOf, textOf } from '../dispatch/records/values'
import { letters, outbox, sentTexts } from '../metadata'
import type { Metadata } from '../metadata'
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
  /** what it said when it was sent; empty where that was not kept */
  readonly subject: string
  readonly text: string
  /** by which the provider, the mail server or the post know the message */
  readonly providerId: string
  /** until when, what was said, why */
  readonly until: string
  readonly note: string
}

/** Everything on record of a customer that a court may want to see, the oldest first, with the words that were sent. */
export async function evidenceOf(
  warehouse: Warehouse,
  db: Metadata['db'],
  { entityId: entity, customerId: customer }: { readonly entityId: string; readonly customerId: string },
): Promise<Evidence[]> {
  const params = { entity, customer }
  const rows = await warehouse.query({ name: 'hand-over', sql: evidenceSql, params, row: evidenceRow })
  const words = await wordsOf(db, { entityId: entity, customerId: customer })
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
      subject: words.get(row.reminder_id)?.subject ?? '',
      text: words.get(row.reminder_id)?.text ?? '',
      providerId:
        words.get(row.reminder_id)?.trackingNumber ||
        textOf(said['message_id']) ||
        textOf(said['provider_id']),
      until: textOf(said['until']),
      note: (channel === 'log' ? 'log' : texts.find((text) => text !== '')) ?? '',
    }
  })
}

interface Words {
  readonly subject: string
  readonly text: string
  readonly trackingNumber: string | null
}

/** What the messages to a customer said, as they were composed, and the numbers of the post. */
async function wordsOf(
  db: Metadata['db'],
  { entityId, customerId }: { readonly entityId: string; readonly customerId: string },
): Promise<Map<string, Words>> {
  const { id, subject, text } = sentTexts
  const rows = await db
    .select({ id, subject, text, trackingNumber: letters.trackingNumber })
    .from(sentTexts)
    .innerJoin(outbox, eq(outbox.id, sentTexts.id))
    .leftJoin(letters, eq(letters.id, sentTexts.id))
    .where(and(eq(outbox.entityId, entityId), eq(outbox.customerId, customerId)))
  return new Map(rows.map((row) => [row.id, row]))
}
