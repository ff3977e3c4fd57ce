import { beforeAll, expect, it } from 'vitest'
import { z } from 'zod'
import { useWarehouse } from '../engine/testing'
import { eventsCsv, loadText } from '../ingest/testing'
import { ASIDE, fillAside } from './aside'
import { peculiarities, rounds, statementText } from './statements'

// What each shard does by itself.
const test = useWarehouse({ shards: 1 })
const buckets = Array.from({ length: 16 }, (_, bucket) => bucket)
const stages = rounds.flat(2).filter(({ aside }) => aside)
const command = (sql: string) => test.warehouse.command({ name: 'test', sql })
const text = (sql: string) =>
  statementText(sql, 'relance.events', new Set(peculiarities.filter((name) => name !== 'repeated')))

const left = () =>
  test.warehouse.query({
    name: 'test-left',
    sql: `SELECT name FROM system.tables WHERE database = currentDatabase() AND startsWith(name, 'account_cash')`,
    row: z.object({ name: z.string() }),
  })

beforeAll(async () => {
  const payments = Array.from({ length: 40 }, (_, n) => {
    const customer = `C${n % 9}`
    return [
      ['', 'invoice.issued', '2026-01-10', customer, `F${n}`, '', 10 + n, '2026-02-10', 1],
      // some too much, some for no invoice
      ['', 'payment.received', '2026-03-01', customer, n % 4 ? `F${n}` : '', `P${n}`, 12 + n, '', 1],
    ]
  })
  await loadText(test.warehouse, eventsCsv(payments.flat()))
})

async function rowsBy(fill: (sql: string, part: string) => Promise<void>) {
  const rows = []
  for (const { table, sql, aside = '' } of stages) {
    await command(`TRUNCATE TABLE relance.${table}_stage`)
    await fill(sql, aside)
    rows.push(
      await test.warehouse.query({
        name: 'test-rows',
        sql: `SELECT * FROM relance.${table}_stage ORDER BY ALL`,
        row: z.record(z.string(), z.unknown()),
      }),
    )
  }
  return rows
}

const statement = (sql: string) => ({
  name: 'test',
  sql,
  params: { buckets },
  settings: { join_use_nulls: 0 },
})
const byAside = (sql: string, part: string, name: string) =>
  fillAside(test.warehouse, statement(text(sql.replaceAll(part, ASIDE))), text(part), name)

it('fills a stage with the same rows as the whole statement, and leaves no table behind', async () => {
  const whole = await rowsBy((sql) => test.warehouse.command(statement(text(sql))))
  // what a crash left
  await command('CREATE TABLE relance.account_cash_0 (left UInt8) ENGINE = MergeTree ORDER BY left')
  const aside = await rowsBy((sql, part) => byAside(sql, part, 'account_cash_0'))
  expect(whole.flat().length).toBeGreaterThan(5)
  expect(aside).toEqual(whole)
  expect(await left()).toEqual([])
})

it('does nothing where the part has no row', async () => {
  await test.reset()
  const rows = await rowsBy((sql, part) => byAside(sql, part, 'account_cash_1'))
  expect(rows.flat()).toEqual([])
  expect(await left()).toEqual([])
})
