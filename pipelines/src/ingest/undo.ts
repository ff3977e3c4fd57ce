import type { Warehouse } from '../warehouse/warehouse'
import { finishLoad } from './finish'
import { IngestError } from './ingest-error'
import type { Load } from './ingest.contract'
import { readLoad, writeLoad } from './loads'
import { oneAtATime } from './one-at-a-time'

/**
 * Takes a whole load back: what it brought no longer counts, but for what another load brought as well.
 * @throws IngestError `ingest/load-not-found`, `ingest/not-undoable`
 */
export function undoLoad(warehouse: Warehouse, batchId: string): Promise<Load> {
  return oneAtATime(warehouse, async () => {
    const load = await readLoad(warehouse, batchId)
    if (load.state === 'undone') return load.derived ? load : finishLoad(warehouse, load)
    if (load.state !== 'accepted') {
      throw new IngestError(
        'ingest/not-undoable',
        `Load ${batchId} is ${load.state}: there is nothing to take back.`,
        {
          state: load.state,
        },
      )
    }
    const undone: Load = { ...load, state: 'undone', derived: false }
    await writeLoad(warehouse, undone)
    return finishLoad(warehouse, undone)
  })
}
