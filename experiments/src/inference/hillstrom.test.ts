import { existsSync, readFileSync } from 'node:fs'
import { gunzipSync } from 'node:zlib'
import { describe, expect, it } from 'vitest'
import { splitChiSquare } from '../checks'
import { studentTQuantile } from '../distributions'
import { requireMeasurable } from '../errors'
import { meanSumsOfRows, miettinenNurminenDifference, welchTTest, type ArmSums } from './index'

const folder = new URL('../../../../shared/oracle/', import.meta.url)
const rowsFile = new URL('hillstrom.csv.gz', folder)
const trialsFile = new URL('published_trials.json', folder)
const available = existsSync(rowsFile) && existsSync(trialsFile)
if (!available) console.log('Hillstrom left out: ../shared/oracle is not here')

type Metric = 'visit' | 'conversion' | 'spend'
interface Customer extends Record<Metric, number> {
  history: string
  arm: string
}

const NONE = 'No E-Mail'
const MAILS = ['Mens E-Mail', 'Womens E-Mail'] as const
const METRICS = ['visit', 'conversion', 'spend'] as const

function readCustomers(): Customer[] {
  const [header = '', ...lines] = gunzipSync(readFileSync(rowsFile)).toString('utf8').trim().split(/\r?\n/)
  const columns = header.split(',')
  const column = (name: string): number => columns.indexOf(name)
  return lines.map((line) => {
    // "6) $750 - $1,000" carries a comma inside its quotes.
    const cells = [...line.matchAll(/("[^"]*"|[^,]*)(,|$)/g)].map((match) => match[1] ?? '')
    const cell = (name: string): string => cells[column(name)] ?? ''
    return {
      history: cell('history_segment'),
      arm: cell('segment'),
      visit: Number(cell('visit')),
      conversion: Number(cell('conversion')),
      spend: Number(cell('spend')),
    }
  })
}

function armSums(customers: Customer[], arm: string, metric: Metric): ArmSums {
  const values = customers.filter((customer) => customer.arm === arm).map((customer) => customer[metric])
  const sums = meanSumsOfRows(values)
  return metric === 'spend' ? sums : { kind: 'proportion', n: sums.n, sum: sums.sum }
}

function effect(customers: Customer[], mail: string, metric: Metric) {
  const pair = { control: armSums(customers, NONE, metric), treatment: armSums(customers, mail, metric) }
  return requireMeasurable(welchTTest(pair, { scale: 'absolute' }))
}

function close(what: string, got: number, expected: number, relative = 1e-6): void {
  const delta = Math.abs(got - expected)
  expect(
    delta <= relative * Math.abs(expected),
    `${what}: expected ${expected}, got ${got}, delta ${delta}`,
  ).toBe(true)
}

/** Second computation: two passes over the rows, Student's density integrated by Simpson's rule. */
function byHand(control: number[], treatment: number[], binary: boolean) {
  const summary = (values: number[]) => {
    const mean = values.reduce((a, b) => a + b) / values.length
    const squares = values.reduce((sum, value) => sum + (value - mean) * (value - mean), 0)
    return {
      mean,
      part: squares / (binary ? values.length : values.length - 1) / values.length,
      n: values.length,
    }
  }
  const [a, b] = [summary(control), summary(treatment)]
  const se = Math.sqrt(a.part + b.part)
  const df = (a.part + b.part) ** 2 / (a.part ** 2 / (a.n - 1) + b.part ** 2 / (b.n - 1))
  const t = Math.abs(b.mean - a.mean) / se
  return { estimate: b.mean - a.mean, se, df, p: 1 - 2 * centralMass(t, df) }
}

function centralMass(t: number, df: number): number {
  const steps = 4000
  const shape = (x: number): number => Math.exp((-(df + 1) / 2) * Math.log1p((x * x) / df))
  const area = (to: number): number => {
    let sum = shape(0) + shape(to)
    for (let i = 1; i < steps; i++) sum += (i % 2 === 1 ? 4 : 2) * shape((to * i) / steps)
    return (sum * to) / (3 * steps)
  }
  // Normalised by its own integral: beyond 60 nothing is left at these degrees of freedom.
  return area(t) / (2 * area(60))
}

describe.skipIf(!available)('Hillstrom’s e-mail test', () => {
  const customers = available ? readCustomers() : []

  it('has the published counts and an honest split', () => {
    const trials = available
      ? (JSON.parse(readFileSync(trialsFile, 'utf8')) as {
          trials: { id: string; arms?: Record<string, Record<string, number>> }[]
        })
      : { trials: [] }
    const arms = trials.trials.find(({ id }) => id === 'hillstrom_2008')?.arms ?? {}
    for (const [arm, published] of Object.entries(arms)) {
      expect(armSums(customers, arm, 'spend').n).toBe(published['n'])
      for (const metric of METRICS) {
        const total = customers.filter((c) => c.arm === arm).reduce((sum, c) => sum + c[metric], 0)
        close(`${arm} ${metric}`, total, published[metric] ?? NaN, 1e-9)
      }
    }
    const counts = [NONE, ...MAILS].map((arm) => armSums(customers, arm, 'visit').n)
    close('split p', requireMeasurable(splitChiSquare(counts, [1, 1, 1])).pValue, 0.9036929575604196)
  })

  it('gives the published effects of both mails against none', () => {
    const mens = effect(customers, 'Mens E-Mail', 'spend')
    close('mens spend', mens.estimate, 0.7698271558945368)
    close('mens spend se', mens.standardError, 0.14524656024868676)
    close('mens spend p', mens.pValue, 1.1638149682254823e-7)
    const womens = effect(customers, 'Womens E-Mail', 'spend')
    close('womens spend', womens.estimate, 0.4244122159365967)
    close('womens spend se', womens.standardError, 0.13033285852919116)
    close('womens spend p', womens.pValue, 0.0011293971023632501)
    const visit = effect(customers, 'Mens E-Mail', 'visit')
    close('mens visit', visit.estimate, 0.07658956365153125)
    const conversion = effect(customers, 'Mens E-Mail', 'conversion')
    close('mens conversion', conversion.estimate, 0.006805006519615695)
    // The published interval is Wald's: normal instead of t at 35,000 degrees of freedom.
    close(
      'mens conversion lower',
      conversion.estimate - 1.959963984540054 * conversion.standardError,
      0.005000171380452312,
    )
    close(
      'mens conversion upper',
      conversion.estimate + 1.959963984540054 * conversion.standardError,
      0.008609841658779076,
    )
    const se = visit.standardError
    // Published with n − 1 in both arms.
    close('mens visit se', se * Math.sqrt(21306.5 / 21305.5), 0.0033858878117284, 1e-6)
  })

  it('agrees with a second computation in every history segment, metric and mail', () => {
    const segments = [...new Set(customers.map(({ history }) => history))].sort()
    expect(segments).toHaveLength(7)
    for (const segment of segments) {
      const here = customers.filter(({ history }) => history === segment)
      for (const mail of MAILS) {
        for (const metric of METRICS) {
          const name = `${segment} ${mail} ${metric}`
          const values = (arm: string): number[] => here.filter((c) => c.arm === arm).map((c) => c[metric])
          const expected = byHand(values(NONE), values(mail), metric !== 'spend')
          const got = effect(here, mail, metric)
          close(`${name} estimate`, got.estimate, expected.estimate)
          close(`${name} se`, got.standardError, expected.se)
          close(`${name} df`, got.moments.df, expected.df)
          expect(Math.abs(got.pValue - expected.p), `${name} p ${got.pValue} ${expected.p}`).toBeLessThan(
            1e-9,
          )
          const width = studentTQuantile(0.975, expected.df) * expected.se
          close(`${name} upper`, got.interval[1], expected.estimate + width)
        }
      }
    }
  })

  it('finds the same for the rare conversions by the score interval', () => {
    const counts = (arm: string) => {
      const sums = armSums(customers, arm, 'conversion')
      return { events: customers.filter((c) => c.arm === arm && c.conversion === 1).length, units: sums.n }
    }
    const { interval } = miettinenNurminenDifference({
      control: counts(NONE),
      treatment: counts('Mens E-Mail'),
    })
    expect(interval[0]).toBeCloseTo(0.005, 3)
    expect(interval[1]).toBeCloseTo(0.0086, 3)
  })
})
