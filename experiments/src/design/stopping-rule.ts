import { normalCdf, normalPdf, normalQuantile, normalSf } from '../distributions'
import { requireOpenProbability } from '../errors'

/** The rule that will decide: one look at the planned end, or the anytime-valid interval at every look. */
export type StoppingRule =
  | { readonly kind: 'fixed' }
  | {
      readonly kind: 'sequential'
      /** Share of the planned information at each look, increasing, last = 1. Default: 40 looks from 0.1. */
      readonly looks?: readonly number[]
    }

const defaultLooks = Array.from({ length: 40 }, (_, i) => 0.1 + (0.9 * i) / 39)
const gridPoints = 241

function requireLooks(looks: readonly number[]): readonly number[] {
  const increasing = looks.every((t, i) => t > (i === 0 ? 0 : (looks[i - 1] ?? 0)))
  if (!increasing || looks.at(-1) !== 1) throw new RangeError('looks must increase from above 0 to exactly 1')
  return looks
}

/** Boundary of the normal mixture on the clock t = I/I_plan, for the score process divided by √I_plan. */
function boundary(t: number, alpha: number): number {
  const r = 1 / (-2 * Math.log(alpha) + Math.log(1 - 2 * Math.log(alpha)))
  return Math.sqrt((t + r) * Math.log((t + r) / (r * alpha * alpha)))
}

interface Step {
  readonly t: number
  readonly bound: number
  /** Null sub-density (times quadrature weight) of the process still inside before this look. */
  readonly points: Float64Array
  readonly mass: Float64Array
  readonly from: number
}

/** Densities between looks under no effect (Armitage, McPherson & Rowe 1969), by Simpson's rule. */
function continuation(looks: readonly number[], alpha: number): readonly Step[] {
  const steps: Step[] = []
  let points = Float64Array.of(0)
  let mass = Float64Array.of(1)
  let from = 0
  for (const t of looks) {
    const bound = boundary(t, alpha)
    steps.push({ t, bound, points, mass, from })
    const sd = Math.sqrt(t - from)
    const next = Float64Array.from(
      { length: gridPoints },
      (_, i) => -bound + (2 * bound * i) / (gridPoints - 1),
    )
    const width = (2 * bound) / (gridPoints - 1)
    const nextMass = next.map((y, i) => {
      let density = 0
      for (let k = 0; k < points.length; k++) {
        const z = (y - (points[k] ?? 0)) / sd
        if (z > -9 && z < 9) density += (mass[k] ?? 0) * normalPdf(z)
      }
      const simpson = i === 0 || i === gridPoints - 1 ? 1 : i % 2 === 1 ? 4 : 2
      return ((density / sd) * simpson * width) / 3
    })
    points = next
    mass = nextMass
    from = t
  }
  return steps
}

const known = new Map<string, readonly Step[]>()

function stepsOf(looks: readonly number[], alpha: number): readonly Step[] {
  const key = `${alpha}:${looks.join()}`
  const steps = known.get(key) ?? continuation(looks, alpha)
  if (known.size > 20) known.clear()
  known.set(key, steps)
  return steps
}

/**
 * Question: how likely does the rule find an effect of a given size, in the right direction, by the
 * planned end? drift = effect / standard error at the planned end.
 * Formula: fixed: Φ(drift − z_{α/2}); sequential: crossing probability of Brownian motion with drift over
 * the normal-mixture boundary at the looks, by recursive integration. Assumptions: independent increments
 * of information, as in the sequential rule itself.
 * Source: Armitage, McPherson & Rowe 1969; boundary: Howard, Ramdas, McAuliffe & Sekhon 2021 eq. 14.
 * Worked number: drift 3.2415, α 0.05: fixed 0.9000, sequential (default looks) 0.6707.
 */
export function powerOfDrift(drift: number, alpha: number, rule: StoppingRule): number {
  requireOpenProbability(alpha, 'alpha')
  if (!Number.isFinite(drift)) throw new RangeError(`drift must be finite, got ${drift}`)
  if (rule.kind === 'fixed') return normalCdf(drift - normalQuantile(1 - alpha / 2))
  let crossed = 0
  for (const { t, bound, points, mass, from } of stepsOf(requireLooks(rule.looks ?? defaultLooks), alpha)) {
    const step = t - from
    for (let k = 0; k < points.length; k++) {
      const x = points[k] ?? 0
      const weight = (mass[k] ?? 0) * Math.exp(drift * x - (drift * drift * from) / 2)
      const z = (bound - x - drift * step) / Math.sqrt(step)
      if (z < 9 && weight > 1e-18) crossed += weight * normalSf(z)
    }
  }
  return Math.min(1, crossed)
}

/**
 * Question: how many standard errors must the effect be at the planned end for this power?
 * Worked number: power 0.9, α 0.05 → fixed 3.2415. Throws RangeError unless alpha < power < 1.
 */
export function driftForPower(power: number, alpha: number, rule: StoppingRule): number {
  requireOpenProbability(power, 'power')
  requireOpenProbability(alpha, 'alpha')
  if (power <= alpha) throw new RangeError('power must be greater than alpha')
  if (rule.kind === 'fixed') return normalQuantile(1 - alpha / 2) + normalQuantile(power)
  // Illinois' false position: the power rises with the drift, from under alpha at 0 to 1 at 20.
  let [low, high] = [0, 20]
  let [below, above] = [powerOfDrift(low, alpha, rule) - power, 1 - power]
  for (let i = 0; i < 100 && high - low > 1e-10; i++) {
    const middle = (low * above - high * below) / (above - below)
    const gap = powerOfDrift(middle, alpha, rule) - power
    if (Math.abs(gap) < 1e-12) return middle
    if (gap < 0) {
      low = middle
      below = gap
      above /= 2
    } else {
      high = middle
      above = gap
      below /= 2
    }
  }
  return (low + high) / 2
}

/**
 * Question: how many times the sample of a fixed test does the sequential rule need for this power?
 * Formula: (drift sequential / drift fixed)². Worked number: power 0.9, α 0.05 → 1.6103 at the default looks.
 */
export function sequentialSampleFactor(power: number, alpha: number, looks?: readonly number[]): number {
  const rule: StoppingRule = looks === undefined ? { kind: 'sequential' } : { kind: 'sequential', looks }
  return (driftForPower(power, alpha, rule) / driftForPower(power, alpha, { kind: 'fixed' })) ** 2
}
