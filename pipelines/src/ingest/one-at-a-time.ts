import type { Warehouse } from '../warehouse/warehouse'

const lines = new WeakMap<Warehouse, Promise<unknown>>()

/** Runs what changes loads one after the other: each compares with what the one before has left. */
export function oneAtATime<T>(warehouse: Warehouse, work: () => Promise<T>): Promise<T> {
  const before = lines.get(warehouse) ?? Promise.resolve()
  const now = before.then(work, work)
  lines.set(
    warehouse,
    now.catch(() => undefined),
  )
  return now
}
