import { existsSync, readFileSync } from 'node:fs'
import { gunzipSync } from 'node:zlib'
import { analyseStudy } from '@relance/experiments'
import { readStudy } from '@relance/pipelines'
import { describe, expect, it } from 'vitest'
import { studyOf } from './study-of'
import { toldStudy } from './told-study'

interface Given {
  exposures: string
  events?: string
  design: string
  asOf?: string
}

function analysed({ exposures, events, design, asOf }: Given) {
  const read = readStudy({
    exposures: { name: 'exposures.csv', text: exposures },
    events: events === undefined ? null : { name: 'events.csv', text: events },
    design: { name: 'design.yml', text: design },
    asOf: asOf ?? null,
  })
  const study = studyOf(read)
  return toldStudy(read, study, analyseStudy(study))
}
type Told = ReturnType<typeof analysed>

const rowOf = (told: Told, metric: string, contrast: string, segment = 'all') => {
  const row = told.rows.find(
    (one) => one.metric === metric && one.contrast === contrast && one.segment === segment,
  )
  if (row === undefined) throw new Error(`no row ${metric} ${contrast} ${segment}`)
  return row
}

const folder = new URL('../../../../../shared/oracle/', import.meta.url)
const hillstrom = new URL('hillstrom.csv.gz', folder)
if (!existsSync(hillstrom)) console.log('Hillstrom left out: ../shared/oracle is not here')

describe.skipIf(!existsSync(hillstrom))('Hillstrom’s e-mail test, imported', () => {
  const raw = existsSync(hillstrom) ? gunzipSync(readFileSync(hillstrom)).toString('utf8') : ''
  const [header = '', ...lines] = raw.trim().split(/\r?\n/)
  const exposures = [`customer_id,${header}`, ...lines.map((line, i) => `c${i},${line}`)].join('\n')
  const design = `
control: No E-Mail
columns: { variant: segment }
segments: [history_segment, newbie]
correction: holm
metrics:
  - { id: visit, kind: proportion, column: visit }
  - { id: conversion, kind: proportion, column: conversion }
  - { id: spend, kind: mean, column: spend }
`
  it('gives the published effects of both mails, overall and by segment', () => {
    const told = analysed({ exposures, design })
    const mens = rowOf(told, 'spend', 'Mens E-Mail - No E-Mail')
    expect(mens.difference).toBeCloseTo(0.7698271558945368, 9)
    expect(mens.se).toBeCloseTo(0.14524656024868676, 9)
    expect(mens.p).toBeCloseTo(1.1638149682254823e-7, 12)
    expect(mens.n).toEqual({ 'Mens E-Mail': 21307, 'No E-Mail': 21306 })
    const womens = rowOf(told, 'spend', 'Womens E-Mail - No E-Mail')
    expect(womens.difference).toBeCloseTo(0.4244122159365967, 9)
    expect(womens.p).toBeCloseTo(0.0011293971023632501, 9)
    expect(mens.p_adjusted).toBeCloseTo(2 * 1.1638149682254823e-7, 12)
    expect(womens.p_adjusted).toBeCloseTo(0.0011293971023632501, 9)
    expect(rowOf(told, 'visit', 'Mens E-Mail - No E-Mail').difference).toBeCloseTo(0.07658956365153125, 9)
    expect(rowOf(told, 'conversion', 'Mens E-Mail - No E-Mail').difference).toBeCloseTo(
      0.006805006519615695,
      9,
    )
    expect(told.split_check).toMatchObject({ df: 2, p: expect.closeTo(0.9036929575604196, 6) as number })
    const segments = told.rows.filter(
      (row) => row.segment_column === 'history_segment' && row.metric === 'spend',
    )
    expect(segments).toHaveLength(14)
    expect(segments.reduce((sum, row) => sum + (row.n['No E-Mail'] ?? 0), 0)).toBe(2 * 21306)
    expect(told.warnings).toEqual([])
  })
})

