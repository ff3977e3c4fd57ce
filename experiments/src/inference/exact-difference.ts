import { binomialPmf } from '../distributions'
import { requireOpenProbability } from '../errors'
import { at } from '../matrix'
import { clopperPearsonInterval } from './clopper-pearson-interval'
import { miettinenNurminenDifference, scoreStatistic } from './miettinen-nurminen'
import { requireTwoShares, type TwoShares } from './newcombe-difference'

/** Probability given away for searching the unknown control share in a confidence set only. */
const BERGER_BOOS = 1e-5
const GRID = 80

interface Masses {
  readonly first: number
  readonly masses: readonly number[]
}

/** Binomial probabilities from the first to the last count that matters (beyond 1e-13). */
function masses(units: number, share: number): Masses {
  if (share <= 0) return { first: 0, masses: [1] }
  if (share >= 1) return { first: units, masses: [1] }
  const mode = Math.min(units, Math.floor((units + 1) * share))
  const odds = share / (1 - share)
  const peak = binomialPmf(mode, units, share)
  const down: number[] = []
  for (let k = mode, mass = peak; k > 0 && mass > 1e-16; k--) {
    mass *= k / ((units - k + 1) * odds)
    down.push(mass)
  }
  const up: number[] = []
  for (let k = mode, mass = peak; k < units && mass > 1e-16; k++) {
    mass *= ((units - k) * odds) / (k + 1)
    up.push(mass)
  }
  return { first: mode - down.length, masses: [...down.reverse(), peak, ...up] }
}

/** For each control count the smallest treatment count at least as extreme as the data; found by one sweep. */
function rejectionEdge(shares: TwoShares, delta: number): (control: number) => number {
  const { control, treatment } = shares
  const observed = scoreStatistic(shares, delta) - 1e-9
  const known = new Map<number, number>()
  let hint = treatment.events
  return (events) => {
    const stored = known.get(events)
    if (stored !== undefined) return stored
    const extreme = (count: number): boolean =>
      scoreStatistic(
        { control: { events, units: control.units }, treatment: { events: count, units: treatment.units } },
        delta,
      ) >= observed
    let edge = hint
    while (edge > 0 && extreme(edge - 1)) edge--
    while (edge <= treatment.units && !extreme(edge)) edge++
    hint = Math.min(edge, treatment.units)
    known.set(events, edge)
    return edge
  }
}

/**
 * Exact one-sided p of treatment − control ≤ delta against greater: the largest probability, over control
 * shares in a 1 − 1e-5 confidence set (Berger & Boos 1994), of a score at least as large; plus 1e-5.
 */
function exactUpperP(shares: TwoShares, delta: number): number {
  const { control, treatment } = shares
  const [fromControl, toControl] = clopperPearsonInterval(control.events, control.units, BERGER_BOOS)
  const low = Math.max(fromControl, 0, -delta)
  const high = Math.min(toControl, 1, 1 - delta)
  if (low > high) return BERGER_BOOS
  const edge = rejectionEdge(shares, delta)
  let worst = 0
  for (let g = 0; g <= GRID; g++) {
    const share = low + ((high - low) * g) / GRID
    const forTreatment = masses(treatment.units, Math.min(1, Math.max(0, share + delta)))
    const upper = cumulateFromTop(forTreatment)
    const forControl = masses(control.units, share)
    const p = forControl.masses.reduce((sum, mass, i) => sum + mass * upper(edge(forControl.first + i)), 0)
    worst = Math.max(worst, p)
  }
  return Math.min(1, worst + BERGER_BOOS)
}

function cumulateFromTop({ first, masses: values }: Masses): (count: number) => number {
  const tails = values.slice()
  for (let i = tails.length - 2; i >= 0; i--) tails[i] = at(tails, i) + at(tails, i + 1)
  return (count) => (count <= first ? 1 : (tails[count - first] ?? 0))
}

export interface ExactDifference {
  readonly estimate: number
  readonly interval: readonly [number, number]
}

/**
 * Exact unconditional interval for the difference of two shares, treatment − control.
 *
 * Question: as the score interval, where at least 1 − α coverage must hold also with a handful of events
 * (complaints per arm). Conservative. Formula: the δ whose two exact one-sided score tests at α/2 both keep
 * it. Source: Chan & Zhang 1999; search set of the control share by Berger & Boos 1994; share maximised on a
 * grid of 81 points. From counts; a few 1,000 units an arm take under a second when events are rare.
 * Units: shares. RangeError on impossible counts. Worked number: 0/20 against 5/20 → 0.25, 0.0545 to 0.4911.
 */
export function exactDifference(shares: TwoShares, alpha = 0.05): ExactDifference {
  requireTwoShares(shares)
  requireOpenProbability(alpha, 'alpha')
  const { control, treatment } = shares
  const estimate = treatment.events / treatment.units - control.events / control.units
  const mirrored = { control: treatment, treatment: control }
  return {
    estimate,
    interval: [lowerBound(shares, estimate, alpha / 2), -lowerBound(mirrored, -estimate, alpha / 2)],
  }
}

/** Bisection between a rejected difference and the estimate; the score bound says where to begin. */
function lowerBound(shares: TwoShares, estimate: number, tail: number): number {
  const [near] = miettinenNurminenDifference(shares, 2 * tail).interval
  let rejected = Math.max(-1, near - (estimate - near))
  while (rejected > -1 && exactUpperP(shares, rejected) > tail) {
    rejected = Math.max(-1, rejected - 2 * (estimate - rejected))
  }
  let kept = estimate
  while (kept - rejected > 1e-6) {
    const middle = (rejected + kept) / 2
    if (exactUpperP(shares, middle) > tail) kept = middle
    else rejected = middle
  }
  return rejected
}
