import { z } from 'zod'
import { startForCommand } from '../../../backend/src/app/server'
import type { Stores } from '../../../backend/src/app/stores'
import { readConfig } from '../../../backend/src/config/config'
import { withDatabase } from '../../../backend/src/metadata/testing-database'
import type { TestSmtp } from '../../../backend/src/dispatch/channels/email/testing'
import { DispatchService } from '../../../backend/src/dispatch'
import { CLOCK } from '../../../backend/src/dispatch/ports'
import { InboxService } from '../../../backend/src/inbox/inbox.service'
import { copiesOf, repetitions } from '../copies'
import { found } from '../ingest-clients'
import type { Ingested } from '../ingest-clients'

/** What must hold after the load, each as the number of times that it does not. */
export interface Findings {
  /** acknowledged events that are missing, and events that count more than once */
  readonly missing: number
  readonly twice: number
  /** acknowledged invoices without a row of their own, or with several */
  readonly invoices: number
  /** customers who owe and got no reminder, and who got more than the one that is due */
  readonly unreminded: number
  readonly remindedTwice: number
  /** copies of a message without a kill between the mail server's taking it and our knowing */
  readonly unexplained: number
  /** messages that still wait, are held, or were given up */
  readonly unsent: number
  /** messages that were sent and of which the warehouse knows nothing, or twice */
  readonly untold: number
  /** messages without the verdict that planned them, and such verdicts without their message */
  readonly unjudged: number
  /** customers of the campaign without a verdict of the last day */
  readonly withoutVerdict: number
}
export interface Counts {
  readonly acknowledged: number
  readonly stored: number
  readonly messages: number
  /** copies beyond the first, and kills that fell into the window in which that may be */
  readonly repeated: number
  readonly inWindow: number
}

/**
 * Lets the product end what is due, on mornings after the load, and counts what is wrong in both stores and in the
 * letter box. Nobody else may have the data directory open.
 */
export async function settle(
  data: string,
  smtp: TestSmtp,
  mornings: readonly number[],
  given: { readonly ingested: Ingested; readonly addressees: readonly string[] },
): Promise<{ findings: Findings; counts: Counts }> {
  const server = await startForCommand(readConfig({ data }, withDatabase(data)), () => undefined)
  try {
    const clock = server.app.get<{ now: () => Date }>(CLOCK)
    const dispatch = server.app.get(DispatchService)
    const inbox = server.app.get(InboxService)
    await inbox.idle()
    await dispatch.recover(true)
    for (const morning of mornings) {
      clock.now = () => new Date(morning)
      await dispatch.plan()
      await dispatch.send()
      await dispatch.tell()
      await inbox.idle()
    }
    const { acknowledged, missing, twice, stored } = await found(server.stores.warehouse, given.ingested)
    const invoices = await wrongInvoices(server.stores)
    const known = await whatIsKnown(server.stores)
    const mails = await ofMails(server.stores, smtp, given.addressees)
    const { messages, ...wrong } = known
    const { repeated, inWindow, ...ofMessages } = mails
    return {
      findings: { missing, twice, invoices, ...wrong, ...ofMessages },
      counts: { acknowledged, stored, messages, repeated, inWindow },
    }
  } finally {
    await server.close()
  }
}

const INVOICES = `SELECT countIf(n != 1) AS wrong FROM (
  SELECT e.entity_id, e.customer_id, e.invoice_id, countIf(i.invoice_id != '') AS n
  FROM (SELECT DISTINCT entity_id, customer_id, invoice_id FROM relance.events_current
    WHERE event_type = 'invoice.issued' AND startsWith(event_id, 'body.')) AS e
  LEFT JOIN (SELECT entity_id, customer_id, invoice_id FROM relance.invoices) AS i
    USING (entity_id, customer_id, invoice_id)
  GROUP BY ALL)`

async function wrongInvoices({ warehouse }: Stores): Promise<number> {
  const row = z.object({ wrong: z.coerce.number() })
  const [one] = await warehouse.query({ name: 'test-invoices', sql: INVOICES, row })
  return one?.wrong ?? -1
}

const KNOWN = `SELECT
  (SELECT count() FROM relance.events_current WHERE entity_id = 'MAIN' AND event_type = 'reminder.sent') AS told,
  (SELECT uniqExact(reminder_id) FROM relance.events_current WHERE entity_id = 'MAIN' AND event_type = 'reminder.sent') AS told_of,
  (SELECT count() FROM relance.verdicts FINAL WHERE reminder_id != '') AS judged_of,
  (SELECT count() FROM (SELECT DISTINCT customer_id FROM relance.events_current WHERE entity_id = 'MAIN')
    WHERE customer_id NOT IN (SELECT customer_id FROM relance.verdicts FINAL WHERE entity_id = 'MAIN'
      AND day = (SELECT max(day) FROM relance.verdicts))) AS without`
const knownRow = z.object({
  told: z.coerce.number(),
  told_of: z.coerce.number(),
  judged_of: z.coerce.number(),
  without: z.coerce.number(),
})

/** What the stores know of the messages, and whether both know the same. */
async function whatIsKnown({ metadata, warehouse }: Stores) {
  const [row] = await warehouse.query({ name: 'test-known', sql: KNOWN, row: knownRow })
  const { rows } = await metadata.pool.query<{ messages: number; sent: number; told: number }>(
    `select count(*)::int as messages, count(*) filter (where state = 'sent')::int as sent,
      count(*) filter (where told_warehouse)::int as told from outbox`,
  )
  const [known] = rows
  if (!row || !known) throw new Error('the stores do not answer')
  return {
    messages: known.messages,
    unsent: known.messages - known.sent,
    untold: known.messages - known.told + Math.abs(known.sent - row.told_of) + (row.told - row.told_of),
    unjudged: Math.abs(row.judged_of - known.messages),
    withoutVerdict: row.without,
  }
}

/** What came into the letter box, and whether it is what was due: one reminder to each, whatever the number of copies. */
async function ofMails({ metadata }: Stores, smtp: TestSmtp, addressees: readonly string[]) {
  const ids = new Map<string, Set<string>>()
  for (const mail of smtp.received) {
    const [address = ''] = mail.to
    const known = ids.get(address) ?? new Set()
    for (const id of copiesOf([mail]).keys()) known.add(id)
    ids.set(address, known)
  }
  const { rows } = await metadata.pool.query<{ id: string; interrupted: number }>(
    'select id, interrupted from outbox where interrupted > 0',
  )
  const interrupted = new Map(rows.map((row) => [row.id, row.interrupted]))
  return {
    unreminded: addressees.filter((address) => !ids.has(address)).length,
    remindedTwice: [...ids.values()].filter(({ size }) => size > 1).length,
    ...repetitions(copiesOf(smtp.received), interrupted),
  }
}
