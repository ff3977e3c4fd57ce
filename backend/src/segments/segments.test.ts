import { beforeAll, describe, expect, it } from 'vitest'
import { useServer } from '../app/testing'
import { JobBoard } from '../jobs/job-board'
import type { Job } from '../jobs/jobs.contract'
import type { ProfilesAnswer, RiskAnswer, SavedSegment, SegmentPreview } from './segments.contract'

const test = useServer()
const TODAY = '2026-06-30'
const late = { field: 'overdue_amount', op: 'gt', value: 100 }

beforeAll(async () => {
  const request = { customers: 80, months: 12, seed: 3, today: TODAY }
  const { body } = await test.asOwner('POST', '/api/demo', request)
  const job = await test.server.app.get(JobBoard).ended((body as Job).id)
  expect(job).toMatchObject({ state: 'done', problem: null })
})

const preview = async (rule: unknown) =>
  (await test.asOwner('POST', '/api/segments/preview', { rule, as_of: TODAY })).body as SegmentPreview

describe('the preview of a rule', () => {
  it('says how many customers it takes, what they owe, and the twenty that owe most', async () => {
    const everybody = await preview({ field: 'entity', op: 'eq', value: 'DEMO' })
    const some = await preview(late)
    const others = await preview({ not: late })
    expect(everybody.customers).toBe(80)
    expect(some.customers + others.customers).toBe(80)
    expect(Number(some.overdue) + Number(others.overdue)).toBeCloseTo(Number(everybody.overdue), 4)
    expect(some.names.length).toBe(Math.min(20, some.customers))
    const amounts = some.names.map(({ overdue }) => Number(overdue))
    expect(amounts).toEqual([...amounts].sort((a, b) => b - a))
    expect(amounts.at(-1)).toBeGreaterThan(100)
  })

  it('takes rules about open invoices', async () => {
    const inner = {
      all: [
        { field: 'days_late', op: 'gte', value: 30 },
        { field: 'disputed', op: 'eq', value: false },
      ],
    }
    const found = await preview({ some_invoice: inner })
    expect(found.customers).toBeGreaterThan(0)
    expect(found.names.every(({ overdue }) => Number(overdue) > 0)).toBe(true)
  })

  it('warns of what may not choose for natural persons, and of a risk without model', async () => {
    const fields = ['country', 'payer_profile', 'custom.region'].map((field) => ({
      field,
      op: 'eq',
      value: 'x',
    }))
    const { warnings } = await preview({ any: [...fields, { field: 'risk', op: 'gt', value: 50 }] })
    expect(warnings.map(({ field, code }) => `${field} ${code}`)).toEqual([
      'country segment/stand-in',
      'custom.region segment/custom-field-to-review',
      'payer_profile segment/profiling-without-assessment',
      'risk segment/profiling-without-assessment',
      'risk segment/no-risk-model',
    ])
  })

  it.each([
    [
      { field: 'colour', op: 'eq', value: 1 },
      'unknown_field',
      /no customer field colour. Choose one of: entity/,
    ],
    [{ field: 'days_late', op: 'gt', value: 1 }, 'unknown_field', /put the condition into some_invoice/],
    [{ all: [late, { field: 'risk', op: 'contains', value: 'x' }] }, 'wrong_operator', /use eq, ne, lt/],
    [{ not: { field: 'risk', op: 'gt', value: '60' } }, 'wrong_value', /without quotation marks/],
    [{ field: 'risk', op: 'between', value: [9, 1] }, 'wrong_value', /lower one first/],
    [{ any: [] }, 'shape', /add one/],
    [{ all: [late], any: [late] }, 'shape', /stands alone/],
    ['nonsense', 'shape', /is an object/],
  ])('refuses %j and says what to do', async (rule, code, message) => {
    const answer = await test.asOwner('POST', '/api/segments/preview', { rule })
    expect(answer).toMatchObject({
      status: 422,
      body: {
        code: 'segments/bad-rule',
        details: { faults: [{ code, message: expect.stringMatching(message) }] },
      },
    })
  })
})

