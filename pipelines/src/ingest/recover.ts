import { dropLeftOver } from '../derive/left-over'
import type { Warehouse } from '../warehouse/warehouse'
import { finishLoad } from './finish'
import { dropTables } from './load-tables'
import { loadsWhere, writeLoad } from './loads'
import { oneAtATime } from './one-at-a-time'

/**
 * At start, before any load: ends what a crash left open. Loads that were landing have failed, their rows never
 * count; loads that were accepted or undone but not derived are finished. Tables
 * that it left in the middle of something go.
 * @param shared whether other processes may be reading from the same warehouse
 * @returns batch ids
 */
export function recoverLoads(
  warehouse: Warehouse,
  shared = true,
): Promise<{ failed: string[]; finished: string[] }> {
  return oneAtATime(warehouse, async () => {
    await dropTables(warehouse)
    await dropLeftOver(warehouse, shared)
    const landing = await loadsWhere(warehouse, ['landing'])
    for (const load of landing) {
      await writeLoad(warehouse, {
        ...load,
        state: 'failed',
        finished_at: new Date().toISOString(),
        message: 'The program ended before the load was complete. Load the file again.',
        derived: true,
      })
    }
    const open = await loadsWhere(warehouse, ['accepted', 'undone'], false)
    for (const load of open) await finishLoad(warehouse, load)
    return { failed: landing.map((load) => load.batch_id), finished: open.map((load) => load.batch_id) }
  })
}
