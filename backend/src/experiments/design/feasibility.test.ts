import { baselineFromColumns, comparisonPower } from '@relance/experiments'
import { seededRandom } from '@relance/experiments/simulate'
import type { PastCustomer } from '@relance/pipelines'
import { describe, expect, it } from 'vitest'
import { experimentDesign } from '../experiment.contract'
import type { ExperimentDesign } from '../experiment.contract'
import { addDays } from '../results/plan'
import { aaOf } from './a-a'
import { costOf, guardrailsOf } from './costs'
import { answersOf, pastSegments } from './feasibility'
import { PastRecord } from './past'
import type { Way } from './ways'

const FROM = '2026-01-01'
const DAYS = 182
const HORIZON = 30
const CUT = addDays(FROM, DAYS + HORIZON - 1)
const WAYS: Way[] = ['big', 'small'].map((segment) => ({
  ...{ segment, inDesign: segment, triggerDay: 2 },
  channels: [['email'], ['email', 'sms']],
}))

/** 900 customers of one segment and 60 of another; one in fifty complains, every tenth cannot be reached. */
function history(): PastCustomer[] {
  const random = seededRandom(7)
  return Array.from({ length: 960 }, (_, i) => {
    const exposed = Math.round(100 + 900 * random.uniform())
    const pays = random.uniform() < 0.6
    const age = random.below(45)
    return {
      ...{ entity_id: 'E', customer_id: `C${i}`, segment: i < 900 ? 'big' : 'small' },
      ...{ channels: i % 10 === 9 ? 'post' : 'email phone', payer: `P${i}`, currency: 'EUR', exposed },
      exposed_on: addDays(FROM, Math.floor(DAYS * random.uniform() ** 2)),
      ...(pays ? { ages: [age], paid: [exposed], left: [0] } : { ages: [], paid: [], left: [] }),
      ...{ complaint_age: i % 50 === 0 ? 3 : -1, optout_age: -1, dispute_age: -1, bounce_age: -1 },
    }
  })
}
const rows = history()
const reached = rows.filter(({ channels }) => channels !== 'post')

function past(given = rows) {
  const record = new PastRecord(CUT, FROM, DAYS)
  for (const row of given) record.add(row)
  return record.done()
}

const design = (more: Partial<ExperimentDesign> = {}): ExperimentDesign => ({
  ...experimentDesign.parse({
    name: 'Tone',
    hypothesis: 'Firm brings more.',
    cells: [
      { id: 'today', label: 'Today' },
      { id: 'firm', label: 'Firm', changes: [{ step: 's1', tone: 'firm' }] },
    ],
    control: 'today',
    segments: [
      { id: 'big', name: 'Big' },
      { id: 'small', name: 'Small' },
    ],
    worth_having: 0.1,
    max_customers: 100_000,
    max_days: 365,
    unit_variance: 0.25,
    guardrails: [{ harm: 'complaints', window_days: 14, margin: 0.02, base: 0.5 }],
  }),
  ...more,
})
const answers = (one = design()) => answersOf(pastSegments(past(), one, WAYS), one)

