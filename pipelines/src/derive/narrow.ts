import type { Statement, Warehouse } from '../warehouse/warehouse'
import { isOfParts, stageShape } from './stage-shape'

/**
 * Runs a statement that fills some of the columns of a stage, so that the others are not written at all: into a table
 * of those columns, which gets the others when it is filled, and whose parts the stage then takes over. The engine
 * knows what a part does not have to be empty. It spares half of the work where most columns are empty, and costs
 * some statements, which few rows are not worth.
 * @param statement begins with INSERT INTO relance.TABLE (columns)
 * @param narrow name for the table in between, of nobody else at that time
 */
export async function fillNarrow(warehouse: Warehouse, statement: Statement, narrow: string): Promise<void> {
  const [start = '', stage = '', list = ''] =
    /INSERT INTO relance\.(\w+)\s+\(([^)]*)\)/.exec(statement.sql) ?? []
  const columns = list.split(',').map((name) => name.trim())
  const shape = await stageShape(warehouse, stage)
  if (!isOfParts(shape)) return warehouse.command(statement)
  const run = (sql: string) => warehouse.command({ name: 'derive-narrow', sql })
  const table = `relance.${narrow}`
  const names = columns.join(', ')
  const others = shape.columns
    .filter(([name]) => !columns.includes(name))
    .map(([name, type]) => `ADD COLUMN ${name} ${type}`)
  await run(`DROP TABLE IF EXISTS ${table}`)
  try {
    await run(`CREATE TABLE ${table} ENGINE = ${shape.engine} EMPTY AS SELECT ${names} FROM relance.${stage}`)
    const sql = statement.sql.replace(start, `INSERT INTO ${table} (${names})`)
    await warehouse.command({ ...statement, sql })
    await run(`ALTER TABLE ${table} ${others.join(', ')}`)
    await run(`ALTER TABLE relance.${stage} ATTACH PARTITION ALL FROM ${table}`)
  } finally {
    await run(`DROP TABLE IF EXISTS ${table}`)
  }
}
