import type { WorkbenchLimits } from './runs/runs.contract'

/** Stated on the screen. Time, memory and exported rows are held by the engine, the rest here. */
export const LIMITS: WorkbenchLimits = {
  rows_shown: 100_000,
  rows_exported: 1_000_000,
  bytes_shown: 64_000_000,
  columns: 1_000,
  seconds: 30,
  memory_bytes: 1_000_000_000,
  statement_bytes: 200_000,
  at_once: 3,
}
/** So long a statement waits for figures of KPIs that are made anew: programs in front of ours wait 60 seconds. */
export const FIGURES_SECONDS = 50
/** of all people together, so that the engine keeps answering the other screens */
export const MOST_AT_ONCE = 8
