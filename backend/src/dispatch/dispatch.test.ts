import { Readable } from 'node:stream'
import fs from 'node:fs'
import os from 'node:os'
import path from 'node:path'
import { ingestStream } from '@relance/pipelines'
import { useWarehouse } from '@relance/pipelines/testing'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { z } from 'zod'
import { readConfig } from '../config/config'
import { InboxService } from '../inbox/inbox.service'
import { JobBoard } from '../jobs/job-board'
import { outbox as table } from '../metadata'
import { EmailChannel } from './channels/email/email-channel'
import { emailSecrets, emailSettings } from './channels/email/email-settings'
import { startSmtp } from './channels/email/testing'
import type { TestSmtp } from './channels/email/testing'
import { DispatchService } from './dispatch.service'
import { holdLease } from './plan/lease'
import { CAMPAIGN, aText, useMetadata } from './outbox/testing'
import { aCampaign, aWorld } from './planner/testing'

const store = useMetadata()
const house = useWarehouse()
const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'relance-dispatch-'))
const campaign = { ...aCampaign(), id: CAMPAIGN }
let now = new Date('2026-11-17T09:00:00Z')
let smtp: TestSmtp
let inbox: InboxService

beforeAll(async () => {
  smtp = await startSmtp()
  inbox = new InboxService(readConfig({ data: folder }, {}), house.warehouse, new JobBoard())
})
afterAll(async () => {
  await inbox.onApplicationShutdown()
  await smtp.close()
  fs.rmSync(folder, { recursive: true, force: true })
})

const event = (id: string, type: string, customer: string, more: object) => ({
  event_id: id,
  event_type: type,
  occurred_on: '2026-10-03',
  customer_id: customer,
  currency: 'EUR',
  ...more,
})
const load = (events: object[]) =>
  ingestStream(house.warehouse, Readable.from([events.map((one) => `${JSON.stringify(one)}\n`).join('')]), {
    source: 'ndjson',
    fileName: 'events',
  })
const debtor = (customer: string) => [
  event(`i-${customer}`, 'invoice.issued', customer, {
    invoice_id: `F-${customer}`,
    due_on: '2026-11-02',
    amount: '120.00',
  }),
  event(`u-${customer}`, 'customer.updated', customer, {
    attributes: {
      kind: 'business',
      country: 'FR',
      language: 'fr',
      contacts: [
        {
          role: 'accounts_payable',
          name: customer,
          email: `${customer.toLowerCase()}@exemple.fr`,
          phone: '',
        },
      ],
    },
  }),
]

function backend(): DispatchService {
  const settings = {
    host: '127.0.0.1',
    port: smtp.port,
    security: 'none',
    from_address: 'compta@exemple.fr',
    per_second: 0,
  }
  const email = new EmailChannel(emailSettings.parse(settings), emailSecrets.parse({}))
  const source = {
    running: () => Promise.resolve([campaign]),
    world: () => Promise.resolve(aWorld()),
  }
  const composer = { compose: (message: Parameters<typeof aText>[0]) => Promise.resolve(aText(message)) }
  const clock = { now: () => now }
  return new DispatchService(store.metadata, house.warehouse, inbox, source, composer, [email], clock)
}
const verdicts = () =>
  house.warehouse.query({
    name: 'test-verdicts',
    sql: 'SELECT toString(day) AS day, customer_id, reason, channel FROM verdicts FINAL ORDER BY customer_id, day',
    row: z.object({ day: z.string(), customer_id: z.string(), reason: z.string(), channel: z.string() }),
  })

it('plans a day once, looks again before sending, sends, and tells what it did, so that the next day knows', async () => {
  await load(['C1', 'C2'].flatMap(debtor))
  const one = backend()
  const two = backend()
  const [planned, beside] = await Promise.all([one.plan(), two.plan()])
  expect(planned).toMatchObject({ customers: 2, contacts: 2 })
  expect(beside, 'one backend plans at a time').toBeNull()
  expect(await two.plan(), 'and the other may once it is done').toMatchObject({ contacts: 0 })
  expect((await verdicts()).map(({ reason, channel }) => [reason, channel])).toEqual([
    ['', 'email'],
    ['', 'email'],
  ])

  await load([
    event('p-C2', 'payment.received', 'C2', {
      occurred_on: '2026-11-17',
      payment_id: 'P2',
      amount: '120.00',
      allocations: [{ invoice_id: 'F-C2', amount: '120.00' }],
    }),
  ])
  await one.send()
  expect(smtp.received.flatMap(({ to }) => to)).toEqual(['c1@exemple.fr'])
  expect(await one.tell()).toBe(2)
  expect((await verdicts()).map(({ customer_id, reason }) => [customer_id, reason])).toEqual([
    ['C1', ''],
    ['C2', 'paid'],
  ])

  // What is acknowledged counts; tables derived of it follow.
  await inbox.idle()
  const [sent] = await house.warehouse.query({
    name: 'test-reminders',
    sql: 'SELECT customer_id, channel, step, invoice_ids FROM reminders',
    row: z.object({
      customer_id: z.string(),
      channel: z.string(),
      step: z.coerce.number(),
      invoice_ids: z.array(z.string()),
    }),
  })
  expect(sent).toEqual({ customer_id: 'C1', channel: 'email', step: 1, invoice_ids: ['F-C1'] })

  expect(await one.plan(), 'nothing is planned twice on a day').not.toBeNull()
  expect(await store.metadata.db.select().from(table)).toHaveLength(2)

  now = new Date('2026-11-18T09:00:00Z')
  await one.plan()
  await one.send()
  expect(smtp.received).toHaveLength(1)
  const next = (await verdicts()).filter(
    ({ day, customer_id }) => day === '2026-11-18' && customer_id === 'C1',
  )
  expect(next).toMatchObject([{ channel: '' }])
  expect(next[0]?.reason).not.toBe('')
  await one.onApplicationShutdown()
  await two.onApplicationShutdown()
})

it('plans at once where the only backend starts after one that died planning, but leaves other backends their turn', async () => {
  now = new Date('2026-11-19T09:00:00Z')
  await holdLease(store.metadata.db, 'a backend that was killed', 3600)
  const next = backend()
  await next.recover(false)
  expect(await next.plan(), 'the other one may still plan').toBeNull()
  await next.recover(true)
  expect(await next.plan()).not.toBeNull()
  await next.onApplicationShutdown()
})

it('knows what it sent the day before and could not tell yet, whatever the clock of the database says', async () => {
  now = new Date('2026-11-19T10:00:00Z')
  await load(debtor('C3'))
  const one = backend()
  const before = smtp.received.length
  expect((await one.plan())?.contacts).toBe(1)
  await one.send()
  expect(smtp.received).toHaveLength(before + 1)
  now = new Date('2026-11-20T10:00:00Z')
  expect((await one.plan())?.contacts).toBe(0)
  await one.onApplicationShutdown()
})
