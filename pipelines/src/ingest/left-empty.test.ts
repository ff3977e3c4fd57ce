import { beforeAll, expect, it } from 'vitest'
import { z } from 'zod'
import { useWarehouse } from '../engine/testing'
import { commandEachShard } from '../warehouse/shards'
import { eventsCsv, loadText } from './testing'

const test = useWarehouse()
const ROWS = 6000
const command = (sql: string) =>
  commandEachShard(test.warehouse, { name: 'test', sql, settings: { mutations_sync: 2, alter_sync: 2 } })

beforeAll(async () => {
  const invoices = Array.from({ length: ROWS }, (_, n) => {
    return [`e${n}`, 'invoice.issued', '2026-01-10', `C${n % 9}`, `F${n}`, '', n + 1, '2026-02-10', 1]
  })
  await loadText(test.warehouse, eventsCsv(invoices))
  const said = {
    event_type: 'customer.updated',
    occurred_on: '2026-01-01',
    customer_id: 'C1',
    attributes: { name: 'Ana' },
  }
  await loadText(test.warehouse, `${JSON.stringify(said)}\n`, { fileName: 'customers.ndjson' })
})

const columns = `event_id, tone, step, reminder_id, instalments, corrects, toString(attributes) AS attributes,
  toString(attributes.name) AS name`
const read = () =>
  test.warehouse.query({
    name: 'test-read',
    sql: `SELECT ${columns} FROM relance.events ORDER BY event_id`,
    row: z.record(z.string(), z.unknown()),
  })

const empty = { tone: '', step: 0, reminder_id: '', instalments: [], corrects: 0, attributes: '{}', name: '' }

it('what a long file leaves empty is empty, beside events that fill it', async () => {
  const rows = await read()
  expect(rows).toHaveLength(ROWS + 1)
  expect(rows.filter(({ name }) => name !== '')).toMatchObject([
    { attributes: '{"name":"Ana"}', name: 'Ana' },
  ])
  expect(rows.filter(({ event_id }) => event_id === 'e77')).toEqual([{ event_id: 'e77', ...empty }])
})

it('and stays so when parts are merged and rewritten', async () => {
  const before = await read()
  await command(
    `ALTER TABLE relance.events UPDATE attributes = CAST('{"vat":"1"}', 'JSON') WHERE event_id = 'e5'`,
  )
  await command('OPTIMIZE TABLE relance.events FINAL')
  const changed = before.map((row) =>
    row['event_id'] === 'e5' ? { ...row, attributes: '{"vat":"1"}' } : row,
  )
  expect(await read()).toEqual(changed)
})
