import { and, eq } from 'drizzle-orm'
import { afterAll, beforeAll, expect, it } from 'vitest'
import type { Warehouse } from '@relance/pipelines'
import { z } from 'zod'
import { METADATA, WAREHOUSE } from '../../app/tokens'
import { useServer } from '../../app/testing'
import { startSmtp } from '../../dispatch/channels/email/testing'
import type { TestSmtp } from '../../dispatch/channels/email/testing'
import { experimentDecisions, experimentEntries, experimentNotices, experimentRuns } from '../../metadata'
import type { Metadata } from '../../metadata'
import type { RunState } from './running.contract'
import { aCell, aDesign, useCompany } from './testing'

const test = useServer()
const company = useCompany(test, '2026-11-17T09:00:00Z')
const ID = 'three-ways'
const design = aDesign({
  cells: [
    aCell('today'),
    aCell('firm', [{ step: 'courteous', tone: 'firm' }]),
    aCell('later', [{ step: 'courteous', day: { from_due: 12 } }]),
  ],
})
const db = () => test.server.app.get<Metadata>(METADATA).db
let smtp: TestSmtp
let campaign = ''
let next = 0

const arrive = async (count: number) => {
  const ids = Array.from({ length: count }, () => `C${next++}`)
  await company.debtors(ids.map((id) => ({ id })))
  return ids
}
const entries = async () => {
  const rows = await db().select().from(experimentEntries)
  return new Map(rows.map(({ customerId, cell, epoch }) => [customerId, { cell, epoch }]))
}
const state = async () => (await company.ask('GET', `/api/experiments/${ID}/run`)) as unknown as RunState
const refused = async (method: string, path: string, body: unknown) => {
  const { status, body: said } = await test.asOwner(method, `/api/experiments/${ID}${path}`, body)
  return [status, (said as { code: string }).code]
}
/** A day of the product: planned, sent, told. */
const live = async (day: string) => {
  company.now = `${day}T09:00:00Z`
  await company.dispatch.plan()
  await company.dispatch.send()
  await company.tell()
}

beforeAll(async () => {
  smtp = await startSmtp()
  await company.open()
  await company.ask('PUT', '/api/channels/email', {
    settings: {
      host: '127.0.0.1',
      port: smtp.port,
      security: 'none',
      from_address: 'compta@vernier.example',
      per_second: 0,
    },
    secrets: {},
  })
  for (const [name, role] of [['ines', 'credit_manager'] as const, ['karl', 'agent'] as const]) {
    const given = {
      email: `${name}@vernier.example`,
      name,
      role,
      entities: ['MAIN'],
      contacts: false,
      language: 'fr',
    }
    await company.ask('POST', '/api/users', given)
  }
  await arrive(30)
  campaign = await company.campaign('Relances')
  await company.launch(ID, campaign, design)
  await live('2026-11-17')
})
afterAll(() => smtp.close())

it('new weights open an epoch with who and why, and move nobody who is in', async () => {
  const before = await entries()
  expect(new Set([...before.values()].map(({ epoch }) => epoch))).toEqual(new Set([1]))
  const weights = { everyone_else: { today: 1, firm: 3, later: 0 } }
  await company.ask('PUT', `/api/experiments/${ID}/weights`, { weights, reason: 'later costs too much' })
  const arrived = await arrive(30)
  await live('2026-11-18')
  const after = await entries()
  for (const [customer, entry] of before) expect(after.get(customer)).toEqual(entry)
  const fresh = arrived.map((id) => after.get(id))
  expect(new Set(fresh.map((entry) => entry?.epoch))).toEqual(new Set([2]))
  expect(new Set(fresh.map((entry) => entry?.cell))).toEqual(new Set(['today', 'firm']))
  const [latest, first] = (await state()).epochs
  expect(latest).toMatchObject({
    epoch: 2,
    reason: 'later costs too much',
    weights: { everyone_else: { today: 0.25, firm: 0.75, later: 0 } },
  })
  expect(first).toMatchObject({ epoch: 1, actor: 'relance' })
  expect(latest?.actor).not.toBe('relance')
  expect((await state()).weights).toEqual(latest?.weights)
  const odd = { weights: { everyone_else: { gone: 1 } }, reason: 'x' }
  expect(await refused('PUT', '/weights', odd)).toEqual([422, 'experiments/unknown-variant'])
})