/** Arms that pay with known shares on known days: 400 customers each. */
function reminders(arms: Record<string, { paid: number; day: number }>, size = 400) {
  const exposures = ['customer_id,variant,exposed_at,amount,firm,region']
  const events = ['customer_id,date,amount']
  for (const [arm, { paid, day }] of Object.entries(arms)) {
    for (let i = 0; i < size; i++) {
      const id = `${arm}${i}`
      const entry = 1 + (i % 20)
      exposures.push(
        `${id},${arm},2026-01-${String(entry).padStart(2, '0')},100,${arm}-${i >> 2}-${i % 2},${i % 2 === 0 ? 'north' : 'south'}`,
      )
      if (i >= size * paid) continue
      const when = new Date(Date.UTC(2026, 0, entry + day + (i % 3))).toISOString().slice(0, 10)
      events.push(`${id},${when},100`)
    }
  }
  return { exposures: exposures.join('\n'), events: events.join('\n') }
}

const five = reminders({
  none: { paid: 0.3, day: 5 },
  plain: { paid: 0.4, day: 4 },
  amount: { paid: 0.42, day: 4 },
  name: { paid: 0.5, day: 3 },
  both: { paid: 0.5, day: 2 },
})
const design = (more: string) => `
control: none
horizon_days: 20
${more}
metrics:
  - { id: share, kind: euro_share }
  - { id: paid, kind: any_payment }
  - { id: full, kind: paid_in_full, horizon: 10 }
  - { id: days, kind: restricted_mean, horizon: 20 }
  - { id: euros, kind: amount }
`

describe('an experiment of five arms with payments', () => {
  it('has a row for each metric and arm against the control, with numbers of customers', () => {
    const told = analysed({ ...five, design: design('correction: holm') })
    expect(told.rows).toHaveLength(5 * 4)
    const row = rowOf(told, 'paid', 'name - none')
    expect(row.estimate).toEqual({
      name: expect.closeTo(0.5, 9) as number,
      none: expect.closeTo(0.3, 9) as number,
    })
    expect(row.n).toEqual({ name: 400, none: 400 })
    expect(row.se).toBeCloseTo(Math.sqrt((0.5 * 0.5 + 0.3 * 0.7) / 399), 4)
    expect(rowOf(told, 'euros', 'name - none').difference).toBeCloseTo(20, 9)
    expect(told.survival?.arms.map(({ arm, events }) => [arm, events])).toEqual([
      ['none', 120],
      ['amount', 168],
      ['both', 200],
      ['name', 200],
      ['plain', 160],
    ])
    expect(told.survival?.log_rank).toMatchObject({ df: 4 })
    expect(
      told.curves.find(({ metric, arm }) => metric === 'paid' && arm === 'none')?.points.at(-1),
    ).toMatchObject({
      age: 20,
      at_risk: 400,
    })
  })

  it('adjusts p over the family that is declared: Holm never below its p, max-|t| never above Bonferroni', () => {
    const family = (correction: string) =>
      analysed({
        ...five,
        design: design(`correction: ${correction}\nfamily: { metrics: [paid], contrasts: all }`),
      })
    const [holm, maxT] = [family('holm'), family('max_t')]
    for (const arm of ['plain', 'amount', 'name', 'both']) {
      const contrast = `${arm} - none`
      const [one, other] = [rowOf(holm, 'paid', contrast), rowOf(maxT, 'paid', contrast)]
      expect(one.p_adjusted).toBeGreaterThanOrEqual(one.p ?? NaN)
      expect(other.p_adjusted).toBeGreaterThanOrEqual(other.p ?? NaN)
      expect(other.p_adjusted).toBeLessThanOrEqual(4 * (other.p ?? NaN) + 1e-9)
      expect(rowOf(holm, 'share', contrast).p_adjusted).toBeNull()
    }
  })

  it('counts clusters, weights strata back and cuts by segments', () => {
    const told = analysed({ ...five, design: design('cluster: firm\nstrata: region\nsegments: [region]') })
    const row = rowOf(told, 'paid', 'name - none')
    expect(row.clusters).toEqual({ name: 200, none: 200 })
    expect(row.method).toBe('customer-influence-stratified')
    expect(row.difference).toBeCloseTo(0.2, 6)
    expect(rowOf(told, 'paid', 'name - none', 'north').n).toEqual({ name: 200, none: 200 })
    const alone = analysed({ ...five, design: design('') })
    expect(row.se).toBeGreaterThan((rowOf(alone, 'paid', 'name - none').se ?? NaN) * 1.2)
  })

  it('treats customers who are not yet old enough as censored, as of a day', () => {
    const told = analysed({ ...five, design: design('as_of: 2026-01-22') })
    expect(told.as_of).toBe('2026-01-22')
    const row = rowOf(told, 'full', 'name - none')
    // Everybody who pays does so within five days: the share is that of all, though half are not ten days old.
    expect(row.estimate['name']).toBeCloseTo(0.5, 1)
    expect(rowOf(told, 'share', 'name - none').reason?.code).toBe('too-few-at-risk')
  })

  it('takes contrasts between any arms and unions of arms', () => {
    const more =
      'contrasts: [both - name, { treatment: [plain, amount, name, both], control: none, name: any }]'
    const told = analysed({ ...five, design: design(more) })
    expect(rowOf(told, 'paid', 'both - name').difference).toBeCloseTo(0, 9)
    expect(rowOf(told, 'paid', 'any').n).toEqual({ 'plain + amount + name + both': 1600, none: 400 })
  })
})

