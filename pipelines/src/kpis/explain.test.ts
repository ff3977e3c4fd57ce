import { expect, it } from 'vitest'
import { z } from 'zod'
import { peculiarities, rounds, statementText } from '../derive/statements'
import type { Peculiarity } from '../derive/statements'
import { useWarehouse } from '../engine/testing'
import { shardsOf } from '../warehouse/shards'
import { cutOf } from './facts/cuts'
import { daysOf } from './facts/days-of'
import { segmentFilter } from '../segments/segment-cut'
import { columnFor, singleNeeds } from './facts/single/single-sums'
import { kpiDimensions } from './types'

const test = useWarehouse()
const files = import.meta.glob<string>('./**/*.sql', { query: '?raw', import: 'default', eager: true })

const params = {
  froms: ['2024-01-01'],
  tos: ['2024-01-31'],
  days: ['2024-01-31'],
  entities: [],
  customers: ['C1'],
  currency: '',
  internal: 0,
  until: '2024-01-31',
  dataCut: '2024-01-31',
  asOf: '2024-01-31',
  from: '2024-01-01',
  search: '',
  sort: 'open',
  limit: 10,
  offset: 0,
  which: 'open',
  bucket: '',
  customer: 'C1',
  entity: 'E1',
  invoice: 'I1',
  country: '*',
  kind: '*',
  sector: '*',
  size: '*',
  accountManager: '*',
  everDisputed: '*',
  computing: '',
  segment0: 'a',
  segment1: 'b',
  buckets: [1],
  issues: 1,
  regulars: ['C1'],
  into: 'EUR',
  rateKeys: ['USD 2024-01-31'],
  rateFactors: ['0.9'],
  balances: ['open'],
}
const explain = async (name: string, sql: string, warehouse = test.warehouse) => {
  const plan = warehouse.query({
    name: 'test-explain',
    sql: `EXPLAIN ${sql}`,
    params,
    row: z.object({ explain: z.string() }),
  })
  const rows = await plan.catch((error: unknown) => {
    throw new Error(`${name}: ${String(error)}`)
  })
  expect(rows.length, name).toBeGreaterThan(0)
}

it('the engine understands every statement of the KPIs, whatever the cut', async () => {
  const open = (files['./open-invoices.sql'] ?? '').replace(/^\s*--.*$/gm, '')
  expect(Object.keys(files).length).toBeGreaterThan(10)
  for (const [file, sql] of Object.entries(files)) {
    const by = sql.includes('{cut}') || sql.includes('{source}') ? [undefined, ...kpiDimensions] : [undefined]
    for (const dimension of by) {
      const cut = cutOf(dimension, ['C1'], { computing: '', ids: ['a', 'b'] })
      const single = singleNeeds.find((need) => file.endsWith(`/single/${need}.sql`))
      const column = single
        ? columnFor(single, cut)
        : file.includes('settled')
          ? cut.settledColumn
          : file.includes('people')
            ? cut.reminderColumn
            : cut.column
      const source = file.includes('people') ? cutOf('campaign').source : cut.source
      const text = sql
        .replaceAll('{cut}', column)
        .replaceAll('{settledCut}', cut.settledColumn)
        .replaceAll('{settlements}', cut.settlements)
        .replaceAll('{source}', source)
        .replaceAll('{these}', '1')
        .replaceAll('{inSegment}', segmentFilter({ computing: '', ids: ['a', 'b'] }, 'a'))
        .replaceAll('{open_invoices}', open)
        .replace(/\{days_of:(\w+)\}/g, (_, day: string) =>
          daysOf(day, [{ from: '2026-01-01', to: '2026-01-31' }]),
        )
      const own = single ? 'currency' : 's.currency'
      for (const money of sql.includes('{money}') ? [own, "''"] : ['']) {
        await explain(`${file} by ${dimension ?? 'nothing'} ${money}`, text.replaceAll('{money}', money))
      }
    }
  }
})

it('the engine understands every statement of derive, from either source, in its longest and its shortest form', async () => {
  // EXPLAIN takes the query of an INSERT, not the INSERT
  const [shard] = shardsOf(test.warehouse)
  const query = (sql: string) => sql.replace(/INSERT INTO \S+(\s+\([^)]*\))?/, '').replace(/^\s*--.*$/gm, '')
  for (const source of ['relance.events', 'relance.events_current'] as const) {
    for (const peculiar of [new Set(peculiarities), new Set<Peculiarity>()]) {
      for (const { table, sql, questions = [] } of rounds.flat(2)) {
        await explain(table, query(statementText(sql, source, peculiar)), shard)
        for (const question of questions)
          await explain(`whether ${table}`, query(statementText(question, source, peculiar)), shard)
      }
    }
  }
})
