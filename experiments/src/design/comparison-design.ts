import { measured, notMeasurable, requireFinite, requireOpenProbability, requirePositive } from '../errors'
import { unitVariances } from './design-metric'
import { driftForPower, powerOfDrift } from './stopping-rule'
import type { Measurement } from '../errors'
import type { DesignMetric } from './design-metric'
import type { StoppingRule } from './stopping-rule'

/** One comparison of a variant with the control, as it will be decided. */
export interface ComparisonDesign {
  readonly metric: DesignMetric
  readonly rule: StoppingRule
  /** Error rate of the whole family; default 0.05. */
  readonly alpha?: number
  /** Contrasts (variants × segments) among which alpha is split evenly; default 1. */
  readonly contrasts?: number
  /** Shares of all exposed customers that the two cells get (from {@link cellShares}). */
  readonly controlShare: number
  readonly variantShare: number
}

/**
 * Question: which share of the exposed customers does each cell get, with a holdout taken first?
 * Answers [control, each variant …, holdout]. Worked number: 3 equal cells, holdout 10 % → 0.3, 0.3, 0.3, 0.1.
 */
export function cellShares(weights: readonly number[], holdoutShare = 0): readonly number[] {
  const sum = weights.reduce((a, b) => a + requirePositive(b, 'weight'), 0)
  if (Math.abs(sum - 1) > 1e-9) throw new RangeError(`weights sum to ${sum}, not 1`)
  if (!(holdoutShare >= 0 && holdoutShare < 1))
    throw new RangeError('holdoutShare must be at least 0 and below 1')
  const shares = weights.map((weight) => weight * (1 - holdoutShare))
  return holdoutShare === 0 ? shares : [...shares, holdoutShare]
}

function perContrastAlpha({ alpha = 0.05, contrasts = 1 }: ComparisonDesign): number {
  if (!Number.isInteger(contrasts) || contrasts < 1)
    throw new RangeError('contrasts must be a whole number from 1')
  return requireOpenProbability(alpha, 'alpha') / contrasts
}

/** N·se² of the difference, where N counts all exposed customers. */
function differenceVariance(design: ComparisonDesign, effect: number): number {
  const [control, variant] = unitVariances(design.metric, effect)
  const shares = [design.controlShare, design.variantShare] as const
  for (const share of shares)
    if (!(share > 0 && share < 1)) throw new RangeError(`a cell's share must lie in (0, 1), got ${share}`)
  if (shares[0] + shares[1] > 1 + 1e-9) throw new RangeError('the shares of two cells sum to more than 1')
  return control / shares[0] + variant / shares[1]
}

/**
 * Question: with so many customers, how likely is this effect found?
 * customers: all that are exposed over all cells. effect: absolute, in the metric's unit, its sign is
 * the good direction. Formula: power of drift |effect| / √(V_c/n_c + V_v/n_v) under the rule in force, at
 * alpha / contrasts. Source: Lachin 1981 (fixed), {@link powerOfDrift} (sequential).
 * Worked number: rate 0.62 → 0.645, 8,000 customers in two halves, fixed → 0.6405.
 */
export function comparisonPower(design: ComparisonDesign, customers: number, effect: number): number {
  requirePositive(customers, 'customers')
  const drift = Math.abs(effect) / Math.sqrt(differenceVariance(design, effect) / customers)
  return powerOfDrift(drift, perContrastAlpha(design), design.rule)
}

/**
 * Question: how many customers must be exposed over all cells to find this effect with this power?
 * Formula: drift²·(V_c/w_c + V_v/w_v)/effect², rounded up. Worked number: rate 0.5 → 0.6, two halves,
 * power 0.8, fixed → 770 (385 an arm, unpooled variances). Throws RangeError for effect 0.
 */
export function customersNeeded(design: ComparisonDesign, effect: number, power: number): number {
  if (requireFinite(effect, 'effect') === 0) throw new RangeError('an effect of 0 needs no finite sample')
  const drift = driftForPower(power, perContrastAlpha(design), design.rule)
  return Math.ceil((drift ** 2 * differenceVariance(design, effect)) / effect ** 2 - 1e-9)
}

/**
 * Question: which effect would just be found with this power? direction: sign of a good effect.
 * Code: effect-beyond-range where a rate cannot move that far. Worked number: rate 0.5, 770 customers
 * in two halves, power 0.8, fixed → 0.09998.
 */
export function smallestEffect(
  design: ComparisonDesign,
  customers: number,
  power: number,
  direction: 1 | -1 = 1,
): Measurement<{ readonly effect: number }> {
  requirePositive(customers, 'customers')
  const drift = driftForPower(power, perContrastAlpha(design), design.rule)
  const reached = (size: number) =>
    size ** 2 * customers >= drift ** 2 * differenceVariance(design, direction * size)
  const { metric } = design
  const room = metric.kind === 'proportion' ? (direction === 1 ? 1 - metric.rate : metric.rate) : Infinity
  let high = Math.min(room, drift * Math.sqrt(differenceVariance(design, 0) / customers))
  while (!reached(high)) {
    if (high >= room) return notMeasurable('effect-beyond-range', { customers, room })
    high = Math.min(room, high * 2)
  }
  let low = 0
  for (let i = 0; i < 200 && high - low > 1e-13 * high; i++) {
    const middle = (low + high) / 2
    if (reached(middle)) high = middle
    else low = middle
  }
  return measured({ effect: direction * high })
}

/** Information 1/se² of the difference at the planned end: what the sequential rule must know before launch. */
export function plannedInformation(design: ComparisonDesign, customers: number): number {
  return requirePositive(customers, 'customers') / differenceVariance(design, 0)
}
