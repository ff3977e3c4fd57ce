import { eq } from 'drizzle-orm'
import { beforeAll, describe, expect, it, vi } from 'vitest'
import { METADATA } from '../../app/tokens'
import { useServer } from '../../app/testing'
import type { CampaignDetail } from '../../campaigns/campaigns.contract'
import { JobBoard } from '../../jobs/job-board'
import type { Job } from '../../jobs/jobs.contract'
import { campaigns } from '../../metadata'
import type { Metadata } from '../../metadata'
import { experimentDesign } from '../experiment.contract'
import type { Experiment } from '../experiments.contract'
import { ExperimentsService } from '../experiments.service'
import { DesignService } from './design.service'
import type { AaAnswer, FeasibilityAnswer } from './feasibility.contract'

const test = useServer()
const TODAY = '2026-06-30'
let campaign: CampaignDetail
let segment = ''

const step = (id: string, from_due: number) => ({
  ...{
    id,
    kind: 'courteous',
    day: { from_due },
    channels: ['email'],
    tone: 'friendly',
    template: 'courteous',
  },
})

const design = (more: Record<string, unknown> = {}) =>
  experimentDesign.parse({
    name: 'Ferme ou courtois',
    hypothesis: 'Un ton ferme encaisse davantage.',
    cells: [
      { id: 'today', label: 'Aujourd’hui' },
      { id: 'firm', label: 'Ferme', changes: [{ step: 'first', tone: 'firm' }] },
    ],
    control: 'today',
    segments: [
      { id: segment, name: 'Grands comptes' },
      { id: 'everyone_else', name: 'Les autres' },
    ],
    worth_having: 0.1,
    max_customers: 5000,
    max_days: 180,
    unit_variance: 1,
    guardrails: [{ harm: 'complaints', margin: 0.01, base: 0.5 }],
    ...more,
  })
type Design = ReturnType<typeof design>

async function ask<T>(method: string, path: string, body?: unknown): Promise<{ status: number; body: T }> {
  return (await test.asOwner(method, `/api${path}`, body)) as { status: number; body: T }
}
const feasibility = async (given: Design) => {
  const question = { campaign_id: campaign.id, design: given }
  const answer = await ask<FeasibilityAnswer>('POST', '/experiments/feasibility', question)
  expect(answer.status, JSON.stringify(answer.body)).toBe(200)
  return answer.body
}
const save = (id: string, given: Design) =>
  ask<Experiment>('PUT', `/experiments/${id}`, { design: given, campaign_id: campaign.id })
const launch = (id: string, body: object = {}) =>
  ask<Experiment & { code: string; details: { reasons: { code: string }[] } }>(
    'POST',
    `/experiments/${id}/launch`,
    body,
  )
const become = async (state: 'running' | 'draft') => {
  const { db } = test.server.app.get<Metadata>(METADATA)
  await db.update(campaigns).set({ state }).where(eq(campaigns.id, campaign.id))
}

beforeAll(async () => {
  const { body } = await ask<Job>('POST', '/demo', { customers: 400, months: 14, seed: 1, today: TODAY })
  const job = await test.server.app.get(JobBoard).ended(body.id)
  expect(job).toMatchObject({ state: 'done', problem: null })
  const sender = {
    ...{ name: 'Maison Exemple SAS', address: '1 rue du Port\n35000 Rennes', email: 'compta@maison.example' },
    ...{ registration: '552 100 554 RCS Rennes', phone: '02 99 00 00 00' },
  }
  expect((await ask('PUT', '/senders/DEMO', sender)).status).toBe(200)
  for (const rate of ['ecb_refinancing', 'legal_other'])
    for (const from of ['2025-07-01', '2026-01-01', '2026-07-01', '2027-01-01'])
      await ask('PUT', '/reference-rates', { rate, from, percent: '2.15', source: 'test' })
  const rule = { field: 'size', op: 'in', value: ['large'] }
  const made = await ask<{ id: string }>('POST', '/segments', { name: 'Grands comptes', rule })
  expect(made.status, JSON.stringify(made.body)).toBe(201)
  segment = made.body.id
  const scenarios = [segment, null].map((one) => ({
    segment: one,
    steps: [step('first', 2), step('next', 12)],
  }))
  const population = { field: 'kind', op: 'in', value: ['business'] }
  const definition = { name: 'Relances', scenarios, population }
  const created = await ask<CampaignDetail>('POST', '/campaigns', { definition })
  expect(created.status, JSON.stringify(created.body)).toBe(201)
  campaign = created.body
}, 240_000)

