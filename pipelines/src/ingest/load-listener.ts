import type { Warehouse } from '../warehouse/warehouse'
import type { Load, LoadState } from './ingest.contract'

/** A load that has ended, as figures only: nothing of what was loaded. */
export interface EndedLoad extends Pick<
  Load,
  'source' | 'read' | 'accepted' | 'duplicates' | 'ignored' | 'rejected'
> {
  state: Exclude<LoadState, 'landing' | 'undone'>
  seconds: number
}

type Listener = (load: EndedLoad) => void

const listeners = new WeakMap<Warehouse, Listener>()

/** Tells of every load of a warehouse that ends in this process; dry runs are none. */
export function onLoadEnded(warehouse: Warehouse, listener: Listener): void {
  listeners.set(warehouse, listener)
}

export function tellEndedLoad(warehouse: Warehouse, load: EndedLoad): void {
  listeners.get(warehouse)?.(load)
}
