import { z } from 'zod'
import type { Warehouse } from '../../warehouse/warehouse'
import loadsSql from './loads.sql?raw'

const row = z.object({
  entity_id: z.string(),
  history_from: z.string().nullable(),
  complete_through: z.string().nullable(),
})
export type EntityData = z.output<typeof row>

export interface DataState {
  entities: EntityData[]
  /** the latest start of history; null when some entity states none: it may know open items only */
  historyFrom: string | null
  /** the earliest data cut; null when no load tells one */
  dataCut: string | null
}

/** What is known of the entities asked for (undefined: all): since when, and until when. */
export async function dataState(
  warehouse: Warehouse,
  entityIds: readonly string[] | undefined,
): Promise<DataState> {
  if (entityIds?.length === 0) return { entities: [], historyFrom: null, dataCut: null }
  const entities = await warehouse.query({
    name: 'kpi-data-state',
    sql: loadsSql,
    params: { entities: [...(entityIds ?? [])] },
    row,
  })
  const starts = entities.map((entity) => entity.history_from)
  const cuts = entities.flatMap((entity) => entity.complete_through ?? [])
  return {
    entities,
    historyFrom: starts.includes(null) ? null : (starts.sort().at(-1) ?? null),
    dataCut: cuts.sort()[0] ?? null,
  }
}
