import { eventsOfCustomer } from '@relance/pipelines'
import type { CustomerKey, Warehouse } from '@relance/pipelines'
import { sql } from 'drizzle-orm'
import type { AnyPgColumn, PgTable } from 'drizzle-orm/pg-core'
import {
  auditLog,
  customerOverrides,
  dispatchTasks,
  letters,
  loggedMessages,
  mailboxMails,
  outbox,
  payerProfilesByHand,
  sentTexts,
} from '../metadata'
import type { Metadata } from '../metadata'
import { rowsOf } from './erase-records'

type OfCustomers = PgTable & { entityId: AnyPgColumn; customerId: AnyPgColumn }

/** What the stores hold of customers in tables of their own, by the name it has in the file. */
const TABLES: Readonly<Record<string, OfCustomers>> = {
  messages: outbox,
  letters,
  tasks: dispatchTasks,
  mails: mailboxMails,
  decisions: customerOverrides,
  profiles: payerProfilesByHand,
}

/**
 * Everything known of one customer as one JSON document, part by part: his events with all they carry (of every
 * version), messages, letters, tasks, mails, what people decided for him, and who changed or took out what of him.
 */
export async function* customerFile(
  stores: { metadata: Metadata; warehouse: Warehouse },
  customer: CustomerKey,
): AsyncGenerator<string> {
  const { db } = stores.metadata
  const head = { entity_id: customer.entityId, customer_id: customer.customerId, made_at: new Date() }
  yield `${JSON.stringify(head).slice(0, -1)},\n"events": [`
  let separator = '\n'
  for await (const event of eventsOfCustomer(stores.warehouse, customer)) {
    yield separator + JSON.stringify(event)
    separator = ',\n'
  }
  yield ']'
  for (const [name, table] of Object.entries(TABLES)) {
    const rows = await db.select().from(table).where(rowsOf(table, customer))
    yield `,\n"${name}": ${JSON.stringify(rows.map(readable))}`
  }
  const own = sql`select id from outbox where entity_id = ${customer.entityId} and customer_id = ${customer.customerId}`
  const shown = await db
    .select()
    .from(loggedMessages)
    .where(sql`${loggedMessages.id} in (${own})`)
  yield `,\n"shown_messages": ${JSON.stringify(shown)}`
  const said = await db
    .select()
    .from(sentTexts)
    .where(sql`${sentTexts.id} in (${own})`)
  yield `,\n"sent_texts": ${JSON.stringify(said)}`
  const mentions = await db.select().from(auditLog)
    .where(sql`concat_ws(' ', ${auditLog.subject}, ${auditLog.before}::text, ${auditLog.after}::text)
      like ${`%${customer.customerId.replace(/[\\%_]/g, '\\$&')}%`}`)
  yield `,\n"audit": ${JSON.stringify(mentions)}}\n`
}

/** Bytes of a printed letter as base64. */
function readable(row: Record<string, unknown>): Record<string, unknown> {
  return Object.fromEntries(
    Object.entries(row).map(([name, value]) => [
      name,
      Buffer.isBuffer(value) ? value.toString('base64') : value,
    ]),
  )
}
