import { type RecoveryMetric, recoveryDifference } from '../recovery'
import { plainExperiment, trueRecovery } from '../simulate'
import { estimatePair, shareSoFar, twoArms } from './two-arm-looks'
import { type ValidityFigure, type ValidityRow, rateFigure } from './validity-row'

const METRIC = { kind: 'recovered_share', horizon: 14 } as const satisfies RecoveryMetric
const MODEL = plainExperiment({
  customers: 3000,
  horizon: 14,
  entryDays: 28,
  entry: 'even',
  effect: { kind: 'points', points: 0.05, horizon: 14 },
})
const TRUTHS = [trueRecovery(MODEL, METRIC, 0), trueRecovery(MODEL, METRIC, 1)] as const
const LOOKS = [14, 21, 28]

/** Mean and Monte-Carlo error of what was added. */
class RunningMean {
  private count = 0
  private sum = 0
  private squares = 0

  add(value: number): void {
    this.count++
    this.sum += value
    this.squares += value * value
  }

  get mean(): number {
    return this.sum / this.count
  }

  get error(): number {
    return Math.sqrt(Math.max(0, this.squares / this.count - this.mean ** 2) / this.count)
  }
}

/** Everything row 5 counts at one look. */
interface LookCounts {
  readonly share: RunningMean
  readonly difference: RunningMean
  readonly naive: RunningMean
  covered: number
  measurable: number
}

function countLook(counts: LookCounts, arms: ReturnType<typeof twoArms>, day: number): void {
  const [control] = arms.experiment.arms
  const pair = estimatePair(METRIC, arms.at(day))
  if (pair === null || control === undefined) return
  const difference = recoveryDifference(pair[1], pair[0], 0.05)
  counts.naive.add(shareSoFar(control, day, METRIC.horizon).share - TRUTHS[0])
  if (!difference.measurable) return
  const truth = TRUTHS[1] - TRUTHS[0]
  counts.measurable++
  counts.share.add(pair[0].estimate - TRUTHS[0])
  counts.difference.add(difference.difference - truth)
  if (difference.lower <= truth && truth <= difference.upper) counts.covered++
}

function figuresOf(day: number, counts: LookCounts): ValidityFigure[] {
  const bias = (label: string, mean: RunningMean): ValidityFigure => ({
    label: `day ${day}, ${label}`,
    value: Math.abs(mean.mean),
    error: mean.error,
    atMost: 0.005,
  })
  return [
    bias('bias of the share', counts.share),
    bias('bias of the difference', counts.difference),
    {
      label: `day ${day}, naive share off by`,
      value: Math.abs(counts.naive.mean),
      error: counts.naive.error,
      atLeast: 0.05,
    },
    rateFigure(`day ${day}, coverage of the fixed interval`, counts.covered, counts.measurable, {
      atLeast: 0.925,
      atMost: 0.97,
    }),
  ]
}

export const maturingRow: ValidityRow = {
  id: '5',
  title: 'Entry over 28 days, h = 14, 3,000 customers an arm, looks at days 14, 21 and 28',
  run: (experiments) => {
    const counts = LOOKS.map((): LookCounts => ({
      share: new RunningMean(),
      difference: new RunningMean(),
      naive: new RunningMean(),
      covered: 0,
      measurable: 0,
    }))
    for (let run = 0; run < experiments; run++) {
      const arms = twoArms(MODEL, 70_000_000 + run)
      counts.forEach((count, k) => countLook(count, arms, LOOKS[k] ?? 0))
    }
    return counts.flatMap((count, k) => figuresOf(LOOKS[k] ?? 0, count))
  },
}
