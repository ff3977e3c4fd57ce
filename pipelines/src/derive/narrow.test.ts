import { beforeAll, expect, it } from 'vitest'
import { z } from 'zod'
import { useWarehouse } from '../engine/testing'
import { eventsCsv, loadText } from '../ingest/testing'
import { fillNarrow } from './narrow'
import { peculiarities, rounds, statementText } from './statements'

// What each shard does by itself.
const test = useWarehouse({ shards: 1 })
const buckets = Array.from({ length: 16 }, (_, bucket) => bucket)
const stages = rounds.flat(2).filter(({ narrow }) => narrow)
const command = (sql: string) => test.warehouse.command({ name: 'test', sql })

beforeAll(async () => {
  const invoices = Array.from({ length: 60 }, (_, n) => {
    const [customer, number, paid] = [`C${n % 7}`, `F${n}`, n % 3 === 0]
    const issue = ['', 'invoice.issued', '2026-01-10', customer, number, '', 10 + n, '2026-02-10', 1]
    return [
      issue,
      ...(paid ? [['', 'payment.received', '2026-03-01', customer, number, `P${n}`, 10 + n, '', 1]] : []),
    ]
  })
  await loadText(test.warehouse, eventsCsv(invoices.flat()))
  // what the statements for invoices read of the same round
  for (const table of ['customers', 'allocations'])
    await command(`INSERT INTO relance.${table}_stage SELECT * FROM relance.${table}`)
})

async function invoicesBy(fill: (sql: string, name: string) => Promise<void>) {
  await command('TRUNCATE TABLE relance.invoices_stage')
  for (const { sql, narrow = '' } of stages) {
    await fill(
      statementText(sql, 'relance.events', new Set(peculiarities.filter((name) => name !== 'repeated'))),
      narrow,
    )
  }
  return test.warehouse.query({
    name: 'test-invoices',
    sql: 'SELECT * FROM relance.invoices_stage ORDER BY invoice_id, plain',
    row: z.record(z.string(), z.unknown()),
  })
}

it('fills a stage with the same rows as a statement that writes all columns', async () => {
  const statement = (sql: string) => ({ name: 'test', sql, params: { buckets } })
  const wide = await invoicesBy((sql) => test.warehouse.command(statement(sql)))
  const narrow = await invoicesBy((sql, name) => fillNarrow(test.warehouse, statement(sql), name))
  expect(wide.length).toBe(60)
  expect(new Set(wide.map(({ plain }) => plain))).toEqual(new Set([1, 2]))
  expect(narrow).toEqual(wide)
})

it('may be run again after a crash, and leaves no table behind', async () => {
  await command('CREATE TABLE relance.plain_invoices_0 (left UInt8) ENGINE = MergeTree ORDER BY left')
  await invoicesBy((sql) =>
    fillNarrow(test.warehouse, { name: 'test', sql, params: { buckets } }, 'plain_invoices_0'),
  )
  const left = await test.warehouse.query({
    name: 'test-left',
    sql: `SELECT name FROM system.tables WHERE database = currentDatabase() AND match(name, '^(plain|paid)_invoices')`,
    row: z.object({ name: z.string() }),
  })
  expect(left).toEqual([])
})
