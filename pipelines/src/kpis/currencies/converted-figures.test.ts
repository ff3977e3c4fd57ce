import { Readable } from 'node:stream'
import fc from 'fast-check'
import { beforeAll, describe, expect, it } from 'vitest'
import { useWarehouse } from '../../engine/testing'
import { ingestStream } from '../../ingest'
import { computeKpis, conversionInto, dsoContributions, overview } from '..'
import type { DatedRate, KpiRow } from '..'
import { addDays, dayDifference, monthEnd } from '../days'

const test = useWarehouse()
const START = '2024-01-01'
const DAYS = 150
const CURRENCIES = ['EUR', 'USD', 'JPY'] as const
const ENTITIES = ['FR', 'UK'] as const
const PERIODS = [
  ['2024-03-01', '2024-03-31'], // a Sunday, the last of March
  ['2024-04-10', '2024-05-04'], // a Saturday
  ['2024-05-01', '2024-05-30'],
] as const

interface Bill {
  entity: string
  currency: string
  customer: string
  issued: number
  terms: number
  cents: number
  /** days after issue and share of the amount */
  payments: { after: number; share: number }[]
}
const bill: fc.Arbitrary<Bill> = fc.record({
  entity: fc.constantFrom(...ENTITIES),
  currency: fc.constantFrom(...CURRENCIES),
  customer: fc.constantFrom('a', 'b', 'c'),
  issued: fc.integer({ min: 0, max: DAYS - 1 }),
  terms: fc.constantFrom(0, 15, 30, 45),
  cents: fc.integer({ min: 100, max: 5_000_000 }),
  payments: fc.array(
    fc.record({ after: fc.integer({ min: 0, max: 80 }), share: fc.constantFrom(0.25, 0.5) }),
    { maxLength: 2 },
  ),
})
const [bills = []] = fc.sample(fc.array(bill, { minLength: 150, maxLength: 150 }), { seed: 7, numRuns: 1 })
const [moves = []] = fc.sample(
  fc.array(fc.integer({ min: -100, max: 100 }), { minLength: 400, maxLength: 400 }),
  {
    seed: 8,
    numRuns: 1,
  },
)

/** Quoted on working days only, as the European Central Bank does. */
const rates: DatedRate[] = []
for (let n = 0; n < DAYS; n += 1) {
  const day = addDays(START, n)
  if ([0, 6].includes(new Date(day).getUTCDay())) continue
  rates.push({ currency: 'USD', day, rate: (1.08 + (moves[n] ?? 0) / 2000).toFixed(4) })
  rates.push({ currency: 'JPY', day, rate: (160 + (moves[200 + n] ?? 0) / 10).toFixed(2) })
}

interface Paid {
  bill: Bill
  day: string
  cents: number
}
const issuedOn = (one: Bill) => addDays(START, one.issued)
const dueOn = (one: Bill) => addDays(issuedOn(one), one.terms)
const payments: Paid[] = bills.flatMap((one) =>
  one.payments.map(({ after, share }) => ({
    bill: one,
    day: addDays(issuedOn(one), after),
    cents: Math.floor(one.cents * share),
  })),
)

/** The slow and obvious way: a search through the list of rates for each amount. */
function worth(cents: number, currency: string, day: string, to: string): number {
  const perEuro = (code: string) => {
    if (code === 'EUR') return 1
    const known = rates.filter((one) => one.currency === code && one.day <= day).at(-1)
    if (!known || dayDifference(day, known.day) > 7) throw new Error(`no rate of ${code} on ${day}`)
    return Number(known.rate)
  }
  return currency === to ? cents : (cents * perEuro(to)) / perEuro(currency)
}
const sum = (values: number[]) => values.reduce((a, b) => a + b, 0)
/** Rounded to the cent once for each creditor and currency. */
const total = <T>(items: T[], keyOf: (item: T) => string, value: (item: T) => number): number => {
  const groups = new Map<string, number>()
  for (const item of items) groups.set(keyOf(item), (groups.get(keyOf(item)) ?? 0) + value(item))
  return sum([...groups.values()].map((cents) => Math.round(cents))) / 100
}
const keyOf = (one: Bill) => `${one.entity} ${one.currency}`
const openOf = (one: Bill, day: string) =>
  issuedOn(one) > day
    ? 0
    : one.cents -
      sum(payments.filter((paid) => paid.bill === one && paid.day <= day).map(({ cents }) => cents))