describe('a segment', () => {
  it('is kept under an id of its first name, changed, listed and deleted, each in the audit log', async () => {
    const body = {
      name: 'Débiteurs > 100 €',
      rule: late,
      notes: 'n',
      persona: { name: 'Paul', motives: 'cash' },
    }
    const made = await test.asOwner('POST', '/api/segments', body)
    expect(made).toMatchObject({ status: 201, body: { id: 'debiteurs-100', warnings: [] } })
    const again = (await test.asOwner('POST', '/api/segments', body)).body as SavedSegment
    expect(again.id).toBe('debiteurs-100-2')
    const changed = await test.asOwner('PUT', '/api/segments/debiteurs-100', { ...body, name: 'B' })
    expect(changed).toMatchObject({ status: 200, body: { id: 'debiteurs-100', name: 'B' } })
    expect(await test.asOwner('GET', '/api/segments')).toMatchObject({ body: { rows: [{ name: 'B' }, {}] } })
    expect((await test.asOwner('DELETE', '/api/segments/debiteurs-100')).status).toBe(200)
    expect(await test.asOwner('GET', '/api/segments/debiteurs-100')).toMatchObject({
      status: 404,
      body: { code: 'segments/not-found' },
    })
    const log = await test.server.stores.metadata.pool.query(
      `select action, before ->> 'name' as before from audit_log where subject = 'segment:debiteurs-100' order by id`,
    )
    expect(log.rows).toEqual([
      { action: 'segment.created', before: null },
      { action: 'segment.changed', before: body.name },
      { action: 'segment.deleted', before: 'B' },
    ])
  })
})

describe('profiles and risk', () => {
  const profiles = async (query = '') =>
    (await test.asOwner('GET', `/api/segments/profiles?as_of=${TODAY}&limit=100${query}`))
      .body as ProfilesAnswer

  it('come with their reasons, for legal persons only', async () => {
    const { rows } = await profiles()
    expect(rows).toHaveLength(80)
    for (const row of rows) {
      const natural = ['', 'consumer', 'sole_trader'].includes(row.kind)
      expect(row.withheld, row.customer_id).toBe(natural)
      expect(row.reasons.length > 0, row.customer_id).toBe(row.found !== null)
      expect(row.risk).toBeNull()
    }
    expect(new Set(rows.map(({ found }) => found)).size).toBeGreaterThan(4)
  })

  it('follow the hand of a person who says why, and come back', async () => {
    const { rows } = await profiles()
    const company = rows.find(({ withheld }) => !withheld)
    const natural = rows.find(({ withheld }) => withheld)
    const key = (row = company) => ({ entity_id: row?.entity_id, customer_id: row?.customer_id })
    const set = (values: object) => test.asOwner('PUT', '/api/segments/profiles', values)
    expect(await set({ ...key(), profile: 'dominant' })).toMatchObject({
      body: { code: 'segments/reason-missing' },
    })
    const refused = await set({ ...key(natural), profile: 'dominant', reason: 'r' })
    expect(refused).toMatchObject({ status: 409, body: { code: 'segments/profile-withheld' } })
    expect((await set({ ...key(), profile: 'dominant', reason: 'our largest' })).status).toBe(200)
    const [shown] = (await profiles(`&customer=${company?.customer_id}`)).rows
    expect(shown).toMatchObject({
      profile: 'dominant',
      found: company?.found,
      by_hand: { reason: 'our largest' },
    })
    const taken = await preview({ field: 'payer_profile', op: 'eq', value: 'dominant' })
    expect(taken.names.map(({ customer_id }) => customer_id)).toContain(company?.customer_id)
    await set({ ...key(), profile: null })
    expect((await profiles(`&customer=${company?.customer_id}`)).rows[0]).toMatchObject({ by_hand: null })
  })

  it('make a model that orders unseen invoices better than chance and is not worse than the base rate', async () => {
    const { model } = (await test.asOwner('POST', '/api/segments/risk')).body as RiskAnswer
    expect(model?.late_invoices).toBeGreaterThanOrEqual(200)
    expect(model?.test.auc).toBeGreaterThan(0.55)
    expect(model?.test.brier).toBeLessThanOrEqual(Number(model?.test.brier_of_base_rate))
    const counted = model?.test.bins.reduce((sum, { invoices }) => sum + invoices, 0)
    expect(counted).toBe(model?.test.invoices)
    const { rows } = await profiles()
    expect(rows.every(({ withheld, risk }) => (risk === null) === withheld || risk === null)).toBe(true)
    const rated = rows.filter(({ risk }) => risk !== null)
    expect(rated.length).toBeGreaterThan(40)
    expect(rated[0]?.risk_reasons).toHaveLength(3)
    const median = rated.map(({ risk }) => Number(risk)).sort((a, b) => a - b)[rated.length >> 1]
    const above = await preview({ field: 'risk', op: 'gt', value: median })
    expect(above.customers).toBe(rated.filter(({ risk }) => Number(risk) > Number(median)).length)
    expect(above.natural_persons).toBe(0)
  })

  it('cover natural persons once an assessment is recorded, and leave them when it is taken back', async () => {
    const assessment = { recorded_on: '2026-06-01', by: 'DPO' }
    expect((await test.asOwner('PUT', '/api/segments/assessment', { assessment })).status).toBe(200)
    expect((await profiles()).rows.some(({ withheld }) => withheld)).toBe(false)
    await test.asOwner('PUT', '/api/segments/assessment', { assessment: null })
    expect((await profiles()).rows.some(({ withheld }) => withheld)).toBe(true)
  })
})
