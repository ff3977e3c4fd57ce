import { lond } from '@relance/experiments'
import type { ResultsAnswer, ResultsScope } from '../results/results.contract'
import type { ProgramRow } from './program.contract'

export const FALSE_DISCOVERY_RATE = 0.05

/** Smallest p of the declared metric over variants and scopes, times the number of contrasts; null where none is. */
export function smallestP({ overall, segments }: ResultsAnswer): number | null {
  const contrasts = (scopes: readonly ResultsScope[]) => scopes.flatMap(({ variants }) => variants)
  // With one segment it is everybody, and says the same again.
  const asked = contrasts([...(overall === null ? [] : [overall]), ...(segments.length > 1 ? segments : [])])
  const found = asked.flatMap(({ primary }) => (primary.measurable && primary.p !== null ? [primary.p] : []))
  return found.length === 0 ? null : Math.min(1, asked.length * Math.min(...found))
}

/**
 * LOND over the experiments in the order in which they began: the level of each depends on its number and on how many
 * stood before it, so that of all findings ever claimed at most the stated share is expected to be false.
 */
export function onlineControl(
  tested: readonly { id: string; first: string; p: number }[],
): Map<string, NonNullable<ProgramRow['online']>> {
  const order = [...tested].sort((a, b) => a.first.localeCompare(b.first) || a.id.localeCompare(b.id))
  const decided = lond(
    order.map(({ p }) => p),
    FALSE_DISCOVERY_RATE,
  )
  return new Map(
    order.flatMap(({ id, p }, i) => {
      const one = decided[i]
      return one === undefined ? [] : [[id, { p, level: one.level, stands: one.rejected }] as const]
    }),
  )
}