function slow(from: string, asOf: string, to: string, of: Bill[]) {
  const at = (part: (one: Bill) => number) =>
    total(of, keyOf, (one) => worth(part(one), one.currency, asOf, to))
  const billed = of.filter((one) => issuedOn(one) >= from && issuedOn(one) <= asOf)
  const paid = payments.filter(({ bill: one, day }) => of.includes(one) && day >= from && day <= asOf)
  return {
    open: at((one) => openOf(one, asOf)),
    overdue: at((one) => (dueOn(one) < asOf ? openOf(one, asOf) : 0)),
    billed: total(billed, keyOf, (one) => worth(one.cents, one.currency, issuedOn(one), to)),
    collected: total(
      paid,
      ({ bill: one }) => keyOf(one),
      (one) => worth(one.cents, one.bill.currency, one.day, to),
    ),
    billedAtLastDay: at((one) => (billed.includes(one) ? one.cents : 0)),
    open_count: of.filter((one) => openOf(one, asOf) > 0).length,
  }
}

const rowOf = (rows: KpiRow[], kpi: string, entity?: string) =>
  rows.find((row) => row.kpi === kpi && row.by?.['entity'] === entity && !row.by?.['bucket'])
const number = (rows: KpiRow[], kpi: string, entity?: string) =>
  Number(rowOf(rows, kpi, entity)?.value ?? NaN)
const cents = (value: string | number | null) => BigInt(Math.round(Number(value) * 10_000))

beforeAll(async () => {
  const lines = bills.flatMap((one, index) => {
    const common = {
      entity_id: one.entity,
      customer_id: `${one.currency} ${one.customer}`,
      currency: one.currency,
    }
    const invoice_id = `I${index}`
    const issue = {
      ...common,
      event_id: invoice_id,
      event_type: 'invoice.issued',
      occurred_on: issuedOn(one),
      invoice_id,
      due_on: dueOn(one),
      amount: (one.cents / 100).toFixed(2),
    }
    const received = payments
      .filter((paid) => paid.bill === one)
      .map((paid, turn) => {
        const amount = (paid.cents / 100).toFixed(2)
        const id = `P${index}-${turn}`
        const what = { event_id: id, event_type: 'payment.received', payment_id: id, occurred_on: paid.day }
        return { ...common, ...what, amount, allocations: [{ invoice_id, amount }] }
      })
    return [issue, ...received].map((event) => JSON.stringify(event))
  })
  const loaded = await ingestStream(test.warehouse, Readable.from([lines.join('\n') + '\n']), {
    fileName: 'group.ndjson',
    source: 'ndjson',
    historyFrom: '2020-01-01',
  })
  expect(loaded.rejected, loaded.message).toBe(0)
}, 120_000)

describe.each(['EUR', 'USD'])('figures of a group, all in %s', (to) => {
  const conversion = conversionInto(to, rates)

  it.each(PERIODS)('from %s to %s equal a slow search through the list of rates', async (from, asOf) => {
    const rows = await computeKpis(test.warehouse, { from, asOf, conversion })
    const wanted = slow(from, asOf, to, bills)
    for (const kpi of ['open', 'overdue', 'billed', 'collected', 'open_count'] as const)
      expect(number(rows, kpi), kpi).toBeCloseTo(wanted[kpi], 2)
    expect(number(rows, 'overdue_rate')).toBeCloseTo(wanted.overdue / wanted.open, 6)
    // a ratio of a stock and a flow takes both at the rates of the last day
    if (from.endsWith('-01') && asOf === monthEnd(asOf))
      expect(number(rows, 'dso_simple')).toBeCloseTo((wanted.open / wanted.billedAtLastDay) * 31, 4)
    expect(rows.filter((row) => row.reason === 'no_rate')).toEqual([])
  })
})

it('figures of each creditor add up to the group, to the cent, and are those of the creditor asked for alone', async () => {
  const conversion = conversionInto('EUR', rates)
  const [from, asOf] = PERIODS[1]
  const group = await computeKpis(test.warehouse, { from, asOf, conversion })
  const parts = await computeKpis(test.warehouse, { from, asOf, conversion, by: 'entity' })
  const amounts = group.filter((row) => row.unit === 'money' && row.value !== null)
  expect(amounts.length).toBeGreaterThan(10)
  for (const { kpi, value, by } of amounts) {
    const own = parts.filter((row) => row.kpi === kpi && row.by?.['bucket'] === by?.['bucket'])
    const added = own.filter((row) => row.by?.['to'] === by?.['to'])
    expect(
      added.reduce((all, row) => all + cents(row.value), 0n),
      `${kpi} ${JSON.stringify(by)}`,
    ).toBe(cents(value))
  }
  const alone = await computeKpis(test.warehouse, { from, asOf, conversion, entityIds: ['UK'] })
  for (const row of alone.filter(({ by }) => by === null))
    expect(rowOf(parts, row.kpi, 'UK')?.value, row.kpi).toEqual(row.value)
})

