import type { Warehouse } from '../warehouse/warehouse'

type Alone = <T>(work: () => Promise<T>) => Promise<T>

const lines = new WeakMap<Warehouse, Promise<unknown>>()
const locks = new WeakMap<Warehouse, Alone>()
const atOnce: Alone = (work) => work()

/**
 * Where other processes change loads of the same warehouse: what keeps them apart. Without it one process would take
 * back what another is just landing, and two would find the same rows new.
 */
export function keepLoadsApart(warehouse: Warehouse, alone: Alone): void {
  locks.set(warehouse, alone)
}

/** Runs what changes loads one after the other: each compares with what the one before has left. */
export function oneAtATime<T>(warehouse: Warehouse, work: () => Promise<T>): Promise<T> {
  const before = lines.get(warehouse) ?? Promise.resolve()
  const alone = () => (locks.get(warehouse) ?? atOnce)(work)
  const now = before.then(alone, alone)
  lines.set(
    warehouse,
    now.catch(() => undefined),
  )
  return now
}
