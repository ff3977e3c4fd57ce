import { expect, it } from 'vitest'
import { z } from 'zod'
import { useWarehouse } from '../engine/testing'
import { recoverLoads } from '../ingest'
import { asKnownThen } from './known-then'

const test = useWarehouse()
const LOOK = `then_${'0123456789abcdef'.repeat(2)}_`
const create = (name: string) =>
  test.warehouse.command({
    name: 'test',
    sql: `CREATE TABLE relance.${name} (n UInt8) ENGINE = MergeTree ORDER BY n`,
  })
const tables = async () => {
  const sql = `SELECT name FROM system.tables WHERE database = currentDatabase() AND match(name, '^then_|^(plain|paid)_|^account_cash_') ORDER BY name`
  const rows = await test.warehouse.query({ name: 'test', sql, row: z.object({ name: z.string() }) })
  return rows.map(({ name }) => name)
}

it('takes away what a crash left in the middle of a derivation or of a look, and nothing that people made', async () => {
  const left = [`${LOOK}events`, `${LOOK}exposures`, 'plain_invoices_0', 'paid_invoices_12', 'account_cash_3']
  const own = ['account_cash_ours', 'paid_invoices_by_us', 'then_notes']
  for (const name of [...left, ...own]) await create(name)
  await recoverLoads(test.warehouse, false)
  expect(await tables()).toEqual(own)
})

it('leaves a look that goes on, and one that another process may have begun', async () => {
  const seen = await asKnownThen(test.warehouse, { experiment: 'none', on: '2026-01-01' }, async () => {
    await create(`${LOOK}events`)
    await recoverLoads(test.warehouse)
    const young = await tables()
    await recoverLoads(test.warehouse, false)
    return { young, own: await tables() }
  })
  expect(seen.young).toContain(`${LOOK}events`)
  expect(seen.own).not.toContain(`${LOOK}events`)
  expect(seen.own.filter((name) => name.endsWith('_exposures'))).toHaveLength(1)
  expect((await tables()).filter((name) => /^then_[0-9a-f]{32}_/.test(name))).toEqual([])
})
