import { expect, it } from 'vitest'
import { z } from 'zod'
import { useWarehouse } from '../engine/testing'

const test = useWarehouse()

it('answers', async () => {
  const rows = await test.warehouse.query({
    name: 't',
    sql: 'SELECT {a: String} AS a, toDecimal64(1.5, 4) AS d, toUInt64(5) AS u',
    params: { a: "x'y" },
    row: z.object({ a: z.string(), d: z.string(), u: z.string() }),
  })
  expect(rows).toEqual([{ a: "x'y", d: '1.5000', u: '5' }])
  await test.warehouse.command({
    name: 't',
    sql: 'CREATE TABLE IF NOT EXISTS t (a String, n UInt32) ENGINE = MergeTree ORDER BY n',
  })
  expect(
    await test.warehouse.insert({
      name: 'i',
      table: 't',
      columns: ['a', 'n'],
      format: 'JSONEachRow',
      body: [{ a: 'x', n: 1 }],
    }),
  ).toEqual({ writtenRows: 1 })
  const t = await test.warehouse.query({
    name: 't',
    sql: 'SELECT * FROM relance.migrations',
    row: z.looseObject({}),
  })
  console.log(t)
})
