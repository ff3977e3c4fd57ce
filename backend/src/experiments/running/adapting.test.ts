import { eq } from 'drizzle-orm'
import { beforeAll, expect, it } from 'vitest'
import { METADATA } from '../../app/tokens'
import { useServer } from '../../app/testing'
import { experimentDecisions, experimentEntries } from '../../metadata'
import type { Metadata } from '../../metadata'
import { experimentDesign } from '../experiment.contract'
import type { ResultsAnswer } from '../results/results.contract'
import type { RunState } from './running.contract'
import { aCell, aDesign, useCompany } from './testing'

const test = useServer()
const company = useCompany(test, '2026-11-17T09:00:00Z')
const ID = 'three-tones'
const FLOOR = 0.15
const design = aDesign({
  cells: [
    aCell('today'),
    aCell('firm', [{ step: 'courteous', tone: 'firm' }]),
    aCell('friendly', [{ step: 'courteous', tone: 'friendly' }]),
  ],
  weights: { everyone_else: { today: 0.3, firm: 0.35, friendly: 0.35 } },
  adaptive: { floor: FLOOR, every_days: 7 },
})
const db = () => test.server.app.get<Metadata>(METADATA).db
let next = 0

const arrive = async (count: number) => {
  const ids = Array.from({ length: count }, () => `C${next++}`)
  await company.debtors(ids.map((id) => ({ id })))
  return ids
}
const entries = () => db().select().from(experimentEntries)
const state = async () => (await company.ask('GET', `/api/experiments/${ID}/run`)) as unknown as RunState
const shares = async () => (await state()).weights['everyone_else'] ?? {}
const live = async (day: string) => {
  company.now = `${day}T09:00:00Z`
  await company.dispatch.plan()
  await company.tell()
}
const pay = (customers: readonly string[], occurred_on: string) =>
  company.load(
    customers.map((customer_id) => {
      const allocations = [{ invoice_id: `F-${customer_id}`, amount: '120.00' }]
      const receipt = {
        event_id: `p-${customer_id}`,
        event_type: 'payment.received',
        payment_id: customer_id,
      }
      return {
        ...receipt,
        occurred_on,
        entity_id: 'MAIN',
        customer_id,
        amount: '120.00',
        currency: 'EUR',
        allocations,
      }
    }),
  )

beforeAll(async () => {
  await company.open()
  await arrive(130)
  await company.launch(ID, await company.campaign('Relances'), design)
  await live('2026-11-17')
}, 240_000)

it('keeps the weights for the days of an epoch, whatever is paid', async () => {
  const firm = (await entries()).filter(({ cell }) => cell === 'firm').map(({ customerId }) => customerId)
  expect(firm.length).toBeGreaterThanOrEqual(30)
  await pay(firm.slice(0, 20), '2026-11-19')
  await pay(['PAID-2'], '2026-11-23')
  await live('2026-11-23')
  expect((await state()).epochs).toHaveLength(1)
})

it('then gives more to what is paid more, never less than the floor, and says why', async () => {
  await live('2026-11-24')
  const [latest, ...before] = (await state()).epochs
  expect(before).toHaveLength(1)
  expect(latest).toMatchObject({ epoch: 2, actor: 'relance', at: '2026-11-24T09:00:00.000Z' })
  const { today = 0, firm = 0, friendly = 0 } = await shares()
  expect([today, firm + friendly]).toEqual([0.3, 0.7].map((share) => expect.closeTo(share, 9)))
  expect(firm).toBeGreaterThan(0.5)
  expect(friendly).toBeGreaterThanOrEqual(FLOOR)
  const { decisions } = (await company.ask(
    'GET',
    `/api/experiments/${ID}/results`,
  )) as unknown as ResultsAnswer
  expect(decisions).toMatchObject([{ action: 'adapt', actor: 'relance', cut: '2026-11-23' }])
  const [told] = decisions[0]?.adapted ?? []
  expect(told).toMatchObject({ segment: 'everyone_else', variant: 'firm', share: firm })
  expect(told?.before).toBeCloseTo(0.35, 9)
  expect(told?.best).toBeGreaterThan(0.95)
})

it('makes no second epoch after a restart', async () => {
  await test.restart()
  company.setClock()
  await live('2026-11-25')
  expect((await state()).epochs).toHaveLength(2)
  const adapted = await db().select().from(experimentDecisions).where(eq(experimentDecisions.action, 'adapt'))
  expect(adapted).toHaveLength(1)
})

it('draws who enters by the new weights, and logs their probability', async () => {
  const arrived = new Set(await arrive(60))
  await live('2026-11-26')
  const fresh = (await entries()).filter(({ customerId }) => arrived.has(customerId))
  const { firm = 0, friendly = 0 } = await shares()
  const count = (cell: string) => fresh.filter((entry) => entry.cell === cell).length
  expect(new Set(fresh.map(({ epoch }) => epoch))).toEqual(new Set([2]))
  expect(count('firm')).toBeGreaterThan(2 * count('friendly'))
  for (const { cell, exposure } of fresh) {
    const share = cell === 'firm' ? firm : cell === 'friendly' ? friendly : 0.3
    expect((exposure as { probability: number }).probability).toBeCloseTo(share, 2)
  }
})

it('is not steered by hand, and a pause and its end keep the share of the control and the floor', async () => {
  const change = { weights: { everyone_else: { firm: 9 } }, reason: 'I know better' }
  const { status, body } = await test.asOwner('PUT', `/api/experiments/${ID}/weights`, change)
  expect([status, (body as { code: string }).code]).toEqual([409, 'experiments/weights-adapt'])
  await company.ask('POST', `/api/experiments/${ID}/variants/firm/pause`, { reason: 'too hard' })
  expect(await shares()).toEqual({
    today: expect.closeTo(0.3, 9),
    firm: 0,
    friendly: expect.closeTo(0.7, 9),
  })
  await company.ask('POST', `/api/experiments/${ID}/variants/firm/resume`, { reason: 'softened' })
  const { today = 0, firm = 0, friendly = 0 } = await shares()
  expect(today).toBeCloseTo(0.3, 9)
  expect(Math.min(firm, friendly)).toBeGreaterThanOrEqual(FLOOR - 1e-9)
  await live('2026-12-04')
  expect((await state()).epochs, 'nobody has entered the epoch since').toHaveLength(4)
})

it('is refused in words where nothing can be chosen, or a variant begins below the floor', () => {
  const said = (changed: object) =>
    experimentDesign.safeParse({ ...design, ...changed }).error?.issues.map(({ message }) => message)
  expect(said({ cells: design.cells.slice(0, 2) })).toEqual([expect.stringContaining('two variants')])
  expect(said({ metric: 'restricted_mean' })).toEqual([expect.stringContaining('another metric')])
  const weights = { everyone_else: { today: 8, firm: 1, friendly: 1 } }
  expect(said({ weights })).toEqual([expect.stringContaining('below the floor')])
  expect(said({})).toBeUndefined()
})
