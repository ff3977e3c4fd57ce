import type { ChildProcess } from 'node:child_process'
import fs from 'node:fs'
import os from 'node:os'
import path from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { ended, relance, spawnRelance } from './relance'

/** The demo company, whose figures are asked for in each way there is: API, command line, and the analyst's view. */
const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'relance-view-'))
const dataFolder = path.join(folder, 'data')
const runFile = path.join(dataFolder, 'run.json')
const CUTS = 'country kind sector size account_manager disputed campaign channel tone variant segment'.split(
  ' ',
)
const GIVE_UP_MS = 200_000

interface Answer {
  currency: string | null
  rows: {
    kpi: string
    value: string | number | null
    by: Record<string, string> | null
    reason?: string
    missing_rate?: { currency: string; day: string }
  }[]
}
interface ViewRow {
  kpi: string
  currency: string
  as_of: string
  from_day: string
  dimension: string
  cut: string
  part: string
  value: number | null
  amount: string | null
  reason: string
}

type PresentedRow = Omit<ViewRow, 'dimension' | 'cut'> & {
  entity_id: string
  missing_currency: string
  missing_day: string | null
}

let server: ChildProcess
let view: ViewRow[]
/** last days of the thirteen months of the view, of which the last runs */
let months: string[]

const json = async <T>(args: string[]): Promise<T> => {
  const { out, err, code } = await relance([...args, '--data', dataFolder, '--json'], { cwd: folder })
  expect(code, err || out).toBe(0)
  return JSON.parse(out) as T
}

async function ask<T>(method: string, where: string, body?: object): Promise<T> {
  const { address, token } = JSON.parse(fs.readFileSync(runFile, 'utf8')) as {
    address: string
    token: string
  }
  const headers = { authorization: `Bearer ${token}`, 'content-type': 'application/json' }
  const init = { method, headers, ...(body ? { body: JSON.stringify(body) } : {}) }
  const answer = await fetch(`${address}/api${where}`, init)
  expect(answer.ok, `${where}: ${answer.status}`).toBe(true)
  return (await answer.json()) as T
}
const api = (query: Record<string, string>) =>
  ask<Answer>('GET', `/kpis?${new URLSearchParams(query).toString()}`)

beforeAll(async () => {
  server = spawnRelance(['start', '--empty', '--port', '0', '--data', dataFolder], folder)
  for (const giveUp = Date.now() + GIVE_UP_MS; !fs.existsSync(runFile); await sleep(100))
    if (Date.now() > giveUp) throw new Error('the server did not start')
  await json(['demo', '--customers', '60', '--months', '14'])
  for (const [name, rule] of [
    ['Everybody', { field: 'tenure_days', op: 'gte', value: 0 }],
    ['Late', { field: 'overdue_invoices', op: 'gt', value: 0 }],
  ])
    await ask('POST', '/segments', { name, rule, notes: '' })
  const asked = await json<{ data: ViewRow[] }>(['sql', "SELECT * FROM kpis WHERE entity_id = 'DEMO'"])
  view = asked.data
  months = [...new Set(view.map(({ as_of }) => as_of))].sort()
}, 240_000)

afterAll(async () => {
  server.kill('SIGINT')
  await ended(server)
  fs.rmSync(folder, { recursive: true, force: true })
})

/** The same figures under the same names, however they were asked for. */
function figures({ rows }: Answer, dimension: string): Map<string, unknown> {
  return new Map(
    rows.map(({ kpi, value, by, reason }) => {
      const { [dimension]: cut = '', ...parts } = by ?? {}
      return [[kpi, cut, Object.values(parts).join(' ')].join('|'), value ?? reason]
    }),
  )
}

const viewed = (dimension: string, asOf: string, currency: string): Map<string, unknown> =>
  new Map(
    view
      .filter((row) => row.dimension === dimension && row.as_of === asOf)
      .filter((row) => row.currency === currency || row.currency === '')
      .map((row) => [[row.kpi, row.cut, row.part].join('|'), row.amount ?? row.value ?? row.reason]),
  )

/** @returns how many were compared */
function expectSame(one: Map<string, unknown>, other: Map<string, unknown>, where: string): number {
  expect([...one.keys()].sort(), where).toEqual([...other.keys()].sort())
  for (const [key, value] of one) {
    const told = other.get(key)
    if (typeof value === 'string' && Number.isNaN(Number(value))) expect(told, `${where} ${key}`).toBe(value)
    else expect(Number(told), `${where} ${key}`).toBeCloseTo(Number(value), 9)
  }
  return one.size
}