describe('the past of a company, before launch', () => {
  it('has the share and the variance that rows say one by one', () => {
    const { overall } = answers()
    const paidBy = reached.map(({ ages, paid }) => (Number(ages[0] ?? 99) <= HORIZON ? Number(paid[0]) : 0))
    const plain = baselineFromColumns(paidBy, { denominators: reached.map(({ exposed }) => exposed) })
    if (!plain.measurable || plain.metric.kind !== 'unit_variance') throw new Error('no baseline')
    expect(overall.baseline).toBeCloseTo(plain.value, 12)
    expect(overall.unit_variance).toBeCloseTo(plain.metric.variance, 9)
    expect(overall.past_customers).toBe(reached.length)
    expect(overall.unreachable).toBe(rows.length - reached.length)
    const owed = reached.reduce((sum, { exposed }) => sum + exposed, 0)
    expect(overall.exposed_per_customer).toBeCloseTo(owed / reached.length, 9)
    expect(overall.customers_per_week).toBeCloseTo(reached.length / 26, 9)
  })

  it('counts a customer once, at his first entry', () => {
    const [first] = rows
    if (first === undefined) throw new Error('no rows')
    expect(past([first, { ...first, exposed_on: CUT }]).payments.exposed.length).toBe(1)
  })

  it('needs as many customers as the power asks, and the weeks in which so many had come', () => {
    const one = design({ segments: [{ id: 'big', name: 'Big' }], worth_having: 0.15 })
    const { segments } = answers(one)
    const [big] = segments
    if (typeof big?.customers_needed !== 'number' || big.unit_variance === null) throw new Error('no answer')
    const comparison = {
      metric: { kind: 'unit_variance', variance: big.unit_variance } as const,
      rule: { kind: 'sequential' } as const,
      ...{ alpha: 0.05, controlShare: 0.5, variantShare: 0.5 },
    }
    expect(comparisonPower(comparison, big.customers_needed, 0.15)).toBeGreaterThanOrEqual(0.8)
    expect(comparisonPower(comparison, big.customers_needed - 1, 0.15)).toBeLessThan(0.8)
    const days = reached
      .filter(({ segment }) => segment === 'big')
      .map(({ exposed_on: on }) => (Date.parse(on) - Date.parse(FROM)) / 86_400_000)
      .sort((a, b) => a - b)
    const enough = (days[big.customers_needed - 1] ?? NaN) + 1
    expect(big.weeks).toBe(Math.ceil((enough + HORIZON) / 7))
    expect(big.advice[0]?.code).toBe('feasible')
  })

  it('tells a segment that is too small whom to join, and what waiting would take', () => {
    const { segments } = answers(design({ worth_having: 0.08 }))
    const small = segments.find(({ segment }) => segment === 'small')
    expect(small).toMatchObject({ merge_with: 'big', borrowed: true })
    expect(small?.advice[0]).toMatchObject({ code: 'longer-than-allowed' })
    expect(Number(small?.advice[0]?.detail['weeks'])).toBeGreaterThan(52)
    const merged = design({ segments: [{ id: 'big', name: 'All', of: ['big', 'small'] }] })
    const ways = WAYS.map((way) => ({ ...way, inDesign: 'big' }))
    const together = answersOf(pastSegments(past(), merged, ways), merged).segments
    expect(together.map(({ past_customers: n, merge_with: other }) => [n, other])).toEqual([
      [reached.length, null],
    ])
  })

  it('has nothing to say of a segment in which nobody came', () => {
    const ghost = design({ segments: [{ id: 'ghost', name: 'Ghost' }] })
    const [answer] = answersOf(pastSegments(past(), ghost, WAYS), ghost).segments
    expect(answer).toMatchObject({ past_customers: 0, baseline: null, weeks: null, smallest: null })
    expect(answer?.advice[0]).toEqual({ code: 'no-history', detail: { customers: 0 } })
  })

  it('takes the rate of complaints from those whose window is over, and the chance of stopping what is worse', () => {
    const one = design()
    const [guard] = guardrailsOf(past(), one, 2000)
    expect(guard).toMatchObject({ harm: 'complaints', events: 20 })
    expect(guard?.base).toBeCloseTo(20.5 / 961, 12)
    expect(guard?.bad_rate).toBeCloseTo((guard?.base ?? 0) * 2 + 0.02, 12)
    const [few] = guardrailsOf(past(), one, 100)
    expect(few?.caught).toBeLessThan(guard?.caught ?? 0)
  })

  it('prices variants by the difference worth having, and the holdout by all that it could delay', () => {
    const one = design({ holdout_share: 0.1, cost_of_capital: 0.1 })
    const { all } = pastSegments(past(), one, WAYS)
    const each = reached.reduce((sum, { exposed }) => sum + exposed, 0) / reached.length
    const cost = costOf(all, one, 1000)
    expect(cost?.variant_customers).toBe(450)
    expect(cost?.delayed).toBeCloseTo(0.1 * each * 450, 6)
    expect(cost?.financing).toBeCloseTo((0.1 * each * 450 * 0.1 * HORIZON) / 365, 6)
    expect(cost?.holdout?.customers).toBe(100)
    expect(cost?.holdout?.delayed_at_most).toBeCloseTo(100 * each * (all.baseline?.value ?? 0), 6)
    expect(costOf(all, design(), 1000)?.holdout).toBeNull()
  })
})

describe('the A/A check', () => {
  it('cries wolf about as often as alpha on a past in which nothing was done', async () => {
    const { all } = pastSegments(past(), design(), WAYS)
    const found = await aaOf(all.customers, design())
    expect(found).toMatchObject({ customers: reached.length, alpha: 0.05, too_many: false, code: null })
    expect(found.runs).toBeGreaterThanOrEqual(100)
    expect(found.lower).toBeLessThanOrEqual(0.05)
  })

  it('says why it cannot judge a handful of customers', async () => {
    const { all } = pastSegments(past(reached.slice(0, 40)), design(), WAYS)
    expect(await aaOf(all.customers, design())).toMatchObject({ code: 'too-few-at-risk', runs: 0 })
    expect(await aaOf(null, design())).toMatchObject({ code: 'no-history' })
  })
})
