import { z } from 'zod'
import type { Statement, Warehouse } from '../warehouse/warehouse'
import { isOfParts, stageShape } from './stage-shape'

/** Stands in a statement for the part that is worked out first. */
export const ASIDE = '{aside}'

/**
 * Runs a statement that uses one of its parts several times, with that part worked out once: the engine would work a
 * named query out at each use. Costs some statements, which few rows are not worth. Where several servers share the
 * work, each would need the part, and the statement is run as it is.
 * @param statement inserts into relance.TABLE, nothing where the part has no row; ASIDE stands for the part
 * @param part SQL of the part
 * @param name for the table in between, of nobody else at that time
 */
export async function fillAside(
  warehouse: Warehouse,
  statement: Statement,
  part: string,
  name: string,
): Promise<void> {
  const whole = { ...statement, sql: statement.sql.replaceAll(ASIDE, part) }
  const [, stage = ''] = /INSERT INTO relance\.(\w+)/.exec(statement.sql) ?? []
  if (!isOfParts(await stageShape(warehouse, stage))) return warehouse.command(whole)
  const table = `relance.${name}`
  const run = (sql: string) =>
    warehouse.command({ name: 'derive-aside', sql, params: statement.params ?? {} })
  await run(`DROP TABLE IF EXISTS ${table}`)
  try {
    await run(`CREATE TABLE ${table} ENGINE = Memory AS ${part}`)
    const found = await warehouse.query({
      name: 'derive-aside-any',
      sql: `SELECT 1 AS one FROM ${table} LIMIT 1`,
      row: z.object({ one: z.number() }),
    })
    if (found.length === 0) return
    await warehouse.command({
      ...statement,
      sql: statement.sql.replaceAll(ASIDE, `SELECT * FROM ${table}`),
    })
  } finally {
    await run(`DROP TABLE IF EXISTS ${table}`)
  }
}