describe('a figure', { timeout: 300_000 }, () => {
  it('is the same in the API and in the view of analysts, for every KPI and cut', async () => {
    expect(months).toHaveLength(13)
    const currencies = [...new Set(view.map(({ currency }) => currency))].filter((code) => code !== '')
    let compared = 0
    // every cut of a whole month and of the running one; figures that are not cut also where history is short
    for (const [n, cuts] of [
      [0, []],
      [6, []],
      [11, CUTS],
      [12, ['disputed', 'segment']],
    ] as const)
      for (const dimension of ['', ...cuts])
        for (const currency of currencies) {
          const asOf = months[n] ?? ''
          const from = view.find((row) => row.as_of === asOf)?.from_day ?? ''
          const query = { as_of: asOf, from, currency, ...(dimension === '' ? {} : { by: dimension }) }
          const where = `${asOf} ${dimension} ${currency}`
          compared += expectSame(
            figures(await api(query), dimension),
            viewed(dimension, asOf, currency),
            where,
          )
        }
    console.log(`${compared} figures compared, of ${view.length} in the view`)
    expect(compared).toBeGreaterThan(1_000)
  })

  it('of a segment that everybody fits is that of the whole; who fits several counts in each', () => {
    const of = (dimension: string, cut: string) =>
      new Map(
        view
          .filter((row) => row.as_of === months[11] && row.dimension === dimension && row.cut === cut)
          .map((row) => [`${row.kpi}|${row.part}|${row.currency}`, row.amount ?? row.value ?? row.reason]),
      )
    const [everybody, nobody, whole] = [of('segment', 'everybody'), of('segment', ''), of('', '')]
    // what is paid by the month belongs to no customer, hence to no segment
    const costs = [...whole.keys()].filter((key) => key.startsWith('cost'))
    for (const key of costs.filter((one) => !one.startsWith('cost_per_euro')))
      expect(Number(everybody.get(key)) + Number(nobody.get(key)), key).toBeCloseTo(Number(whole.get(key)), 4)
    for (const key of costs) for (const one of [everybody, whole]) one.delete(key)
    expect(expectSame(everybody, whole, 'everybody')).toBeGreaterThan(50)
    expect(of('segment', 'late').get('overdue||EUR')).toBe(of('', '').get('overdue||EUR'))
  })

  it('is the same in the command line, whole and cut', async () => {
    const asOf = months[11] ?? ''
    const currency = view.find((row) => row.currency !== '')?.currency ?? ''
    // each command is a process of its own: one cut of invoices, of reminders and of segments is enough
    for (const dimension of ['', 'disputed', 'tone', 'segment']) {
      const by = dimension === '' ? [] : ['--by', dimension]
      const told = await json<Answer>(['kpis', '--as-of', asOf, '--currency', currency, ...by])
      expectSame(figures(told, dimension), viewed(dimension, asOf, currency), dimension)
    }
  })

  it('follows the data: the view is written anew when they change', async () => {
    const count =
      "SELECT toString(max(amount)) AS n FROM kpis WHERE kpi = 'open' AND dimension = '' AND as_of = today()"
    const before = await json<{ data: { n: string }[] }>(['sql', count])
    const file = path.join(folder, 'more.csv')
    const today = new Date().toISOString().slice(0, 10)
    fs.writeFileSync(file, `invoice,customer,issued_on,due_on,amount\nX1,Acme,${today},${today},1000000.00\n`)
    await json(['ingest', file, '--currency', 'EUR', '--entity', 'DEMO'])
    const after = await json<{ data: { n: string }[] }>(['sql', count])
    expect(Number(after.data[0]?.n) - Number(before.data[0]?.n)).toBeCloseTo(1_000_000, 4)
  })

  it('of a group in one currency is the same in each way, and a rate that is missing is said', async () => {
    const [before = '', last = ''] = months.slice(10)
    const bill = `invoice,customer,issued_on,due_on,amount\nU1,Gamma,${before},${before},1000.00\n`
    const file = path.join(folder, 'dollars.csv')
    fs.writeFileSync(file, bill)
    await json(['ingest', file, '--currency', 'USD', '--entity', 'US'])
    await ask('PUT', '/exchange-rates', { currency: 'USD', day: last, rate: '1.25', source: 'test' })
    const { data } = await json<{ data: PresentedRow[] }>(['sql', 'SELECT * FROM kpis_presented'])
    const rows = (entity: string, asOf: string) =>
      data.filter((row) => row.entity_id === entity && row.as_of === asOf)
    const told = (list: PresentedRow[]) =>
      new Map(list.map((row) => [[row.kpi, '', row.part].join('|'), row.amount ?? row.value ?? row.reason]))
    for (const [entity, asOf] of [
      ['', last],
      ['', before],
      ['US', last],
    ] as const) {
      const one = entity === '' ? {} : { entity }
      const answer = await api({ as_of: asOf, presentation: 'EUR', ...one })
      expectSame(figures(answer, ''), told(rows(entity, asOf)), `${entity} ${asOf}`)
    }
    expect(rows('US', last).find(({ kpi }) => kpi === 'open')).toMatchObject({
      ...{ amount: '800.0000', currency: 'EUR' },
    })
    expect(rows('US', before).find(({ kpi }) => kpi === 'open')).toMatchObject({
      ...{ amount: null, value: null, reason: 'no_rate' },
      ...{ missing_currency: 'USD', missing_day: before },
    })
    const words = ['kpis', '--as-of', before, '--presentation', 'EUR', '--entity', 'US', '--data', dataFolder]
    const { out } = await relance(words, { cwd: folder })
    expect(out).toContain(`all currencies in EUR`)
    expect(out).toContain(`no value: no_rate, USD on ${before}`)
  })
})
