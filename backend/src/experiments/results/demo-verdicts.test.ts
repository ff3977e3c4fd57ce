import { demoExperiments } from '@relance/pipelines'
import { beforeAll, describe, expect, it } from 'vitest'
import { useServer } from '../../app/testing'
import { demoDesign } from '../../demo/experiment-designs'
import { JobBoard } from '../../jobs/job-board'
import type { Job } from '../../jobs/jobs.contract'
import type { ExperimentsAnswer } from '../experiments.contract'
import type { ResultsAnswer } from './results.contract'

const test = useServer()
const TODAY = '2026-06-30'

beforeAll(async () => {
  const request = { customers: 20, months: 2, seed: 1, today: TODAY, experiments: true }
  const { body } = await test.asOwner('POST', '/api/demo', request)
  const job = await test.server.app.get(JobBoard).ended((body as Job).id)
  expect(job).toMatchObject({ state: 'done', problem: null })
}, 180_000)

async function results(id: string, more = ''): Promise<ResultsAnswer> {
  const answer = await test.asOwner('GET', `/api/experiments/${id}/results${more}`)
  expect(answer).toMatchObject({ status: 200, body: { id } })
  return answer.body as ResultsAnswer
}
const codes = (found: ResultsAnswer) => found.overall?.reasons.map(({ code }) => code) ?? []

describe('the verdicts on the demo company’s experiments', () => {
  it('find a winner that differs by segment, and say so for each', async () => {
    const found = await results('demo-ton-par-segment')
    expect(found.winner_differs.holds).toBe(true)
    expect(found.segments.map(({ segment, action, winner }) => [segment, action, winner])).toEqual([
      ['small-business', 'ship', 'firm'],
      ['households', 'stop', null],
    ])
    expect(found.segments[1]?.reasons[0]?.code).toBe('worse')
  })

  it('find no difference worth having where there is none', async () => {
    const found = await results('demo-sms-ou-courriel')
    expect(found.overall?.action).toBe('no_difference_worth_having')
    expect(found.guardrails.map(({ breached }) => breached)).toEqual([false])
  })

  it('stop what recovers more but draws complaints', async () => {
    const found = await results('demo-ton-menacant')
    const [variant] = found.overall?.variants ?? []
    expect(variant?.primary).toMatchObject({ measurable: true })
    expect(variant?.primary.measurable === true && variant.primary.lower > 0).toBe(true)
    expect(found.overall?.action).toBe('stop')
    expect(codes(found)[0]).toBe('guardrail-breached')
  })

  it('let a running test go on, with the days that are left', async () => {
    const found = await results('demo-jour-de-relance')
    expect(found).toMatchObject({ state: 'running', planned_end_reached: false })
    expect(found.overall?.action).toBe('continue')
    expect(found.days_left).toBe(46 - 1)
  })
})

it('the list names the running experiment first, with its customers', async () => {
  const { body } = await test.asOwner('GET', '/api/experiments')
  const { rows } = body as ExperimentsAnswer
  expect(rows.map(({ state }) => state)).toEqual(['running', 'ended', 'ended', 'ended'])
  expect(rows.find(({ id }) => id === 'demo-ton-menacant')?.customers).toBe(1600)
})

it('as of an earlier day only what had happened by then counts, and no look is kept', async () => {
  const before = await results('demo-ton-menacant')
  const earlier = await results('demo-ton-menacant', '?as_of=2026-02-20')
  expect(earlier.cut).toBe('2026-02-20')
  expect(earlier.counted.customers).toBeLessThan(before.counted.customers)
  expect(earlier.overall?.variants[0]?.primary).toMatchObject({ measurable: false })
  expect((await results('demo-ton-menacant')).looks.map(({ cut }) => cut)).toEqual(
    before.looks.map(({ cut }) => cut),
  )
})

it('a decision stays in the log with the numbers it rests on', async () => {
  const url = '/api/experiments/demo-ton-par-segment/decisions'
  const decision = { action: 'ship', segment: 'small-business', variant: 'firm', note: 'from Monday' }
  expect(await test.asOwner('POST', url, decision)).toMatchObject({ status: 201 })
  const { decisions } = await results('demo-ton-par-segment')
  expect(decisions).toMatchObject([{ ...decision, cut: TODAY }])
  const unknown = await test.asOwner('POST', url, { action: 'ship', variant: 'gentle' })
  expect(unknown).toMatchObject({ status: 422, body: { code: 'experiments/unknown-variant' } })
})

it('what was fixed before launch stays', async () => {
  const [experiment] = demoExperiments
  if (experiment === undefined) throw new Error('the demo has experiments')
  const change = demoDesign(experiment, TODAY)
  const body = { ...change, design: { ...change.design, worth_having: 0.01 } }
  const answer = await test.asOwner('PUT', `/api/experiments/${experiment.id}`, body)
  expect(answer).toMatchObject({ status: 409, body: { code: 'experiments/design-fixed' } })
})

it('the demo taken back leaves no experiment behind', async () => {
  const { body } = await test.asOwner('DELETE', '/api/demo')
  await test.server.app.get(JobBoard).ended((body as Job).id)
  expect((await test.asOwner('GET', '/api/experiments')).body).toEqual({ rows: [] })
})
