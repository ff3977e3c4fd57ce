import { demoExperiments } from '@relance/pipelines'
import { beforeAll, expect, it } from 'vitest'
import { useServer } from '../../app/testing'
import { JobBoard } from '../../jobs/job-board'
import type { Job } from '../../jobs/jobs.contract'
import type { ExperimentCustomersAnswer } from '../customers.contract'
import type { ResultsAnswer } from '../results/results.contract'
import type { ProgramAnswer } from './program.contract'
import { totalOf } from './brought'
import { onlineControl } from './online-control'

const test = useServer()
const BY_SEGMENT = 'demo-ton-par-segment'

beforeAll(async () => {
  const request = { customers: 20, months: 2, seed: 1, today: '2026-06-30', experiments: true }
  const { body } = await test.asOwner('POST', '/api/demo', request)
  const job = await test.server.app.get(JobBoard).ended((body as Job).id)
  expect(job).toMatchObject({ state: 'done', problem: null })
}, 180_000)

const program = async () => (await test.asOwner('GET', '/api/experiment-program')).body as ProgramAnswer
const results = async (id: string) =>
  (await test.asOwner('GET', `/api/experiments/${id}/results`)).body as ResultsAnswer

it('shows every experiment with its verdict, what it brought, and whether its finding stands', async () => {
  const { rows, totals } = await program()
  expect(rows.map(({ id }) => id).sort()).toEqual(demoExperiments.map(({ id }) => id).sort())
  const found = Object.fromEntries(
    rows.map(({ id, action, online }) => [id, [action, online?.stands ?? null]]),
  )
  expect(found['demo-sms-ou-courriel']).toEqual(['no_difference_worth_having', false])
  expect(found['demo-ton-menacant']).toEqual(['stop', true])
  expect(found[BY_SEGMENT]?.[1]).toBe(true)
  const menacing = rows.find(({ id }) => id === 'demo-ton-menacant')?.brought?.cash_brought_forward
  expect(menacing?.measurable === true && menacing.lower > 0).toBe(true)
  expect(totals.map(({ currency }) => currency)).toEqual(['EUR'])
})

it('teaches what was decided, and no longer what was taken back', async () => {
  const decision = { action: 'ship', segment: 'small-business', variant: 'firm', note: 'from Monday' }
  await test.asOwner('POST', `/api/experiments/${BY_SEGMENT}/decisions`, decision)
  const { learnings } = await program()
  expect(learnings).toMatchObject([
    {
      experiment: BY_SEGMENT,
      segment_name: 'Petites entreprises',
      variants: [{ label: 'Ferme', moves: [{ factor: 'tone', from: 'courteous', to: 'firm' }] }],
    },
  ])
  const url = `/api/experiments/${BY_SEGMENT}/decisions/${learnings[0]?.decision.id}/withdraw`
  expect(await test.asOwner('POST', url, {})).toMatchObject({ status: 201 })
  expect((await program()).learnings).toEqual([])
  const { decisions } = await results(BY_SEGMENT)
  expect(decisions.map(({ withdrawn_at: at }) => at !== null)).toEqual([true])
  const again = await test.asOwner('POST', url, {})
  expect(again).toMatchObject({ status: 404, body: { code: 'experiments/decision-not-found' } })
})

it('opens the customers behind a figure, as many as it counts and with the same euros', async () => {
  const { segments } = await results(BY_SEGMENT)
  const scope = segments.find(({ segment }) => segment === 'small-business')
  const arm = scope?.arms.find(({ variant }) => variant === 'firm')
  const list: ExperimentCustomersAnswer['rows'] = []
  for (let cursor: string | null = '0'; cursor !== null;) {
    const query = `segment=small-business&variant=firm&limit=200&cursor=${cursor}`
    const { body } = await test.asOwner('GET', `/api/experiments/${BY_SEGMENT}/customers?${query}`)
    const page = body as ExperimentCustomersAnswer
    list.push(...page.rows)
    cursor = page.next
  }
  expect(new Set(list.map(({ customer_id }) => customer_id)).size).toBe(arm?.customers)
  expect(list.reduce((sum, { exposed }) => sum + Number(exposed), 0)).toBeCloseTo(arm?.exposed ?? 0, 0)
  const paid = list.filter(({ followed }) => followed).reduce((sum, row) => sum + Number(row.paid), 0)
  const { customers = 0, mean = 0 } = arm?.recovered_per_customer ?? {}
  expect(paid / customers).toBeCloseTo(mean ?? 0, 2)
})

it('says what it would take for another verdict, and nothing where nothing can be estimated yet', async () => {
  const { overall } = await results('demo-sms-ou-courriel')
  expect(overall?.variants[0]?.would_change).toMatchObject({ inside_worth_having: 1 })
  const early = await test.asOwner('GET', '/api/experiments/demo-sms-ou-courriel/results?as_of=2026-02-15')
  expect((early.body as ResultsAnswer).overall?.variants[0]?.would_change).toBeNull()
})

it('a later experiment must show more, unless findings before it stood', () => {
  const p = 0.01
  const one = (id: string, first: string, of = p) => ({ id, first, p: of })
  const decided = onlineControl([one('b', '2026-02-01'), one('a', '2026-01-01'), one('c', '2026-03-01', 0.5)])
  expect([...decided].map(([id, { stands }]) => [id, stands])).toEqual([
    ['a', true],
    ['b', true],
    ['c', false],
  ])
  // α·6/π² = 0.030396, then a quarter of it twice as often
  expect(decided.get('a')?.level).toBeCloseTo(0.030396, 6)
  expect(decided.get('b')?.level).toBeCloseTo(0.015198, 6)
})

it('adds experiments of other customers up, their uncertainty as squares', () => {
  const part = (estimate: number, half: number) =>
    ({ measurable: true, estimate, lower: estimate - half, upper: estimate + half, p: null }) as const
  const total = totalOf([part(10, 3), part(20, 4), { measurable: false, code: 'x', detail: {} }])
  expect(total).toEqual({ measurable: true, estimate: 30, lower: 25, upper: 35, p: null })
})
