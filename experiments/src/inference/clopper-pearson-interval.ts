import { betaQuantile } from '../distributions'
import { requireOpenProbability } from '../errors'
import { requireEvents } from './wilson-interval'

/**
 * Exact interval for one share: covers with at least 1 − α at every true share.
 *
 * Question: as wilsonInterval, for rare events where a promise must hold (complaints, opt-outs).
 * Formula: beta quantiles α/2 of Beta(x, n − x + 1) and 1 − α/2 of Beta(x + 1, n − x).
 * Source: Clopper & Pearson 1934. From counts. RangeError as wilsonInterval.
 * Worked number: 5 of 100 → 0.0164319 to 0.1128349.
 */
export function clopperPearsonInterval(
  events: number,
  units: number,
  alpha = 0.05,
): readonly [number, number] {
  requireEvents(events, units, 'share')
  const tail = requireOpenProbability(alpha, 'alpha') / 2
  const low = events === 0 ? 0 : betaQuantile(tail, events, units - events + 1)
  // The upper bound through the mirrored beta, so that 1 − α/2 is never formed.
  const high = events === units ? 1 : 1 - betaQuantile(tail, units - events, events + 1)
  return [low, high]
}
