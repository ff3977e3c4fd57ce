import { z } from 'zod'
import type { Warehouse } from '../warehouse/warehouse'

const shapeRow = z.object({ engine: z.string(), columns: z.array(z.tuple([z.string(), z.string()])) })
/** Engine of a stage table with its settings, and its columns with their types. */
export type StageShape = z.output<typeof shapeRow>

/** Tables have their shape once a program has started: it is asked once. */
const known = new WeakMap<Warehouse, Map<string, StageShape>>()

/** @throws WarehouseError; Error where there is no such table */
export async function stageShape(warehouse: Warehouse, stage: string): Promise<StageShape> {
  const own = known.get(warehouse) ?? new Map<string, StageShape>()
  known.set(warehouse, own)
  const shape = own.get(stage) ?? (await askShape(warehouse, stage))
  own.set(stage, shape)
  return shape
}

async function askShape(warehouse: Warehouse, stage: string): Promise<StageShape> {
  const [shape] = await warehouse.query({
    name: 'derive-shape',
    sql: `SELECT engine_full AS engine, (SELECT groupArray((name, type)) FROM system.columns
        WHERE database = currentDatabase() AND table = {stage: String}) AS columns
      FROM system.tables WHERE database = currentDatabase() AND name = {stage: String}`,
    params: { stage },
    row: shapeRow,
  })
  if (!shape) throw new Error(`there is no table ${stage}`)
  return shape
}

/** Whether rows written to it stay on this server, in parts that other tables can take over. */
export const isOfParts = ({ engine }: StageShape): boolean => /^MergeTree\b/.test(engine)
