import { randomUUID } from 'node:crypto'
import { eq } from 'drizzle-orm'
import { beforeAll, describe, expect, it, vi } from 'vitest'
import { useServer } from '../app/testing'
import { METADATA } from '../app/tokens'
import { audit } from '../auth/audit'
import { signedIn } from '../auth/testing'
import {
  dispatchTasks,
  erasures,
  experimentEntries,
  letters,
  loggedMessages,
  mailboxMails,
  outbox,
  queryRuns,
} from '../metadata'
import type { Metadata } from '../metadata'
import { ErasuresService } from './erasures.service'
import type { ErasuresAnswer, PersonSummary } from './personal-data.contract'
import { RetentionService } from './retention.service'

const test = useServer()
const WORDS = ['Marie Dupont', 'marie@exemple.fr', '12 rue des Lilas']
/** Of her address; of an address that two customers share. */
const [FINGERPRINT, SHARED] = ['ap:f0e1', 'ap:a9a9']
const KEY = { entityId: 'MAIN', customerId: 'C1' }
const ASKED = { entity_id: 'MAIN', customer_id: 'C1' }
const metadata = () => test.server.app.get<Metadata>(METADATA)

const event = (customer: string, id: string, type: string, day: string, more: object = {}) => ({
  event_id: `${customer}-${id}`,
  event_type: type,
  occurred_on: day,
  customer_id: customer,
  currency: 'EUR',
  ...more,
})
const lifeOf = (customer: string, name: string, email: string, paid: string) => [
  event(customer, 'c', 'customer.updated', '2026-01-01', {
    attributes: { name, sector: 'trade', contacts: [{ role: 'buyer', name, email, phone: '+33612345678' }] },
  }),
  event(customer, 'i', 'invoice.issued', '2026-02-01', {
    invoice_id: `${customer}/1`,
    amount: '900',
    due_on: '2026-03-01',
  }),
  event(customer, 'p', 'payment.received', '2026-03-20', {
    amount: paid,
    allocations: [{ invoice_id: `${customer}/1`, amount: paid }],
    attributes: { remittance: `loyer ${name}` },
  }),
]

async function addRecords(db: Metadata['db']): Promise<void> {
  const id = randomUUID()
  const now = new Date()
  const recipient = { name: 'Marie Dupont', address: 'marie@exemple.fr' }
  const about = {
    ...KEY,
    channel: 'email',
    tone: 'firm',
    campaignId: 'k',
    stepId: 's',
    kind: 'firm',
    template: 't',
  }
  const times = { plannedDay: '2026-03-05', notBefore: now, nextAttemptAt: now }
  await db.insert(outbox).values([
    {
      ...about,
      ...times,
      id,
      recipient: recipient.address,
      payload: { recipient },
      state: 'sent',
      toldWarehouse: true,
    },
    {
      ...about,
      ...times,
      id: randomUUID(),
      plannedDay: '2026-04-05',
      recipient: recipient.address,
      payload: { recipient },
    },
  ])
  await db
    .insert(loggedMessages)
    .values({ id, channel: 'email', recipient, subject: 'Marie Dupont', text: 'x' })
  await db.insert(letters).values({
    ...KEY,
    id,
    day: '2026-03-05',
    address: '12 rue des Lilas',
    subject: 's',
    text: 'Marie Dupont',
  })
  await db.insert(dispatchTasks).values([
    { ...KEY, id: randomUUID(), kind: 'phone', dueOn: '2026-03-06', text: 'Marie Dupont', recipient },
    {
      ...KEY,
      id: randomUUID(),
      kind: 'phone',
      dueOn: '2026-03-06',
      text: 'Marie Dupont',
      recipient,
      doneAt: now,
    },
  ])
  const entered = (customerId: string, cluster: string) => ({
    ...{ ...KEY, customerId, experimentId: 'tone', campaignId: 'k', cluster, cell: 'firm', epoch: 1 },
    ...{ entryDay: '2026-03-03', exposure: { cluster, cell: 'firm' }, toldWarehouse: true },
  })
  await db
    .insert(experimentEntries)
    .values([entered('C1', FINGERPRINT), entered('C2', SHARED), entered('C7', SHARED)])
  await db.insert(mailboxMails).values({
    id: 'm',
    mailbox: 'b',
    at: now,
    kind: 'unknown',
    sender: 'Marie@Exemple.fr',
    subject: 'Marie Dupont',
  })
  await db.insert(queryRuns).values({
    id: randomUUID(),
    personId: 'p',
    sql: "SELECT 'Marie Dupont'",
    params: {},
    via: 'screen',
    state: 'done',
    startedAt: now,
  })
  await audit(metadata(), { actor: 'system', action: 'x', subject: 'y', after: { to: 'marie@exemple.fr' } })
}

