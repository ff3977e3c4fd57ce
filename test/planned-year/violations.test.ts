import type { EventRow } from '@relance/pipelines'
import { useWarehouse } from '@relance/pipelines/testing'
import { beforeAll, expect, it } from 'vitest'
import { livePayer } from '../../backend/src/dispatch/planner/simulate'
import { payersOf, yearOf } from './lives'
import { eventsOf, violationsIn, writeEvents } from './violations'

/** Small form of the bench (npm run bench -- plan-year: 20,000 customers). */
const history = { from: '2026-01-01', days: 365, invoicesAYear: 12, trouble: 0.3 }
const test = useWarehouse()
let messages = 0

beforeAll(async () => {
  const options = yearOf(history)
  const events: EventRow[] = []
  for (const records of payersOf(400, history)) {
    const lived = livePayer(records, options)
    messages += lived.sent.length
    events.push(...eventsOf(records, lived))
  }
  await writeEvents(test.warehouse, events)
}, 120_000)

it('a planned year breaks no cap, quiet hour, holiday or consent', async () => {
  expect(messages).toBeGreaterThan(1000)
  expect(await violationsIn(test.warehouse)).toEqual([])
})

const customer = (name: string, kind: string, postal_code: string, payer = name): EventRow => ({
  event_id: `u:${name}`,
  event_type: 'customer.updated',
  occurred_at: '2025-01-01T00:00:00Z',
  entity_id: 'planted',
  customer_id: name,
  attributes: { kind, group_key: payer, postal_code },
})
const sent = (id: string, name: string, at: string, channel = 'email', kind = 'firm'): EventRow => ({
  event_id: `r:${id}`,
  event_type: 'reminder.sent',
  occurred_at: at,
  entity_id: 'planted',
  customer_id: name,
  reminder_id: id,
  channel,
  attributes: { kind },
})

it('each planted violation is found, and nothing beside it', async () => {
  await writeEvents(test.warehouse, [
    ...['near', 'sibling'].map((name) => customer(name, 'business', '69003', 'shared payer')),
    sent('first', 'near', '2026-03-02T09:00:00Z'),
    sent('within-72-hours', 'sibling', '2026-03-05T08:59:00Z'),
    customer('person', 'consumer', '69003'),
    sent('monday', 'person', '2026-03-02T09:00:00Z'),
    sent('twice-a-week', 'person', '2026-03-06T09:00:00Z'),
    customer('noticed', 'business', '69003'),
    sent('before-notice', 'noticed', '2026-03-02T09:00:00Z'),
    sent('notice-is-exempt', 'noticed', '2026-03-03T09:00:00Z', 'registered_letter', 'formal_notice'),
    sent('after-notice', 'noticed', '2026-03-05T09:00:00Z'),
    customer('called', 'consumer', '69003'),
    sent('call-at-lunch', 'called', '2026-03-02T12:30:00Z', 'phone'),
    customer('island', 'business', '97400'),
    sent('night-there', 'island', '2026-03-02T17:00:00Z'),
    sent('day-there', 'island', '2026-04-02T05:00:00Z'),
    customer('sunday', 'business', '69003'),
    sent('on-sunday', 'sunday', '2026-03-01T09:00:00Z', 'sms'),
    customer('alsace', 'business', '67000'),
    sent('good-friday', 'alsace', '2026-04-03T09:00:00Z'),
    customer('lyon', 'business', '69003'),
    sent('good-friday-is-worked', 'lyon', '2026-04-03T09:00:00Z'),
    sent('ascension', 'lyon', '2026-05-14T09:00:00Z'),
    customer('closed', 'business', '69003'),
    {
      ...sent('no-1', 'closed', '2026-03-01T10:00:00Z', 'email'),
      event_type: 'optout.received',
      reminder_id: '',
    },
    sent('after-no', 'closed', '2026-03-03T09:00:00Z'),
    {
      ...sent('yes-1', 'closed', '2026-03-08T10:00:00Z', 'email'),
      event_type: 'optin.received',
      reminder_id: '',
    },
    sent('after-yes', 'closed', '2026-03-10T09:00:00Z'),
  ])
  const found = (await violationsIn(test.warehouse)).map(({ reminder_id, rule }) => `${rule}: ${reminder_id}`)
  expect(found.sort()).toEqual([
    'cap: after-notice',
    'cap: twice-a-week',
    'cap: within-72-hours',
    'consent: after-no',
    'holiday: ascension',
    'holiday: good-friday',
    'hours: call-at-lunch',
    'hours: night-there',
    'hours: on-sunday',
  ])
})