describe('the feasibility of a design on a company’s own past', () => {
  it('parts the customers of half a year by segment, and fills in what people need not type', async () => {
    const { history, overall, segments, filled } = await feasibility(design())
    expect(history).toMatchObject({ cut: TODAY, to: '2026-05-31' })
    const [large, others] = segments
    expect((large?.past_customers ?? 0) + (others?.past_customers ?? 0)).toBe(overall?.past_customers)
    expect(overall?.past_customers).toBeGreaterThan(100)
    expect(large?.past_customers).toBeGreaterThan(0)
    expect(filled?.unit_variance).toBe(overall?.unit_variance)
    const [a, b] = segments.map((one) => one.past_customers / (overall?.past_customers ?? 1))
    expect(filled?.segment_shares).toEqual({ [segment]: a, everyone_else: b })
    expect(large?.merge_with).toBe('everyone_else')
  })

  it('counts the same customers in one segment when two are merged', async () => {
    const apart = await feasibility(design())
    const segments = [{ id: 'everyone_else', name: 'Tous', of: ['everyone_else', segment] }]
    const { segments: merged } = await feasibility(design({ segments }))
    expect(merged.map((one) => one.past_customers)).toEqual([apart.overall?.past_customers])
    expect(merged[0]?.baseline).toBe(apart.overall?.baseline)
  })

  it('moves the entry with the earliest first step of any cell', async () => {
    const early = [{ step: 'first', day: { from_due: 1 } }]
    const cells = [design().cells[0], { id: 'early', label: 'Plus tôt', changes: early }]
    const [before, after] = await Promise.all([feasibility(design()), feasibility(design({ cells }))])
    // A day earlier fewer have paid.
    expect(after.overall?.past_customers).toBeGreaterThan(before.overall?.past_customers ?? 0)
  })

  it('draws the past into two arms that nothing tells apart', async () => {
    const question = { campaign_id: campaign.id, design: design() }
    const { status, body } = await ask<AaAnswer>('POST', '/experiments/aa-check', question)
    expect(status).toBe(200)
    expect(body).toMatchObject({ code: null, alpha: 0.05 })
    expect(body.runs).toBeGreaterThanOrEqual(100)
  })
})

describe('a launch', () => {
  it('is refused with all that stands against it', async () => {
    expect((await save('ton', design())).status).toBe(200)
    const refused = await launch('ton')
    expect(refused).toMatchObject({ status: 409, body: { code: 'experiments/cannot-launch' } })
    const { obstacles } = await feasibility(design())
    expect(obstacles.map(({ code }) => code)).toContain('campaign-not-approved')
  })

  it('is refused where variants do the same, change what is never tested, or send what does not exist', async () => {
    const codes = async (changes: object[]) => {
      const cells = [design().cells[0], { id: 'other', label: 'Autre', changes }]
      return (await feasibility(design({ cells }))).obstacles.map(({ code }) => code)
    }
    expect(await codes([])).toContain('cells-alike')
    expect(await codes([{ step: 'gone', tone: 'firm' }])).toContain('unknown-step')
    expect(await codes([{ step: 'first', template: 'nothing' }])).toContain('unknown-template')
    // A reminder before the due date is refused by the campaign's own check.
    expect(await codes([{ step: 'first', day: { from_due: -3 } }])).toContain('cell-refused')
  })

  it('asks whether the price of the holdout was read', async () => {
    await become('running')
    await save('temoin', design({ holdout_share: 0.05 }))
    const { body } = await launch('temoin')
    expect(body.details.reasons.map(({ code }) => code)).toEqual(['holdout-price-not-read'])
  })

  it('meets a draft that is saved at its very moment: one of the two wins, the other is told', async () => {
    const meets = (what: object, method: string, other: () => Promise<unknown>) => {
      const own = Reflect.get(what, method) as (...given: unknown[]) => Promise<unknown>
      return vi
        .spyOn(what as Record<string, () => Promise<unknown>>, method)
        .mockImplementationOnce(async (...given) => {
          const answer = await own.apply(what, given)
          await other()
          return answer
        })
    }
    const { app } = test.server
    await save('ton', design())
    let saved: Awaited<ReturnType<typeof save>> | undefined
    meets(
      app.get(DesignService),
      'feasibility',
      async () => (saved = await save('ton', design({ alpha: 0.2 }))),
    )
    expect(await launch('ton')).toMatchObject({
      status: 409,
      body: { code: 'experiments/changed-meanwhile' },
    })
    expect(saved).toMatchObject({ status: 200, body: { state: 'draft', design: { alpha: 0.2 } } })
    await save('course', design())
    let launched: Awaited<ReturnType<typeof launch>> | undefined
    meets(app.get(ExperimentsService), 'known', async () => (launched = await launch('course')))
    const late = await save('course', design({ alpha: 0.2 }))
    expect(launched?.status).toBe(201)
    expect(late).toMatchObject({ status: 409, body: { code: 'experiments/design-fixed' } })
    const { body } = await ask<Experiment>('GET', '/experiments/course')
    expect(body).toMatchObject({ state: 'running', design: { alpha: 0.05 } })
    await app.get(ExperimentsService).forget(['course'])
    await save('ton', design())
  })

  it('fixes the design with what history says, gives it a seed, and starts today', async () => {
    const { filled } = await feasibility(design())
    const { status, body } = await launch('ton')
    expect(status, JSON.stringify(body)).toBe(201)
    expect(body).toMatchObject({ state: 'running', started_on: new Date().toISOString().slice(0, 10) })
    expect(body.design.unit_variance).toBe(filled?.unit_variance)
    expect(body.design.segment_shares).toEqual(filled?.segment_shares)
    expect(body.design.guardrails[0]?.base).toBe(filled?.guardrail_bases[0])
    expect(body.design.seed).not.toBe('')
    const { body: log } = await ask<{ rows: { action: string }[] }>('GET', '/audit?limit=5')
    expect(log.rows.map(({ action }) => action)).toContain('experiment.launched')
  })

  it('happens once, fixes the design, and keeps another test out of the campaign', async () => {
    expect(await launch('ton')).toMatchObject({ status: 409, body: { code: 'experiments/not-a-draft' } })
    expect((await save('ton', design({ alpha: 0.1 }))).status).toBe(409)
    const { body } = await launch('temoin', { read_holdout_price: true })
    expect(body.details.reasons.map(({ code }) => code)).toEqual(['another-test-runs'])
  })
})