/** Tables of the metadata in which a word stands. */
async function tablesWith(word: string): Promise<string[]> {
  const { pool } = metadata()
  const tables = await pool.query<{ name: string }>(
    `select tablename as name from pg_tables where schemaname = 'public'`,
  )
  const found: string[] = []
  for (const { name } of tables.rows) {
    const { rows } = await pool.query(`select 1 from "${name}" as t where t::text ilike $1 limit 1`, [
      `%${word}%`,
    ])
    if (rows.length > 0) found.push(name)
  }
  return found.sort()
}

const figures = () =>
  Promise.all(
    ['', '&by=customer', '&by=sector', '&by=month'].map((by) =>
      test.asOwner('GET', `/api/kpis?as_of=2026-03-31&from=2026-01-01${by}`),
    ),
  )
const summary = async (customer: string) =>
  (await test.asOwner('GET', `/api/personal-data?entity=MAIN&customer=${customer}`)).body as PersonSummary

beforeAll(async () => {
  await test.asOwner('POST', '/api/events?entity=MAIN', [
    ...lifeOf('C1', 'Marie Dupont', 'marie@exemple.fr', '900'),
    ...lifeOf('C2', 'Paul Martin', 'paul@exemple.fr', '400'),
    ...lifeOf('C3', 'Jean Petit', 'jean@exemple.fr', '900'),
  ])
  await vi.waitFor(
    async () => expect((await summary('C2')).open).toEqual([{ currency: 'EUR', amount: '500' }]),
    20_000,
  )
  await addRecords(metadata().db)
})

