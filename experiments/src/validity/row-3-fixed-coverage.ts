import { type ArmSums, welchTTest } from '../inference'
import {
  type CellSums,
  type CustomerPayments,
  type RecoveryMetric,
  type RecoveryScale,
  adjustedRecovery,
  asAnyPayment,
  cellSums,
  recoveryContrast,
  recoveryDifference,
  recoveryFromCustomers,
  recoveryInterval,
  selectCustomers,
} from '../recovery'
import {
  type ExperimentModel,
  type SimulatedArm,
  armAtDay,
  armCovariates,
  plainExperiment,
  simulateExperiment,
  trueRecovery,
} from '../simulate'
import { type ValidityFigure, type ValidityRow, rateFigure } from './validity-row'

const SHARE: RecoveryMetric = { kind: 'recovered_share', horizon: 30 }
const MEAN: RecoveryMetric = { kind: 'restricted_mean', tau: 30 }
const ALPHA = 0.05
const BAND = { atLeast: 0.93, atMost: 0.965 }
const CUSTOMERS = 1000
const EFFECT = { kind: 'points', points: 0.05, horizon: 30 } as const
/** Everybody has been followed to day 30. */
const END = 59 + 30

interface Bounds {
  readonly lower: number
  readonly upper: number
}

/** One experiment's interval and the truth it should hold; null when not measurable. */
type Interval = (arms: readonly SimulatedArm[]) => Bounds | null

interface Setting {
  readonly label: string
  readonly model: ExperimentModel
  readonly truth: number
  readonly interval: Interval
}

function measuredBounds(result: { readonly measurable: boolean } & Partial<Bounds>): Bounds | null {
  return result.measurable ? { lower: result.lower ?? NaN, upper: result.upper ?? NaN } : null
}

function differenceOf(
  metric: RecoveryMetric,
  change: (customers: CustomerPayments) => CustomerPayments,
): Interval {
  return ([control, variant]) => {
    if (control === undefined || variant === undefined) return null
    const a = recoveryFromCustomers(metric, change(armAtDay(control, END)))
    const b = recoveryFromCustomers(metric, change(armAtDay(variant, END)))
    return a.measurable && b.measurable ? measuredBounds(recoveryDifference(b, a, ALPHA)) : null
  }
}

function armOf(metric: RecoveryMetric, scale: RecoveryScale): Interval {
  return ([control]) => {
    if (control === undefined) return null
    const a = recoveryFromCustomers(metric, armAtDay(control, END))
    return a.measurable ? measuredBounds(recoveryInterval(a, ALPHA, scale)) : null
  }
}

const adjustedDifference: Interval = (arms) => {
  const cells = arms
    .slice(0, 2)
    .map((arm) => cellSums(SHARE, { ...armAtDay(arm, END), covariates: armCovariates(arm) }))
  const measurable = cells.flatMap((cell): CellSums[] => (cell.measurable ? [cell] : []))
  const [a, b] = adjustedRecovery(SHARE, measurable)
  return a?.measurable === true && b?.measurable === true
    ? measuredBounds(recoveryDifference(b, a, ALPHA))
    : null
}

const mainEffect: Interval = (arms) => {
  const cells = arms.map((arm) => recoveryFromCustomers(SHARE, armAtDay(arm, END)))
  const measurable = cells.flatMap((cell) => (cell.measurable ? [cell] : []))
  return measurable.length === 4
    ? measuredBounds(recoveryContrast(measurable, [-0.5, -0.5, 0.5, 0.5], ALPHA))
    : null
}

/** Customers, invoices and paid invoices by day 30, as sums of the delta method. */
function invoiceSums(arm: SimulatedArm): ArmSums {
  const total = { paid: 0, paidSquares: 0, invoices: 0, invoiceSquares: 0, cross: 0 }
  for (let i = 0; i < arm.exposed.length; i++) {
    const ages = arm.goneAge.subarray(arm.offsets[i] ?? 0, arm.offsets[i + 1] ?? 0)
    const paid = ages.reduce((count, age) => count + Number(age <= 30), 0)
    total.paid += paid
    total.paidSquares += paid * paid
    total.invoices += ages.length
    total.invoiceSquares += ages.length ** 2
    total.cross += paid * ages.length
  }
  return {
    kind: 'ratio',
    n: arm.exposed.length,
    numerator: { sum: total.paid, sumSquares: total.paidSquares },
    denominator: { sum: total.invoices, sumSquares: total.invoiceSquares },
    crossProduct: total.cross,
  }
}

function paidProportion(arm: SimulatedArm): ArmSums {
  return {
    kind: 'proportion',
    n: arm.exposed.length,
    sum: arm.goneAge.reduce((count, age) => count + Number(age <= 30), 0),
  }
}

function welchOf(sums: (arm: SimulatedArm) => ArmSums): Interval {
  return ([control, variant]) => {
    if (control === undefined || variant === undefined) return null
    const test = welchTTest(
      { control: sums(control), treatment: sums(variant) },
      { scale: 'absolute', alpha: ALPHA },
    )
    return test.measurable ? { lower: test.interval[0], upper: test.interval[1] } : null
  }
}

