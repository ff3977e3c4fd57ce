import { normalQuantile } from '../distributions'
import { requireCount, requireOpenProbability } from '../errors'

/** Checks a count of events among units; throws RangeError unless 0 ≤ events ≤ units and units ≥ 1. */
export function requireEvents(events: number, units: number, name: string): void {
  requireCount(units, `${name} units`, 1)
  requireCount(events, `${name} events`)
  if (events > units) throw new RangeError(`${name}: ${events} events among ${units} units`)
}

/**
 * Score interval for one share.
 *
 * Question: which true shares are compatible with this count? Good from a handful of units on, also for
 * rare events; coverage is right on average, not at every share (clopperPearsonInterval is).
 * Formula: (p̂ + z²/2n ± z√(p̂(1 − p̂)/n + z²/4n²))/(1 + z²/n). Source: Wilson 1927. From counts.
 * Worked number: 5 of 100 → 0.0215437 to 0.1117505.
 */
export function wilsonInterval(events: number, units: number, alpha = 0.05): readonly [number, number] {
  requireEvents(events, units, 'share')
  const z = -normalQuantile(requireOpenProbability(alpha, 'alpha') / 2)
  const share = events / units
  const shrink = 1 + (z * z) / units
  const centre = (share + (z * z) / (2 * units)) / shrink
  const half = (z * Math.sqrt((share * (1 - share)) / units + (z * z) / (4 * units * units))) / shrink
  return [events === 0 ? 0 : centre - half, events === units ? 1 : centre + half]
}
