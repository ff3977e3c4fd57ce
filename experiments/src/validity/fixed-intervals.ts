import { type ArmSums, welchTTest } from '../inference'
import {
  type CellSums,
  type CustomerPayments,
  type RecoveryMetric,
  type RecoveryScale,
  type RecoveryStratum,
  adjustedRecovery,
  cellSums,
  recoveryContrast,
  recoveryDifference,
  recoveryFromCustomers,
  recoveryInterval,
  selectCustomers,
  stratifiedRecoveryDifference,
} from '../recovery'
import { type SimulatedArm, armAtDay, armCovariates } from '../simulate'

/** The metrics of the coverage row, at its day 30. */
export const SHARE: RecoveryMetric = { kind: 'recovered_share', horizon: 30 }
export const MEAN: RecoveryMetric = { kind: 'restricted_mean', tau: 30 }
const ALPHA = 0.05
/** Everybody has been followed to day 30. */
const END = 59 + 30

export interface Bounds {
  readonly lower: number
  readonly upper: number
}

/** One experiment's interval and the truth it should hold; null when not measurable. */
export type Interval = (arms: readonly SimulatedArm[]) => Bounds | null

function measuredBounds(result: { readonly measurable: boolean } & Partial<Bounds>): Bounds | null {
  return result.measurable ? { lower: result.lower ?? NaN, upper: result.upper ?? NaN } : null
}

export function differenceOf(
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

export function armOf(metric: RecoveryMetric, scale: RecoveryScale): Interval {
  return ([control]) => {
    if (control === undefined) return null
    const a = recoveryFromCustomers(metric, armAtDay(control, END))
    return a.measurable ? measuredBounds(recoveryInterval(a, ALPHA, scale)) : null
  }
}

export const adjustedDifference: Interval = (arms) => {
  const cells = arms
    .slice(0, 2)
    .map((arm) => cellSums(SHARE, { ...armAtDay(arm, END), covariates: armCovariates(arm) }))
  const measurable = cells.flatMap((cell): CellSums[] => (cell.measurable ? [cell] : []))
  const [a, b] = adjustedRecovery(SHARE, measurable)
  return a?.measurable === true && b?.measurable === true
    ? measuredBounds(recoveryDifference(b, a, ALPHA))
    : null
}

export const mainEffect: Interval = (arms) => {
  const cells = arms.map((arm) => recoveryFromCustomers(SHARE, armAtDay(arm, END)))
  const measurable = cells.flatMap((cell) => (cell.measurable ? [cell] : []))
  return measurable.length === 4
    ? measuredBounds(recoveryContrast(measurable, [-0.5, -0.5, 0.5, 0.5], ALPHA))
    : null
}

/** Customers, invoices and paid invoices by day 30, as sums of the delta method. */
export function invoiceSums(arm: SimulatedArm): ArmSums {
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

export function paidProportion(arm: SimulatedArm): ArmSums {
  return {
    kind: 'proportion',
    n: arm.exposed.length,
    sum: arm.goneAge.reduce((count, age) => count + Number(age <= 30), 0),
  }
}

export function welchOf(sums: (arm: SimulatedArm) => ArmSums): Interval {
  return ([control, variant]) => {
    if (control === undefined || variant === undefined) return null
    const test = welchTTest(
      { control: sums(control), treatment: sums(variant) },
      { scale: 'absolute', alpha: ALPHA },
    )
    return test.measurable ? { lower: test.interval[0], upper: test.interval[1] } : null
  }
}

export function segmentDifference(segment: number): Interval {
  return (arms) => {
    const [a, b] = arms.map((arm) =>
      recoveryFromCustomers(
        SHARE,
        selectCustomers(armAtDay(arm, END), (i) => arm.segment[i] === segment),
      ),
    )
    return a?.measurable === true && b?.measurable === true
      ? measuredBounds(recoveryDifference(b, a, ALPHA))
      : null
  }
}

/** Two strata put together by their exposed euros. */
export const stratifiedDifference: Interval = (arms) => {
  const parts = [0, 1].flatMap((stratum): RecoveryStratum[] => {
    const columns = arms.map((arm) => selectCustomers(armAtDay(arm, END), (i) => arm.segment[i] === stratum))
    const [a, b] = columns.map((column) => recoveryFromCustomers(SHARE, column))
    const weight = columns.reduce(
      (sum, { exposed }) => sum + Array.from(exposed).reduce((x, y) => x + y, 0),
      0,
    )
    return a?.measurable === true && b?.measurable === true ? [{ control: a, treatment: b, weight }] : []
  })
  return measuredBounds(stratifiedRecoveryDifference(parts, ALPHA))
}
