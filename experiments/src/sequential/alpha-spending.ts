import { normalQuantile, normalSf } from '../distributions'
import { requireNonNegative, requireOpenProbability } from '../errors'

/** How the error rate is spent over the information: late (O'Brien–Fleming-like) or evenly (Pocock-like). */
export type SpendingFunction = 'obrien_fleming' | 'pocock'

/**
 * Question: how much of α may have been spent when the fraction t of the planned information is in?
 * Formula: each tail spends α/2: O'Brien–Fleming-like 2·(2 − 2Φ(z_{α/4}/√t)); Pocock-like α ln(1 + (e − 1)t);
 * t above 1 counts as 1.
 * Source: Lan & DeMets 1983 (α₁*, α₂*). Reference: R ldbounds, gsDesign. Units: two-sided probability.
 * Worked number: α = 0.05, t = 0.5: 0.003051 (O'Brien–Fleming-like), 0.031006 (Pocock-like).
 */
export function alphaSpent(kind: SpendingFunction, fraction: number, alpha: number): number {
  requireOpenProbability(alpha, 'alpha')
  const t = Math.min(1, requireNonNegative(fraction, 'fraction'))
  if (t === 0) return 0
  if (kind === 'pocock') return alpha * Math.log(1 + (Math.E - 1) * t)
  return Math.min(alpha, 4 * normalSf(normalQuantile(1 - alpha / 4) / Math.sqrt(t)))
}