const difference = (model: ExperimentModel, metric: RecoveryMetric, segment?: number): number =>
  trueRecovery(model, metric, 1, segment) - trueRecovery(model, metric, 0, segment)

function proportionSettings(): Setting[] {
  return [0.1, 0.3, 0.5, 0.7, 0.9].flatMap((share): Setting[] => {
    const model = plainExperiment({
      customers: CUSTOMERS,
      share,
      invoices: 1,
      effect: { ...EFFECT, points: 0.03 },
    })
    const truth = difference(model, SHARE)
    return [
      { label: `proportion ${share}, Welch`, model, truth, interval: welchOf(paidProportion) },
      {
        label: `proportion ${share}, any payment`,
        model,
        truth,
        interval: differenceOf(SHARE, asAnyPayment),
      },
    ]
  })
}

/** Two segments of about 1,000 customers an arm, and four cells of two factors. */
function partSettings(): Setting[] {
  const plain = plainExperiment({ customers: 2 * CUSTOMERS })
  const [whole] = plain.segments
  const [control, variant] = plainExperiment({ customers: CUSTOMERS, effect: EFFECT }).arms
  if (whole === undefined || control === undefined || variant === undefined) return []
  const parts: ExperimentModel = {
    ...plain,
    arms: plain.arms.map((arm, k) => (k === 0 ? arm : { ...arm, effectBySegment: { small: EFFECT } })),
    segments: ['large', 'small'].map((name) => ({ ...whole, name, share: 0.5 })),
  }
  const factors: ExperimentModel = { ...plain, arms: [control, control, variant, variant] }
  return [
    ...[0, 1].map((segment): Setting => {
      const interval: Interval = ([a, b]) => {
        if (a === undefined || b === undefined) return null
        const [x, y] = [a, b].map((arm) =>
          recoveryFromCustomers(
            SHARE,
            selectCustomers(armAtDay(arm, END), (i) => arm.segment[i] === segment),
          ),
        )
        return x?.measurable === true && y?.measurable === true
          ? measuredBounds(recoveryDifference(y, x, ALPHA))
          : null
      }
      return {
        label: `segment ${segment + 1}, not pooled`,
        model: parts,
        truth: difference(parts, SHARE, segment),
        interval,
      }
    }),
    { label: 'factorial main effect', model: factors, truth: 0.05, interval: mainEffect },
  ]
}

function settings(): Setting[] {
  const plain = plainExperiment({ customers: CUSTOMERS, effect: EFFECT, historyStrength: 0.7 })
  const exits = plainExperiment({ customers: CUSTOMERS, effect: EFFECT, exitHazard: 0.004 })
  const varying = {
    ...plain,
    segments: plain.segments.map((segment) => ({ ...segment, invoicesVary: true })),
  }
  const same = (customers: CustomerPayments): CustomerPayments => customers
  return [
    ...proportionSettings(),
    {
      label: 'ratio paid invoices an invoice',
      model: varying,
      truth: difference(varying, SHARE),
      interval: welchOf(invoiceSums),
    },
    {
      label: 'euro share',
      model: plain,
      truth: difference(plain, SHARE),
      interval: differenceOf(SHARE, same),
    },
    {
      label: 'euro share, one arm, log-log',
      model: plain,
      truth: trueRecovery(plain, SHARE, 0),
      interval: armOf(SHARE, 'log_log'),
    },
    {
      label: 'euro share, one arm, logit',
      model: plain,
      truth: trueRecovery(plain, SHARE, 0),
      interval: armOf(SHARE, 'logit'),
    },
    {
      label: 'euro share with competing exits',
      model: exits,
      truth: difference(exits, SHARE),
      interval: differenceOf(SHARE, same),
    },
    {
      label: 'euro share with covariates',
      model: plain,
      truth: difference(plain, SHARE),
      interval: adjustedDifference,
    },
    {
      label: 'restricted mean',
      model: plain,
      truth: difference(plain, MEAN),
      interval: differenceOf(MEAN, same),
    },
    {
      label: 'restricted mean with competing exits',
      model: exits,
      truth: difference(exits, MEAN),
      interval: differenceOf(MEAN, same),
    },
    ...partSettings(),
  ]
}

export const fixedCoverageRow: ValidityRow = {
  id: '3',
  title: 'Coverage of fixed intervals at the planned end, 1,000 customers a cell',
  run: (experiments) =>
    settings().map(({ label, model, truth, interval }, k): ValidityFigure => {
      let covered = 0
      for (let run = 0; run < experiments; run++) {
        const bounds = interval(simulateExperiment(model, 50_000_000 + 100_000 * k + run).arms)
        if (bounds !== null && bounds.lower <= truth && truth <= bounds.upper) covered++
      }
      return rateFigure(label, covered, experiments, BAND)
    }),
}