describe('personal data', () => {
  it('of a customer is given out whole, to administrators only, with a line in the audit log', async () => {
    expect(await summary('C1')).toMatchObject({
      name: 'Marie Dupont',
      messages: 2,
      letters: 1,
      tasks: 2,
      open: [],
    })
    const address = '/api/personal-data/export?entity=MAIN&customer=C1'
    const file = await test.asOwner('GET', address)
    for (const word of WORDS) expect(JSON.stringify(file.body)).toContain(word)
    expect(JSON.stringify(file.body)).not.toContain('Paul Martin')
    const cfo = await signedIn(test, 'cfo')
    expect(await cfo.as('GET', address)).toMatchObject({ status: 403 })
    const log = await test.asOwner('GET', '/api/audit?action=export')
    expect(JSON.stringify(log.body)).toContain('/api/personal-data/export')
  })

  it('of somebody who still owes goes only when that is said', async () => {
    const asked = { ...ASKED, customer_id: 'C2' }
    const refused = await test.asOwner('POST', '/api/personal-data/erasures', asked)
    expect(refused).toMatchObject({ status: 409, body: { code: 'personal-data/still-open' } })
    const other = await signedIn(test, 'admin', ['FR99'])
    expect(await other.as('POST', '/api/personal-data/erasures', asked)).toMatchObject({ status: 403 })
    const nobody = { ...ASKED, customer_id: 'C9' }
    expect(await test.asOwner('POST', '/api/personal-data/erasures', nobody)).toMatchObject({ status: 404 })
  })

  it('is erased from every table, while every figure and what others are stays', async () => {
    const before = await figures()
    for (const word of WORDS) expect(await tablesWith(word), word).not.toEqual([])
    expect(await test.asOwner('POST', '/api/personal-data/erasures', ASKED)).toMatchObject({ status: 202 })
    await test.server.app.get(ErasuresService).settled()
    for (const word of [...WORDS, FINGERPRINT]) expect(await tablesWith(word), word).toEqual([])
    const [entry] = await metadata()
      .db.select()
      .from(experimentEntries)
      .where(eq(experimentEntries.customerId, 'C1'))
    expect(entry).toMatchObject({ cell: 'firm', cluster: 'C1', exposure: { cluster: 'C1', cell: 'firm' } })
    expect(await figures()).toEqual(before)
    expect((await summary('C1')).name).toBe('C1')
    expect((await summary('C2')).name).toBe('Paul Martin')
    const states = await metadata().db.select({ state: outbox.state }).from(outbox)
    expect(states.map(({ state }) => state).sort()).toEqual(['cancelled', 'sent'])
    const { rows } = (await test.asOwner('GET', '/api/personal-data/erasures')).body as ErasuresAnswer
    expect(rows).toMatchObject([{ customer_id: 'C1', cause: 'request', requested_by: 'local' }])
    expect(rows[0]?.done_at).not.toBeNull()
  })

  it('is erased by the next turn where a crash or a message that is just leaving kept it', async () => {
    const about = {
      entityId: 'MAIN',
      customerId: 'C3',
      channel: 'email',
      tone: 'firm',
      campaignId: 'k',
      stepId: 's',
      kind: 'firm',
      template: 't',
    }
    const now = new Date()
    const times = { plannedDay: '2026-03-05', notBefore: now, nextAttemptAt: now }
    const id = randomUUID()
    await metadata()
      .db.insert(outbox)
      .values({ ...about, ...times, id, recipient: 'jean@exemple.fr', payload: {}, state: 'sending' })
    await metadata()
      .db.insert(erasures)
      .values({ entityId: 'MAIN', customerId: 'C3', cause: 'request', requestedBy: 'x' })
    const service = test.server.app.get(ErasuresService)
    service.carryOn()
    await service.settled()
    expect((await summary('C3')).name).toBe('Jean Petit')
    await metadata().pool.query(`update outbox set state = 'sent', told_warehouse = true where id = $1`, [id])
    service.carryOn()
    await service.settled()
    expect((await summary('C3')).name).toBe('C3')
  })

  it('goes by itself once its period is over', async () => {
    const periods = { customers: 12, texts: 1, mails: 1, rejects: 1, queries: 1, audit: 12 }
    expect(
      await test.asOwner('PUT', '/api/personal-data/retention', { ...periods, customers: 3 }),
    ).toMatchObject({ status: 400 })
    expect(await test.asOwner('PUT', '/api/personal-data/retention', periods)).toMatchObject({
      status: 200,
      body: periods,
    })
    const later = new Date('2028-06-01T00:00:00Z')
    await test.server.app.get(RetentionService).sweep(later)
    await test.server.app.get(ErasuresService).settled()
    expect(await tablesWith(SHARED), 'two customers have it').toEqual(['experiment_entries'])
    // Who owes something is not forgotten by a clock.
    expect((await summary('C2')).name).toBe('Paul Martin')
    expect(await metadata().db.select().from(queryRuns)).toEqual([])
    await test.asOwner('POST', '/api/events?entity=MAIN', [
      event('C2', 'p2', 'payment.received', '2026-04-20', {
        amount: '500',
        allocations: [{ invoice_id: 'C2/1', amount: '500' }],
      }),
    ])
    await vi.waitFor(async () => expect((await summary('C2')).open).toEqual([]), 20_000)
    await test.server.app.get(RetentionService).sweep(later)
    await test.server.app.get(ErasuresService).settled()
    expect((await summary('C2')).name).toBe('C2')
  })
})