describe('the rates that count', () => {
  const asOf = '2024-05-30'
  const JUNE = { from: '2024-06-01', asOf: '2024-06-30' }

  it('are those of the last quoted day, seven days at most; then no figure, and what is missing is named', async () => {
    const until = (day: string) =>
      conversionInto(
        'EUR',
        rates.filter((one) => one.day <= day),
      )
    const ask = (day: string) =>
      computeKpis(test.warehouse, {
        from: '2024-05-01',
        asOf,
        conversion: until(day),
        kpis: ['open', 'open_count'],
      })
    expect(rowOf(await ask(addDays(asOf, -7)), 'open')?.value).not.toBeNull()
    const late = await ask(addDays(asOf, -8))
    expect(rowOf(late, 'open')).toMatchObject({ value: null, reason: 'no_rate', missing_rate: { day: asOf } })
    expect(rowOf(late, 'open_count')).toMatchObject({ reason: 'no_rate' })
    const flows = conversionInto(
      'EUR',
      rates.filter((one) => one.day > '2024-05-20'),
    )
    const [billed] = await computeKpis(test.warehouse, {
      from: '2024-05-01',
      asOf,
      conversion: flows,
      kpis: ['billed'],
    })
    expect(billed).toMatchObject({ value: null, reason: 'no_rate' })
    expect(billed?.missing_rate && billed.missing_rate.day <= '2024-05-20').toBe(true)
  })

  it('never turn a move of a rate into days of DSO: one currency has the same DSO in any', async () => {
    const question = {
      from: '2024-05-01',
      asOf,
      currency: 'USD',
      kpis: ['dso_countback', 'dso_bridge', 'cei', 'recovery_rate_overdue'],
    }
    const plain = await computeKpis(test.warehouse, question)
    const shown = await computeKpis(test.warehouse, { ...question, conversion: conversionInto('JPY', rates) })
    expect(shown).toHaveLength(plain.length)
    for (const { kpi, value } of plain) expect(number(shown, kpi), kpi).toBeCloseTo(Number(value), 4)
  })

  it('are shown on the Overview, whose bridge and contributions add up at the rates of its last day', async () => {
    const conversion = conversionInto('EUR', rates)
    const lastQuoted = rates.at(-1)?.day
    const shown = await overview(test.warehouse, { from: '2024-05-01', asOf, conversion })
    expect(shown.currency).toBe('EUR')
    expect(shown.currencies).toEqual(['EUR', 'JPY', 'USD'])
    expect(shown.conversion?.used.map(({ currency, day }) => [currency, day])).toEqual([
      ['JPY', lastQuoted],
      ['USD', lastQuoted],
    ])
    const { change, start, end } = shown.bridge
    const parts =
      (change.terms ?? NaN) + (change.late ?? NaN) + (change.dispute ?? NaN) + (change.unallocated ?? NaN)
    expect(parts).toBeCloseTo((end.dso ?? NaN) - (start.dso ?? NaN), 9)
    const who = await dsoContributions(test.warehouse, {
      from: '2024-05-01',
      asOf,
      before: shown.bridge.from,
      conversion,
    })
    expect(who?.change).toBeCloseTo(change.dso ?? NaN, 9)
    expect(sum(who?.customers.map((one) => one.change) ?? []) + (who?.others ?? NaN)).toBeCloseTo(
      who?.change ?? 0,
      9,
    )
    const owed = new Map<string, number>()
    for (const one of bills) {
      if (dueOn(one) >= asOf) continue
      const id = `${one.entity} ${one.currency} ${one.customer}`
      owed.set(id, (owed.get(id) ?? 0) + worth(openOf(one, asOf), one.currency, asOf, 'EUR') / 100)
    }
    const largest = [...owed].sort((a, b) => b[1] - a[1]).slice(0, 10)
    expect(shown.top_overdue.map((row) => `${row.entity_id} ${row.customer_id}`)).toEqual(
      largest.map(([id]) => id),
    )
    for (const [index, [, amount]] of largest.entries())
      expect(Number(shown.top_overdue[index]?.overdue)).toBeCloseTo(amount, 1)
  })

  it('leave out months that have none, and say so', async () => {
    const shown = await overview(test.warehouse, { ...JUNE, conversion: conversionInto('EUR', rates) })
    expect(shown.months.map(({ month }) => month).slice(-2)).toEqual(['2024-04', '2024-05'])
    expect(shown.conversion).toMatchObject({
      used: [],
      missing: [
        { currency: 'JPY', day: '2024-06-30' },
        { currency: 'USD', day: '2024-06-30' },
      ],
    })
  })
})
