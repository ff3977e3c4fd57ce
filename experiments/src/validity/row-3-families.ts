import { contrastEstimates, mainEffect, simultaneousIntervals, type FactorialCell } from '../comparisons'
import {
  exactDifference,
  miettinenNurminenDifference,
  newcombeDifference,
  type TwoShares,
} from '../inference'
import { seededRandom } from '../simulate/random'
import { type ValidityFigure, type ValidityRow, rateFigure } from './validity-row'

const CUSTOMERS = 1000
const BAND = { atLeast: 0.93, atMost: 0.965 }
const FLOOR = { atLeast: 0.935 }

function events(uniform: () => number, probability: number): number {
  let count = 0
  for (let i = 0; i < CUSTOMERS; i++) if (uniform() < probability) count++
  return count
}

type RareInterval = (shares: TwoShares) => readonly [number, number]

/** Few tables happen when events are rare: each is worked out once. */
function remembered(interval: RareInterval): RareInterval {
  const known = new Map<string, readonly [number, number]>()
  return (shares) => {
    const key = `${shares.control.events}/${shares.treatment.events}`
    const found = known.get(key) ?? interval(shares)
    known.set(key, found)
    return found
  }
}

const RARE: readonly (readonly [string, RareInterval])[] = [
  ['Miettinen-Nurminen', (shares) => miettinenNurminenDifference(shares).interval],
  ['Newcombe', (shares) => newcombeDifference(shares)],
  ['exact', remembered((shares) => exactDifference(shares).interval)],
]

function rareFigures(experiments: number): ValidityFigure[] {
  const [base, raised] = [0.005, 0.015]
  const hits = RARE.map(() => 0)
  for (let run = 0; run < experiments; run++) {
    const { uniform } = seededRandom(61_000_000 + run)
    const shares = {
      control: { events: events(uniform, base), units: CUSTOMERS },
      treatment: { events: events(uniform, raised), units: CUSTOMERS },
    }
    RARE.forEach(([, interval], k) => {
      const [low, high] = interval(shares)
      if (low <= raised - base && raised - base <= high) hits[k] = (hits[k] ?? 0) + 1
    })
  }
  return RARE.map(([name], k) =>
    rateFigure(`rare events 0.5 % against 1.5 %, ${name}`, hits[k] ?? 0, experiments, FLOOR),
  )
}

/** Family-wise: every arm's interval against the one control holds the truth, 0. */
function simultaneousFigure(arms: number, experiments: number): ValidityFigure {
  let covered = 0
  for (let run = 0; run < experiments; run++) {
    const { uniform } = seededRandom(62_000_000 + 100_000 * arms + run)
    const [control = 0, ...others] = Array.from({ length: arms + 1 }, () => events(uniform, 0.3) / CUSTOMERS)
    const variance = (share: number): number => (share * (1 - share)) / CUSTOMERS
    const covariance = others.map((share, i) =>
      others.map((_, j) => variance(control) + (i === j ? variance(share) : 0)),
    )
    const { contrasts } = simultaneousIntervals(
      others.map((share) => share - control),
      covariance,
    )
    if (contrasts.every(({ interval: [low, high] }) => low <= 0 && 0 <= high)) covered++
  }
  return rateFigure(`simultaneous intervals, ${arms} arms, family-wise`, covered, experiments, FLOOR)
}

function factorialFigure(experiments: number): ValidityFigure {
  const design = [
    { tone: 'soft', channel: 'mail', share: 0.4 },
    { tone: 'soft', channel: 'sms', share: 0.45 },
    { tone: 'firm', channel: 'mail', share: 0.44 },
    { tone: 'firm', channel: 'sms', share: 0.55 },
  ]
  const truth = (0.44 - 0.4 + (0.55 - 0.45)) / 2
  let covered = 0
  for (let run = 0; run < experiments; run++) {
    const { uniform } = seededRandom(63_000_000 + run)
    const cells = design.map(({ tone, channel, share }): FactorialCell => {
      const estimate = events(uniform, share) / CUSTOMERS
      return { levels: { tone, channel }, estimate, variance: (estimate * (1 - estimate)) / CUSTOMERS }
    })
    const { estimates, standardErrors } = contrastEstimates(cells, [
      mainEffect(cells, 'tone', 'soft', 'firm'),
    ])
    if (Math.abs((estimates[0] ?? NaN) - truth) <= 1.959964 * (standardErrors[0] ?? NaN)) covered++
  }
  return rateFigure('factorial main effect', covered, experiments, BAND)
}

export const familiesRow: ValidityRow = {
  id: '3 (families)',
  title: 'Coverage for rare events, several arms at once and factorial main effects, 1,000 customers a cell',
  run: (experiments) => [
    ...rareFigures(experiments),
    simultaneousFigure(3, experiments),
    simultaneousFigure(8, experiments),
    factorialFigure(experiments),
  ],
}
