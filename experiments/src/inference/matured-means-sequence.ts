import {
  isMeasurable,
  measured,
  requireFinite,
  requireOpenProbability,
  requirePositive,
  type Measurement,
} from '../errors'
import { effectMoments, type Comparison } from './effect-moments'
import { dailyFactor, sidedInterval, type TestOptions, type TestResult } from './welch'

export interface SequenceOptions extends TestOptions {
  /** Units in both arms at which the interval is narrowest, fixed before launch. gbstats: 5000. */
  readonly tuningUnits: number
  /** The mixture parameter itself, when known; otherwise made from alpha and tuningUnits. */
  readonly rho?: number
}

/** p-values of one-sided sequences are only told apart inside these limits (as in gbstats). */
const ONE_SIDED_P: readonly [number, number] = [1e-5, 0.4999]

/**
 * gbstats' sequential interval: an asymptotic confidence sequence for means of MATURE customers only.
 *
 * Question: may I look every day at a mean of customers whose outcome is already final? Not for shares that
 * still grow with age ("recovered so far"): there it declares a winner in nearly every test where a variant
 * only speeds payment up; use the sequence on the information clock instead.
 * Assumes independent units in order of entry. Formula, N = units of both arms: half-width
 * se·√N·√(2(Nρ² + 1)/(Nρ)²·ln(√(Nρ² + 1)/α)), one-sided ln(1 + √(Nρ² + 1)/(2α)); ρ = √((−2 ln a +
 * ln(1 − 2 ln a))/tuningUnits), a = α or 2α one-sided; p = 1 / e-value.
 * Source: Waudby-Smith, Arbour, Sinha, Kennedy & Ramdas 2021 (arXiv 2103.06476), eq. 155 for p.
 * From sums. Worked number: 2480/4000 against 2580/4000, relative, tuningUnits 500 → −0.0183 to 0.0990.
 */
export function maturedMeansSequence(
  comparison: Comparison,
  options: SequenceOptions,
): Measurement<TestResult> {
  const alternative = options.alternative ?? 'two-sided'
  const alpha = requireOpenProbability(options.alpha ?? 0.05, 'alpha')
  if (alternative !== 'two-sided' && alpha >= 0.5) throw new RangeError('one-sided alpha must be below 0.5')
  requirePositive(options.tuningUnits, 'tuningUnits')
  const nullValue = requireFinite(options.nullValue ?? 0, 'nullValue')
  const factor = dailyFactor(options.daily, options.scale)
  const moments = effectMoments(comparison, options.scale)
  if (!isMeasurable(moments)) return moments
  const { estimate, standardError } = moments
  const units = moments.control.n + moments.treatment.n
  const spent = alternative === 'two-sided' ? alpha : 2 * alpha
  const rho =
    options.rho === undefined
      ? mixtureParameter(spent, options.tuningUnits)
      : requirePositive(options.rho, 'rho')
  const inflated = units * rho * rho + 1
  const tail =
    alternative === 'two-sided'
      ? Math.log(Math.sqrt(inflated) / alpha)
      : Math.log1p(Math.sqrt(inflated) / (2 * alpha))
  const spread = (2 * inflated) / (units * rho * rho)
  const [low, high] = sidedInterval(estimate, standardError * Math.sqrt(spread * tail), alternative)
  const distance = (estimate - nullValue) / standardError
  const toward = alternative === 'less' ? -distance : distance
  const pValue =
    alternative === 'two-sided'
      ? Math.min(1, Math.sqrt(inflated) * Math.exp(-(distance * distance) / spread))
      : oneSidedP(toward, spread, inflated)
  return measured({
    estimate: estimate * factor,
    standardError: standardError * factor,
    interval: [low * factor, high * factor] as const,
    pValue,
    statistic: distance,
    moments,
    method: 'gbstats-sequence',
  })
}

function mixtureParameter(alpha: number, tuningUnits: number): number {
  const bits = -2 * Math.log(alpha)
  return Math.sqrt((bits + Math.log(1 + bits)) / tuningUnits)
}

/** The α at which the one-sided bound touches the null value, in closed form. */
function oneSidedP(toward: number, spread: number, inflated: number): number {
  const [smallest, largest] = ONE_SIDED_P
  if (toward <= 0) return largest
  const alpha = Math.sqrt(inflated) / (2 * Math.expm1((toward * toward) / spread))
  return Math.min(largest, Math.max(smallest, alpha))
}
