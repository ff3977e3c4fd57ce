import { requireCount, requireFinite, requireNonNegative } from '../errors'

/** One arm's follow-up by age 0 … h, in customers (or customer equivalents of euros). */
export interface HazardCounts {
  /** Followed to that age and still open before it. */
  readonly atRisk: readonly number[]
  /** Of those, paid at that age. */
  readonly paid: readonly number[]
}

/** Throws RangeError unless both columns have `ages` entries with 0 ≤ paid ≤ at risk. */
export function requireHazardCounts(counts: HazardCounts, ages: number): HazardCounts {
  if (counts.atRisk.length !== ages || counts.paid.length !== ages) {
    throw new RangeError(
      `hazard counts need ${ages} ages, got ${counts.atRisk.length} and ${counts.paid.length}`,
    )
  }
  counts.atRisk.forEach((atRisk, age) => {
    requireNonNegative(atRisk, 'at risk')
    const paid = requireNonNegative(counts.paid[age] ?? NaN, 'paid')
    if (paid > atRisk * (1 + 1e-9)) throw new RangeError(`age ${age}: ${paid} paid of ${atRisk} at risk`)
  })
  return counts
}

/**
 * Question: how many customers' worth of evidence do euro hazards carry?
 * Formula: at each age Kish's effective number (Σ open)²/Σ open² at risk, of which the share paid/open paid.
 * Assumption: euros of one customer move together. Source: Kish 1965. Units: customer equivalents.
 * Works from per-age sums. Worked number: open 100 and 300 (Σ 400, Σ² 100,000), paid 100 → 1.6 at risk, 0.4 paid.
 */
export function euroHazardCounts(
  open: readonly number[],
  openSquares: readonly number[],
  paid: readonly number[],
): HazardCounts {
  if (open.length !== openSquares.length || open.length !== paid.length)
    throw new RangeError('columns differ in length')
  const atRisk = open.map((euros, age) => {
    const squares = requireNonNegative(openSquares[age] ?? NaN, 'squares')
    return squares === 0 ? 0 : requireNonNegative(euros, 'open') ** 2 / squares
  })
  const share = (age: number) => {
    const euros = open[age] ?? 0
    // A rejected payment may make an age's net payment negative: it counts as none here.
    return euros === 0 ? 0 : Math.max(0, requireFinite(paid[age] ?? NaN, 'paid')) / euros
  }
  return requireHazardCounts({ atRisk, paid: atRisk.map((n, age) => n * share(age)) }, open.length)
}

/**
 * Question: which counts do customers leave who are followed for different times?
 * rows: days followed (complete), and age of payment or null. Ages 0 … horizon.
 * Worked number: horizon 2, followed 2 paid at 1, followed 0 unpaid → at risk 2, 1, 0; paid 0, 1, 0.
 */
export function hazardCountsOf(
  rows: readonly { readonly followed: number; readonly paidAt: number | null }[],
  horizon: number,
): HazardCounts {
  requireCount(horizon, 'horizon')
  const atRisk = new Array<number>(horizon + 1).fill(0)
  const paid = new Array<number>(horizon + 1).fill(0)
  for (const { followed, paidAt } of rows) {
    requireFinite(followed, 'followed')
    const last = Math.min(followed, paidAt ?? Infinity, horizon)
    for (let age = 0; age <= last; age++) atRisk[age] = (atRisk[age] ?? 0) + 1
    if (paidAt !== null && paidAt <= Math.min(followed, horizon)) paid[paidAt] = (paid[paidAt] ?? 0) + 1
  }
  return { atRisk, paid }
}
