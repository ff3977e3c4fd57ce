import { and, eq, inArray, isNull, like, not, notInArray, or, sql } from 'drizzle-orm'
import type { AnyPgColumn } from 'drizzle-orm/pg-core'
import type { CustomerKey } from '@relance/pipelines'
import {
  auditLog,
  customerOverrides,
  dispatchTasks,
  experimentEntries,
  letters,
  loggedMessages,
  mailboxMails,
  outbox,
  payerProfilesByHand,
  queryRuns,
  sentTexts,
} from '../metadata'
import type { Metadata } from '../metadata'

type Transaction = Parameters<Parameters<Metadata['db']['transaction']>[0]>[0]

const NOBODY = { name: '', address: '' }
/** Until their outcome is known and told, messages still need whom they are for. */
const ON_THEIR_WAY = ['claimed', 'sending'] as const
const NOT_SENT = ['queued', 'held'] as const

/** Whether a message to the customer is just leaving, or its outcome is not an event yet. */
export async function isBeingWrittenTo(metadata: Metadata, customer: CustomerKey): Promise<boolean> {
  const untold = and(eq(outbox.toldWarehouse, false), notInArray(outbox.state, [...NOT_SENT]))
  const [row] = await metadata.db
    .select({ id: outbox.id })
    .from(outbox)
    .where(and(rowsOf(outbox, customer), or(inArray(outbox.state, [...ON_THEIR_WAY]), untold)))
    .limit(1)
  return row !== undefined
}

/**
 * Takes out of the metadata what tells who a customer is. What was done stays, with its days and outcomes; whatever
 * waits to be sent is cancelled. Running it again does no harm.
 * @param words texts by which he is known: log lines and statements that hold one lose their content
 */
export async function eraseRecords(
  metadata: Metadata,
  customer: CustomerKey,
  words: readonly string[],
): Promise<void> {
  await metadata.db.transaction(async (transaction) => {
    await eraseMessages(transaction, customer)
    await eraseWork(transaction, customer)
    await eraseMentions(transaction, customer, words)
    await eraseFingerprint(transaction, customer)
  })
}

async function eraseMessages(transaction: Transaction, customer: CustomerKey): Promise<void> {
  const own = transaction.select({ id: outbox.id }).from(outbox).where(rowsOf(outbox, customer))
  await transaction.delete(loggedMessages).where(inArray(loggedMessages.id, own))
  await transaction.delete(sentTexts).where(inArray(sentTexts.id, own))
  await transaction
    .update(outbox)
    .set({ state: 'cancelled', errorCode: 'erased', endedAt: new Date() })
    .where(and(rowsOf(outbox, customer), inArray(outbox.state, [...NOT_SENT])))
  await transaction
    .update(outbox)
    .set({
      recipient: '',
      error: null,
      payload: sql`${outbox.payload} || ${JSON.stringify({ recipient: NOBODY })}::jsonb`,
    })
    .where(rowsOf(outbox, customer))
  await transaction
    .update(letters)
    .set({ address: '', subject: '', text: '', pdf: null, composed: null, trackingNumber: '' })
    .where(rowsOf(letters, customer))
}

async function eraseWork(transaction: Transaction, customer: CustomerKey): Promise<void> {
  const open = and(rowsOf(dispatchTasks, customer), isNull(dispatchTasks.doneAt))
  await transaction.delete(dispatchTasks).where(open)
  await transaction
    .update(dispatchTasks)
    .set({ text: '', recipient: NOBODY })
    .where(rowsOf(dispatchTasks, customer))
  await transaction.update(customerOverrides).set({ reason: '' }).where(rowsOf(customerOverrides, customer))
  await transaction
    .update(payerProfilesByHand)
    .set({ reason: '' })
    .where(rowsOf(payerProfilesByHand, customer))
  await transaction
    .update(mailboxMails)
    .set({ sender: '', subject: '' })
    .where(rowsOf(mailboxMails, customer))
}

/** Lines that name him lose what was before and after; who did what, and when, stays. */
async function eraseMentions(
  transaction: Transaction,
  customer: CustomerKey,
  words: readonly string[],
): Promise<void> {
  const mail = words.filter((word) => word.includes('@')).map((word) => word.toLowerCase())
  if (mail.length > 0) {
    const byHim = inArray(sql`lower(${mailboxMails.sender})`, mail)
    await transaction.update(mailboxMails).set({ sender: '', subject: '' }).where(byHim)
  }
  if (words.length === 0) return
  const patterns = sql.param(words.map((word) => `%${word.replace(/[\\%_]/g, '\\$&')}%`))
  const { before, after, subject } = auditLog
  await transaction
    .update(auditLog)
    .set({ before: null, after: { erased: `customer ${customer.customerId} of ${customer.entityId}` } })
    .where(sql`concat_ws(' ', ${before}::text, ${after}::text, ${subject}) ilike any(${patterns}::text[])`)
  await transaction
    .update(queryRuns)
    .set({ sql: '', params: {} })
    .where(sql`concat_ws(' ', ${queryRuns.sql}, ${queryRuns.params}::text) ilike any(${patterns}::text[])`)
}

/** A fingerprint of his address that nobody shares makes him a payer of his own, as he was. */
async function eraseFingerprint(transaction: Transaction, customer: CustomerKey): Promise<void> {
  const { customerId } = customer
  const { cluster, exposure } = experimentEntries
  const others = sql`exists (select 1 from ${experimentEntries} as other where other.cluster = ${experimentEntries}.cluster
    and (other.entity_id, other.customer_id) <> (${customer.entityId}, ${customerId}))`
  await transaction
    .update(experimentEntries)
    .set({
      cluster: customerId,
      exposure: sql`${exposure} || ${JSON.stringify({ cluster: customerId })}::jsonb`,
    })
    .where(and(rowsOf(experimentEntries, customer), like(cluster, 'ap:%'), not(others)))
}

/** The rows of one customer. */
export function rowsOf(table: { entityId: AnyPgColumn; customerId: AnyPgColumn }, customer: CustomerKey) {
  return and(eq(table.entityId, customer.entityId), eq(table.customerId, customer.customerId))
}