describe('payments before the exposure', () => {
  const exposures =
    'customer_id,variant,exposed_at,amount\na,x,2026-01-10,100\nb,x,2026-01-10,100\nc,y,2026-01-10,100'
  const events = 'customer_id,date,amount\na,2026-01-05,100\nb,2026-01-12,40\nz,2026-01-12,5'
  const metrics = 'metrics: [{ id: euros, kind: amount }]'
  const paid = (before: string) => {
    const told = analysed({
      exposures,
      events,
      design: `control: y\nhorizon_days: 5\nbefore: ${before}\n${metrics}`,
    })
    return { customers: told.customers, warnings: told.warnings.map(({ code }) => code) }
  }

  it('are left out, counted or take the customer out, and it is said which', () => {
    expect(paid('exclude_payment')).toEqual({
      customers: 3,
      warnings: ['payment-before-exposure-exclude_payment', 'events-of-unknown-customers'],
    })
    expect(paid('exclude_customer').customers).toBe(2)
    expect(paid('count').warnings[0]).toBe('payment-before-exposure-count')
  })
})

describe('files that cannot be used', () => {
  const exposures = 'customer_id,variant,exposed_at,spend\na,x,2026-01-10,1\nb,y,2026-01-10,2'
  const good = 'control: x\nmetrics: [{ id: spend, kind: mean, column: spend }]'
  it.each([
    [{ exposures, design: 'control: x' }, /design\.yml is no design:\s+metrics/],
    [{ exposures, design: 'control: [' }, /design\.yml is not YAML/],
    [{ exposures, design: good.replace('control: x', 'control: z') }, /has the variant z; it has: x, y/],
    [
      { exposures, design: good.replace('column: spend', 'column: spent') },
      /has no column spent .*It has: customer_id/,
    ],
    [
      { exposures: exposures.replace('2026-01-10,2', '2026-01-10,two'), design: good },
      /line 3: spend is "two".*write it like/,
    ],
    [
      { exposures: exposures.replace('b,y', 'a,y'), design: good },
      /line 3: the customer a stands in line 2 already/,
    ],
    [{ exposures: `${exposures}\nc,y`, design: good }, /line 4 has 2 fields where the header has 4/],
    [
      { exposures, design: good.replace('kind: mean', 'kind: proportion') },
      /line 3: the metric spend is a proportion/,
    ],
    [{ exposures, design: good.replace('kind: mean, column: spend', 'kind: any_payment') }, /--events FILE/],
    [
      { exposures, events: 'customer_id,date\na,31-31-2026', design: good },
      /events\.csv, line 2: date is "31-31-2026", which is no date/,
    ],
  ])('say what, where and how to mend it: %#', (given, message) => {
    expect(() => analysed(given)).toThrow(message)
  })
})
