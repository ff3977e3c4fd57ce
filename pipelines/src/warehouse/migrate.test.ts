import { describe, expect, it } from 'vitest'
import { z } from 'zod'
import { dropWarehouse, useWarehouse } from '../engine/testing'
import { migrate } from './migrate'
import type { Migration } from './migrations'
import { schemaMigrations } from './migrations'
import { renderStatements } from './render'

/** Migrations of its own, on one server: those of the product stand above what shards need, see cluster.test.ts. */
const test = useWarehouse({ migrated: false, shards: 1 })
const first: Migration = {
  number: 1,
  name: 'first',
  sql: `-- why
CREATE TABLE IF NOT EXISTS relance.a{local} {on_cluster} (id String) ENGINE = {engine:MergeTree} ORDER BY id
;;
{distributed:a:cityHash64(id)}
;;
CREATE TABLE IF NOT EXISTS relance.b (id String) ENGINE = {engine:ReplacingMergeTree} ORDER BY id
`,
}
const second: Migration = {
  number: 2,
  name: 'second',
  sql: 'ALTER TABLE relance.a ADD COLUMN IF NOT EXISTS x UInt8;',
}
const tables = async () => {
  const sql =
    "SELECT name FROM system.tables WHERE database = 'relance' AND name != 'migrations' ORDER BY name"
  const rows = await test.warehouse.query({ name: 'tables', sql, row: z.object({ name: z.string() }) })
  return rows.map((row) => row.name)
}
const fresh = () => dropWarehouse(test.warehouse)

describe('migrate', () => {
  it('applies each migration once, in order', async () => {
    await fresh()
    expect(await migrate(test.warehouse, { migrations: [first] })).toEqual({
      applied: ['0001_first'],
      already: [],
    })
    expect(await migrate(test.warehouse, { migrations: [first, second] })).toEqual({
      applied: ['0002_second'],
      already: ['0001_first'],
    })
    expect(await tables()).toEqual(['a', 'b'])
  })

  it('refuses a migration that was changed after it was applied', async () => {
    await fresh()
    await migrate(test.warehouse, { migrations: [first] })
    const changed = { ...first, sql: `${first.sql} -- changed` }
    await expect(migrate(test.warehouse, { migrations: [changed] })).rejects.toThrow('0001_first was changed')
  })

  it('takes a change of line ends for no change', async () => {
    await fresh()
    await migrate(test.warehouse, { migrations: [first] })
    const windows = { ...first, sql: first.sql.replaceAll('\n', '\r\n') }
    expect((await migrate(test.warehouse, { migrations: [windows] })).already).toEqual(['0001_first'])
  })

  it('refuses data of a newer version', async () => {
    await fresh()
    await migrate(test.warehouse, { migrations: [first, second] })
    await expect(migrate(test.warehouse, { migrations: [first] })).rejects.toThrow('newer version')
  })

  it('takes up a run that was cut short in the middle of a migration', async () => {
    await fresh()
    const cut = { ...first, sql: first.sql.replace('relance.b (', 'relance.b (broken') }
    await expect(migrate(test.warehouse, { migrations: [cut] })).rejects.toMatchObject({
      code: 'warehouse/syntax',
    })
    expect(await tables()).toEqual(['a'])
    expect((await migrate(test.warehouse, { migrations: [first] })).applied).toEqual(['0001_first'])
    expect(await tables()).toEqual(['a', 'b'])
  })

  it('does no harm when two run at once', async () => {
    await fresh()
    await Promise.all([1, 2].map(() => migrate(test.warehouse, { migrations: [first, second] })))
    expect((await migrate(test.warehouse, { migrations: [first, second] })).already).toHaveLength(2)
  })

  it('refuses two files of one number', async () => {
    const migrations = [first, { ...second, number: 1 }]
    await expect(migrate(test.warehouse, { migrations })).rejects.toThrow('number 1')
  })
})

describe('the schema', () => {
  it('can be applied to an empty server, and again', async () => {
    await fresh()
    const migrations = schemaMigrations()
    expect((await migrate(test.warehouse)).applied).toHaveLength(migrations.length)
    expect((await migrate(test.warehouse)).already).toHaveLength(migrations.length)
    for (const { number, name, sql } of migrations) {
      for (const [index, statement] of renderStatements(sql).entries()) {
        await test.warehouse.command({ name: `again-${number}-${name}-${index}`, sql: statement })
      }
    }
  })

  it('puts open invoices apart with all rows of before, also where a start was cut short', async () => {
    const migrations = schemaMigrations()
    const apart = migrations.find(({ name }) => name === 'invoices_by_plain')
    if (!apart) throw new Error('a migration is gone')
    const statements = renderStatements(apart.sql)
    const kept = ['A 2', 'B 0', 'C 1']
    for (const cut of statements.keys()) {
      await fresh()
      await migrate(test.warehouse, { migrations: migrations.filter(({ number }) => number < apart.number) })
      const command = (sql: string) => test.warehouse.command({ name: 'test', sql })
      await command(
        "INSERT INTO relance.invoices (invoice_id, plain, bucket) VALUES ('A', 2, 1), ('B', 0, 1), ('C', 1, 2)",
      )
      for (const sql of statements.slice(0, cut)) await command(sql)
      await migrate(test.warehouse)
      const found = await test.warehouse.query({
        name: 'test',
        sql: "SELECT concat(invoice_id, ' ', toString(plain)) AS text FROM relance.invoices ORDER BY text",
        row: z.object({ text: z.string() }),
      })
      expect(
        found.map(({ text }) => text),
        `cut after ${cut} statements`,
      ).toEqual(kept)
      const keys = await test.warehouse.query({
        name: 'test',
        sql: "SELECT name, sorting_key AS key FROM system.tables WHERE database = 'relance' AND name LIKE 'invoices%' ORDER BY name",
        row: z.object({ name: z.string(), key: z.string() }),
      })
      const key = 'plain, entity_id, customer_id, invoice_id'
      expect(keys).toEqual([
        { name: 'invoices', key },
        { name: 'invoices_stage', key },
      ])
    }
  })

  it('explains every table and every column', async () => {
    await migrate(test.warehouse)
    const sql = `
      WITH tables AS (SELECT name FROM system.tables WHERE database = 'relance' AND engine NOT LIKE '%View')
      SELECT name FROM system.tables WHERE database = 'relance' AND comment = '' AND name IN tables
      UNION ALL
      SELECT table || '.' || name FROM system.columns
      WHERE database = 'relance' AND comment = '' AND table IN tables`
    expect(
      await test.warehouse.query({ name: 'comments', sql, row: z.object({ name: z.string() }) }),
    ).toEqual([])
  })
})

describe('rendering', () => {
  it('parts a file into statements, and takes placeholders of earlier versions for nothing', () => {
    const [table, other, ...rest] = renderStatements(first.sql)
    expect(table).toContain('relance.a  (id String) ENGINE = MergeTree ORDER BY id')
    expect(other).toContain('ENGINE = ReplacingMergeTree ORDER BY id')
    expect(rest).toEqual([])
    const sql = 'x ENGINE = {engine:ReplacingMergeTree(version)} y;\n;;\n-- nothing\n'
    expect(renderStatements(sql)).toEqual(['x ENGINE = ReplacingMergeTree(version) y'])
  })
})
