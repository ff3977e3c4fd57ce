import { normalQuantile, normalSf } from '../distributions'
import { requireOpenProbability } from '../errors'
import { solveBracketed } from '../distributions/solve'
import { requireTwoShares, type TwoShares } from './newcombe-difference'

/** Shares of maximal likelihood under treatment − control = delta. Source: Farrington & Manning 1990, appendix. */
export function restrictedShares(shares: TwoShares, delta: number): { control: number; treatment: number } {
  const { control, treatment } = shares
  const pT = treatment.events / treatment.units
  const pC = control.events / control.units
  const theta = control.units / treatment.units
  const a = 1 + theta
  const b = -(1 + theta + pT + theta * pC + delta * (theta + 2))
  const c = delta * delta + delta * (2 * pT + theta + 1) + pT + theta * pC
  const d = -pT * delta * (1 + delta)
  const v = (b / (3 * a)) ** 3 - (b * c) / (6 * a * a) + d / (2 * a)
  const u = (v < 0 ? -1 : 1) * Math.sqrt(Math.max(0, (b / (3 * a)) ** 2 - c / (3 * a)))
  const cosine = u === 0 ? 0 : Math.min(1, Math.max(-1, v / u ** 3))
  const root = 2 * u * Math.cos((Math.PI + Math.acos(cosine)) / 3) - b / (3 * a)
  const atTreatment = Math.min(Math.min(1, 1 + delta), Math.max(Math.max(0, delta), root))
  return { control: Math.min(1, Math.max(0, atTreatment - delta)), treatment: atTreatment }
}

/**
 * Score statistic of treatment − control = delta: signed, standard normal under the hypothesis.
 * Source: Miettinen & Nurminen 1985 eq. 8, with their N/(N − 1). Infinite where the hypothesis is impossible.
 */
export function scoreStatistic(shares: TwoShares, delta: number): number {
  const { control, treatment } = shares
  const restricted = restrictedShares(shares, delta)
  const total = control.units + treatment.units
  const variance =
    ((restricted.treatment * (1 - restricted.treatment)) / treatment.units +
      (restricted.control * (1 - restricted.control)) / control.units) *
    (total / (total - 1))
  const distance = treatment.events / treatment.units - control.events / control.units - delta
  if (variance <= 1e-300) return Math.abs(distance) < 1e-12 ? 0 : distance > 0 ? Infinity : -Infinity
  return distance / Math.sqrt(variance)
}

export interface ScoreDifference {
  readonly estimate: number
  readonly interval: readonly [number, number]
  /** One-sided p of "the treatment's share exceeds control by more than the margin". */
  readonly pGreater: number
  /** One-sided p of "the treatment's share is below control + margin": non-inferiority of a harm. */
  readonly pLess: number
  readonly pValue: number
}

/**
 * Score interval and test for the difference of two shares, treatment − control.
 *
 * Question: how far apart are two shares of independent units, also when rare; is a harm within its margin?
 * Formula: the δ with |score(δ)| ≤ z(1 − α/2), shares under δ by restricted maximum likelihood.
 * Source: Miettinen & Nurminen 1985; Farrington & Manning 1990. From counts, one look at the planned end.
 * Units: shares. RangeError on impossible counts, alpha outside (0, 1), |margin| ≥ 1.
 * Worked number: 48/80 (control) against 56/70 → 0.2, interval 0.0528 to 0.3382.
 */
export function miettinenNurminenDifference(shares: TwoShares, alpha = 0.05, margin = 0): ScoreDifference {
  requireTwoShares(shares)
  if (!(Math.abs(margin) < 1)) throw new RangeError(`margin must lie between -1 and 1, got ${margin}`)
  const z = -normalQuantile(requireOpenProbability(alpha, 'alpha') / 2)
  const { control, treatment } = shares
  const estimate = treatment.events / treatment.units - control.events / control.units
  const edge = 1 - 1e-12
  const bound = (side: 1 | -1): number => {
    const excess = (delta: number): number => scoreStatistic(shares, delta) + side * z
    const end = side * edge
    if (Math.abs(estimate) >= edge && Math.sign(estimate) === side) return side
    if (excess(end) * side > 0) return side
    return solveBracketed((delta) => Math.max(-1e9, Math.min(1e9, excess(delta))), estimate, end, 1e-13)
  }
  const statistic = scoreStatistic(shares, margin)
  return {
    estimate,
    interval: [bound(-1), bound(1)],
    pGreater: normalSf(statistic),
    pLess: normalSf(-statistic),
    pValue: Math.min(1, 2 * normalSf(Math.abs(statistic))),
  }
}
