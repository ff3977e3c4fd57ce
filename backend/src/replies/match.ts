import { and, desc, eq, inArray, sql } from 'drizzle-orm'
import type { Warehouse } from '@relance/pipelines'
import { z } from 'zod'
import { outbox } from '../metadata'
import type { Metadata } from '../metadata'
import customersSql from './queries/customers-of-address.sql?raw'

/** Whose message it is, and which reminder it answers. */
export interface Matched {
  readonly entityId: string
  readonly customerId: string
  readonly reminderId: string
  /** as the reminder was addressed; empty where none is known */
  readonly address: string
}

/** What must name a reminder names the mailbox where none is known. */
export const NO_REMINDER = 'mailbox'
const UUID = /[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}/i
const customerRow = z.object({ entity_id: z.string(), customer_id: z.string() })
const wanted = {
  entityId: outbox.entityId,
  customerId: outbox.customerId,
  reminderId: outbox.id,
  address: outbox.recipient,
  messageId: outbox.messageId,
}

/**
 * Finds the reminder by the Message-IDs that a message names, nearest first; else the last e-mail to its address; else
 * the one customer who has the address among his contacts.
 * @param about Message-IDs; ours hold the id of their reminder
 * @param address of the sender, or of the recipient that a bounce names; empty where there is none
 */
export async function match(
  { db }: Pick<Metadata, 'db'>,
  warehouse: Warehouse,
  about: readonly string[],
  address: string,
): Promise<Matched | undefined> {
  return (
    (await byMessageId(db, about)) ??
    (await byRecipient(db, address)) ??
    (await byContact(warehouse, address))
  )
}

async function byMessageId(db: Metadata['db'], about: readonly string[]): Promise<Matched | undefined> {
  const ids = about.flatMap((id) => UUID.exec(id)?.[0].toLowerCase() ?? [])
  if (ids.length === 0) return undefined
  const rows = await db.select(wanted).from(outbox).where(inArray(outbox.id, ids))
  // Anybody can write an id; the whole Message-ID must be the one that was sent.
  const real = rows.filter(({ messageId }) => messageId !== null && about.includes(messageId))
  return real.sort((a, b) => ids.indexOf(a.reminderId) - ids.indexOf(b.reminderId))[0]
}

async function byRecipient(db: Metadata['db'], address: string): Promise<Matched | undefined> {
  if (address === '') return undefined
  const [row] = await db
    .select(wanted)
    .from(outbox)
    .where(
      and(
        eq(outbox.channel, 'email'),
        eq(outbox.state, 'sent'),
        sql`lower(${outbox.recipient}) = ${address}`,
      ),
    )
    .orderBy(desc(outbox.endedAt))
    .limit(1)
  return row
}

async function byContact(warehouse: Warehouse, address: string): Promise<Matched | undefined> {
  if (address === '') return undefined
  const params = { quoted: JSON.stringify(address) }
  const rows = await warehouse.query({
    name: 'customers-of-address',
    sql: customersSql,
    params,
    row: customerRow,
  })
  const [row] = rows
  // Of two customers with one address nobody can tell who writes.
  if (!row || rows.length > 1) return undefined
  return { entityId: row.entity_id, customerId: row.customer_id, reminderId: NO_REMINDER, address: '' }
}