it('nobody enters while entries are closed; who comes then enters once they are open again', async () => {
  await company.ask('PUT', `/api/experiments/${ID}/entries`, { open: false, reason: 'holidays' })
  const [closed = ''] = await arrive(1)
  await live('2026-11-19')
  expect((await entries()).has(closed)).toBe(false)
  await company.ask('PUT', `/api/experiments/${ID}/entries`, { open: true, reason: 'back' })
  const [open = ''] = await arrive(1)
  await live('2026-11-20')
  expect((await entries()).has(open)).toBe(true)
  expect((await entries()).has(closed), 'his invoice was claimed by a reminder meanwhile').toBe(false)
  expect((await state()).changes.map(({ action, reason }) => [action, reason])).toEqual([
    ['entries_resumed', 'back'],
    ['entries_paused', 'holidays'],
    ['weights', 'later costs too much'],
  ])
})

it('a breach pauses its variant once, by the product, logged with its numbers, and one e-mail goes to who may act', async () => {
  const mails = smtp.received.length
  const harmed = [...(await entries())].filter(([, { cell }]) => cell === 'firm').slice(0, 3)
  await company.load(
    harmed.map(([customer_id]) => ({
      event_id: `complaint-${customer_id}`,
      event_type: 'complaint.received',
      occurred_on: '2026-11-20',
      entity_id: 'MAIN',
      customer_id,
      attributes: { severity: 'severe' },
    })),
  )
  await live('2026-11-21')
  await live('2026-11-22')
  const { actor, action } = experimentDecisions
  const paused = await db()
    .select()
    .from(experimentDecisions)
    .where(and(eq(actor, 'relance'), eq(action, 'pause')))
  expect(paused).toMatchObject([{ variant: 'firm', numbers: { severe_complaints: { count: 3 } } }])
  expect((await state()).paused).toEqual(['firm'])
  expect((await state()).epochs[0]).toMatchObject({ epoch: 3, weights: { everyone_else: { firm: 0 } } })
  const told = smtp.received
    .slice(mails)
    .filter(({ to }) => to.some((one) => one.endsWith('@vernier.example')))
  expect(told.map(({ to }) => to)).toEqual([['ines@vernier.example']])
  expect((await db().select().from(experimentNotices))[0]?.sentAt).not.toBeNull()
})

it('customers of a paused variant go the usual way and are analysed in it; nobody enters it', async () => {
  await company.ask('POST', `/api/experiments/${ID}/variants/later/pause`, { reason: 'too slow' })
  const again = await company.ask('POST', `/api/experiments/${ID}/variants/later/pause`, { reason: 'twice' })
  expect(again['paused']).toEqual(['firm', 'later'])
  expect(again['epochs']).toHaveLength(4)
  const later = [...(await entries())].filter(([, { cell }]) => cell === 'later').map(([id]) => id)
  const arrived = await arrive(6)
  await live('2026-11-23')
  const rows = await test.server.app.get<Warehouse>(WAREHOUSE).query({
    name: 'test-exposed',
    sql: `SELECT customer_id, variant_id FROM relance.exposures WHERE experiment_id = '${ID}'`,
    row: z.object({ customer_id: z.string(), variant_id: z.string() }),
  })
  const variantOf = new Map(rows.map((row) => [row.customer_id, row.variant_id]))
  expect(later.map((id) => variantOf.get(id))).toEqual(later.map(() => 'later'))
  expect(new Set(arrived.map((id) => variantOf.get(id)))).toEqual(new Set(['today']))
  expect(await refused('POST', '/variants/today/pause', { reason: 'x' })).toEqual([
    409,
    'experiments/control-stays',
  ])
})

it('a paused variant goes on for a reason, in a new epoch with its share; only more harm pauses it again, and that is told', async () => {
  const known = smtp.received.length
  expect(await refused('POST', '/variants/firm/resume', { reason: ' ' })).toEqual([400, 'http/invalid'])
  await company.ask('POST', `/api/experiments/${ID}/variants/firm/resume`, { reason: 'the text was changed' })
  const { paused, epochs } = await state()
  expect(paused).toEqual(['later'])
  expect(epochs[0]).toMatchObject({ epoch: 5, reason: 'the text was changed' })
  expect(epochs[0]?.weights['everyone_else']).toEqual({ today: 0.25, firm: 0.75, later: 0 })
  expect(await refused('POST', '/variants/firm/resume', { reason: 'x' })).toEqual([
    409,
    'experiments/not-paused',
  ])
  const arrived = await arrive(24)
  await live('2026-11-24')
  const after = await entries()
  const fresh = arrived.map((id) => after.get(id))
  expect(new Set(fresh.map((entry) => entry?.epoch))).toEqual(new Set([5]))
  expect(new Set(fresh.map((entry) => entry?.cell))).toEqual(new Set(['today', 'firm']))
  expect((await state()).paused, 'what was known pauses nothing').toEqual(['later'])
  const harmed = arrived.filter((id) => after.get(id)?.cell === 'firm').slice(0, 3)
  await company.load(
    harmed.map((customer_id) => ({
      event_id: `again-${customer_id}`,
      event_type: 'complaint.received',
      occurred_on: '2026-11-24',
      entity_id: 'MAIN',
      customer_id,
      attributes: { severity: 'severe' },
    })),
  )
  await live('2026-11-25')
  expect((await state()).paused).toEqual(['later', 'firm'])
  const told = smtp.received.slice(known).filter(({ to }) => to.includes('ines@vernier.example'))
  expect(told).toHaveLength(1)
})

