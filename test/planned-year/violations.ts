import { Readable } from 'node:stream'
import type { EventRow, Warehouse } from '@relance/pipelines'
import { z } from 'zod'
import { reminderEvent } from '../../backend/src/dispatch/events/reminder-event'
import { uuidOf } from '../../backend/src/dispatch/outbox/reminder-id'
import type { CustomerRecord } from '../../backend/src/dispatch/planner/customer-record'
import type { LivedPayer } from '../../backend/src/dispatch/planner/simulate'
import capsSql from './queries/caps.sql?raw'
import consentsSql from './queries/consents.sql?raw'
import holidaysSql from './queries/holidays.sql?raw'
import hoursSql from './queries/hours.sql?raw'

const QUERIES = { caps: capsSql, hours: hoursSql, holidays: holidaysSql, consents: consentsSql }
const violation = z.object({ whose: z.string(), reminder_id: z.string(), rule: z.string() })

/** Reminders that broke a rule, found in the events by queries that share nothing with the planner. */
export async function violationsIn(warehouse: Warehouse): Promise<z.infer<typeof violation>[]> {
  const found = []
  for (const [name, sql] of Object.entries(QUERIES)) {
    found.push(...(await warehouse.query({ name: `year-${name}`, sql, row: violation })))
  }
  return found
}

/** Writes what customers are and said, and what they were sent in a year that was lived. */
export async function writeEvents(warehouse: Warehouse, events: Iterable<EventRow>): Promise<void> {
  // Living takes seconds without a turn of the loop, in which the server has closed idle connections.
  await warehouse.ping()
  await warehouse.insert({
    name: 'year-events',
    table: 'relance.events',
    format: 'JSONEachRow',
    body: Readable.from(linesOf(events)),
    settings: { date_time_input_format: 'best_effort', input_format_skip_unknown_fields: 1 },
  })
}

function* linesOf(events: Iterable<EventRow>): Generator<string> {
  for (const event of events) yield `${JSON.stringify({ ...event, source: 'year', version: 1 })}\n`
}

/** The events of one payer's customers. */
export function* eventsOf(records: readonly CustomerRecord[], { sent }: LivedPayer): Generator<EventRow> {
  for (const record of records) {
    const { entityId, customerId, kind, payer, postcode } = record
    const common = { entity_id: entityId, customer_id: customerId }
    const attributes = { kind, group_key: payer, postal_code: postcode }
    const since = '2025-01-01T00:00:00.000Z'
    yield {
      ...common,
      event_id: `u:${customerId}`,
      event_type: 'customer.updated',
      occurred_at: since,
      attributes,
    }
    for (const [n, word] of record.optOuts.entries()) {
      const { channel } = word
      const event_type = word.in ? 'optin.received' : 'optout.received'
      const occurred_at = new Date(word.at).toISOString()
      yield { ...common, event_id: `o:${customerId}:${n}`, event_type, occurred_at, channel }
    }
  }
  for (const { customerId, contact } of sent) {
    const record = records.find((one) => one.customerId === customerId)
    yield reminderEvent({
      id: uuidOf(customerId, contact.campaignId, contact.stepId, contact.notBefore),
      entityId: record?.entityId ?? '',
      customerId,
      plannedDay: new Date(contact.notBefore).toISOString().slice(0, 10),
      state: 'sent',
      endedAt: new Date(contact.notBefore),
      providerId: '',
      messageId: '',
      errorCode: '',
      error: '',
      cost: '0',
      outcome: '',
      contact,
    })
  }
}
