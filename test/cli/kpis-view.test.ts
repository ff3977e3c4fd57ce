import type { ChildProcess } from 'node:child_process'
import fs from 'node:fs'
import os from 'node:os'
import path from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { ended, relance, spawnRelance } from './relance'

/** The demo company, whose figures are asked for in each way there is: API, command line, and the analyst's view. */
const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'relance-view-'))
const data = path.join(folder, 'data')
const runFile = path.join(data, 'run.json')
const CUTS = 'country kind sector size account_manager disputed campaign channel tone variant'.split(' ')
const GIVE_UP_MS = 60_000

interface Answer {
  currency: string | null
  rows: { kpi: string; value: string | number | null; by: Record<string, string> | null; reason?: string }[]
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

let server: ChildProcess
let view: ViewRow[]

const json = async <T>(args: string[]): Promise<T> => {
  const { out, err, code } = await relance([...args, '--data', data, '--json'], { cwd: folder })
  expect(code, err || out).toBe(0)
  return JSON.parse(out) as T
}

async function api(query: Record<string, string>): Promise<Answer> {
  const { address, token } = JSON.parse(fs.readFileSync(runFile, 'utf8')) as {
    address: string
    token: string
  }
  const asked = new URLSearchParams(query).toString()
  const answer = await fetch(`${address}/api/kpis?${asked}`, {
    headers: { authorization: `Bearer ${token}` },
  })
  expect(answer.status).toBe(200)
  return (await answer.json()) as Answer
}

beforeAll(async () => {
  server = spawnRelance(['start', '--empty', '--port', '0', '--data', data], folder)
  for (const giveUp = Date.now() + GIVE_UP_MS; !fs.existsSync(runFile); await sleep(100))
    if (Date.now() > giveUp) throw new Error('the server did not start')
  await json(['demo', '--customers', '60', '--months', '14'])
  const asked = await json<{ data: ViewRow[] }>(['sql', 'SELECT * FROM kpis'])
  view = asked.data
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
  it('is the same in the API and in the view of analysts, for every KPI, cut and month', async () => {
    const months = [...new Set(view.map(({ as_of }) => as_of))].sort()
    expect(months).toHaveLength(13)
    const currencies = [...new Set(view.map(({ currency }) => currency))].filter((code) => code !== '')
    let compared = 0
    for (const asOf of [months[0], months[6], months[11], months[12]] as string[])
      for (const dimension of ['', ...CUTS])
        for (const currency of currencies) {
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

  it('is the same in the command line, whole and cut', async () => {
    const asOf = [...new Set(view.map(({ as_of }) => as_of))].sort()[11] ?? ''
    const currency = view.find((row) => row.currency !== '')?.currency ?? ''
    // each command is a process of its own: one cut of invoices, of customers and of reminders is enough
    for (const dimension of ['', 'country', 'disputed', 'tone']) {
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
})