it('what was carried out is not taken back: a pause, a variant that goes on, the end', async () => {
  const rows = await db().select().from(experimentDecisions).where(eq(experimentDecisions.experimentId, ID))
  expect(rows.map(({ action }) => action)).toEqual(['pause', 'pause', 'resume', 'pause'])
  for (const { id } of rows) {
    expect(await refused('POST', `/decisions/${id}/withdraw`, {})).toEqual([
      409,
      'experiments/decision-carried-out',
    ])
  }
  expect(await refused('POST', '/decisions', { action: 'pause' })).toEqual([400, 'http/invalid'])
})

it('saving starts and ends nothing', async () => {
  const put = (state: string, of: object = design) =>
    refused('PUT', '', { design: of, campaign_id: campaign, state })
  expect(await put('ended')).toEqual([409, 'experiments/state-by-act'])
  expect(await put('draft')).toEqual([409, 'experiments/state-by-act'])
  expect(await put('running', { ...design, alpha: 0.1 })).toEqual([409, 'experiments/design-fixed'])
  for (const state of ['running', 'ended']) {
    const given = { design, campaign_id: campaign, state }
    const { status, body } = await test.asOwner('PUT', '/api/experiments/by-the-back-door', given)
    expect([status, (body as { code: string }).code]).toEqual([409, 'experiments/state-by-act'])
  }
  expect(await company.ask('GET', `/api/experiments/${ID}`)).toMatchObject({ state: 'running' })
})

it('winners are applied only once somebody decided, and only to the campaign that was tested', async () => {
  expect(await refused('POST', '/apply', {})).toEqual([409, 'experiments/no-decision'])
  const known = { occurred_on: '2026-11-24', payment_id: 'P9', amount: '10.00', currency: 'EUR' }
  const payment = { event_id: 'p-9', event_type: 'payment.received', entity_id: 'MAIN', customer_id: 'PAID' }
  await company.load([{ ...payment, ...known }])
  const decision = { action: 'ship', segment: '*', variant: 'later', note: 'we take it' }
  await company.ask('POST', `/api/experiments/${ID}/decisions`, decision)
  await db().update(experimentRuns).set({ campaignVersion: 99 })
  expect(await refused('POST', '/apply', {})).toEqual([409, 'experiments/campaign-changed'])
  await db().update(experimentRuns).set({ campaignVersion: 1 })
})

it('the winner becomes the way of a new campaign, the experiment ends, and the log has the numbers', async () => {
  const made = await company.ask('POST', `/api/experiments/${ID}/apply`, { note: 'done' })
  expect(made['winners']).toEqual({ everyone_else: 'later' })
  const detail = await company.ask('GET', `/api/campaigns/${String(made['campaign_id'])}`)
  expect(detail).toMatchObject({
    state: 'draft',
    parent_id: campaign,
    definition: {
      scenarios: [{ segment: null, steps: [{ id: 'courteous', day: { from_due: 12 } }, { id: 'firm' }] }],
    },
  })
  expect(await company.ask('GET', `/api/experiments/${ID}`)).toMatchObject({ state: 'ended' })
  const log = await db().select().from(experimentDecisions).where(eq(experimentDecisions.action, 'apply'))
  expect(log).toMatchObject([
    {
      note: 'done',
      numbers: { campaign: made['campaign_id'], winners: [{ variant: 'later', segment: 'everyone_else' }] },
    },
  ])
  const told = await company.ask('GET', `/api/experiments/${ID}/results`)
  expect((told['decisions'] as unknown[])[0]).toMatchObject({
    action: 'apply',
    campaign_id: made['campaign_id'],
  })
  expect(await refused('POST', '/apply', {})).toEqual([409, 'experiments/applied-already'])
})
