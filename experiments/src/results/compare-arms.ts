import { type Measurement, isMeasurable, measured, notMeasurable } from '../errors'
import {
  type RecoveryContrast,
  type RecoveryEstimate,
  recoveryFromSums,
  stratifiedRecoveryDifference,
} from '../recovery'
import type { FollowedMetricId, ResultsBlock } from './results-input'
import type { RecoveryMetric } from '../recovery'

/** What a followed metric estimates at age h. */
export function metricAt(id: FollowedMetricId, horizon: number): RecoveryMetric {
  return id === 'restricted_mean'
    ? { kind: 'restricted_mean', tau: horizon }
    : { kind: 'recovered_share', horizon }
}

export interface ArmEstimate {
  readonly estimate: number
  readonly standardError: number
  readonly customers: number
  readonly clusters: number
  readonly customersAtRisk: number
  readonly payers: number
}

/** A metric at age h, and how much of a block must be known of each arm before it counts. */
export interface BlockMetric {
  readonly id: FollowedMetricId
  readonly horizon: number
  /** Customers followed to the last age that an arm must have in a block; absent: any. */
  readonly fewest?: number
}

/** Euro metrics weigh blocks by the euros exposed in all arms, the others by customers. */
function weightOf(block: ResultsBlock, id: FollowedMetricId): number {
  const byEuros = id === 'recovered_share' || id === 'restricted_mean'
  return Object.values(block.arms).reduce((sum, arm) => sum + (byEuros ? arm.exposed : arm.customers), 0)
}

function estimateOf(
  block: ResultsBlock,
  arm: string,
  { id, horizon, fewest = 0 }: BlockMetric,
): Measurement<RecoveryEstimate> {
  const sums = block.arms[arm]?.sums[id]
  if (sums === undefined) return notMeasurable('empty-cell')
  if (!isMeasurable(sums)) return sums
  const found = recoveryFromSums(metricAt(id, horizon), sums)
  if (!found.measurable || found.customersAtRisk >= fewest) return found
  return notMeasurable('too-few-at-risk', { fewest: found.customersAtRisk, needed: fewest })
}

/**
 * Question: how far is a variant from the control at the horizon, over blocks of customers who were drawn alike?
 * Blocks in which one of the two has nobody followed so far are left out (a recent epoch, a segment that has just
 * begun), and those in which one has fewer than `fewest`: a rule on counts alone, so that it moves no estimate; where
 * all are, the reason of the first is given. Blocks are weighted by their size in all arms. Where later weights follow
 * earlier results, each block's difference stays unbiased given what came before (its draws have the logged
 * probabilities), and so does a mean by sizes that no result moves; arms thrown together over blocks are biased.
 * Formula and source: stratifiedRecoveryDifference; Zhang, Janson & Murphy 2020 for estimates within batches.
 * Units: those of the metric. Works from sums. Worked number: as stratifiedRecoveryDifference.
 */
export function compareArms(
  blocks: readonly ResultsBlock[],
  arms: { readonly treatment: string; readonly control: string },
  metric: BlockMetric,
  alpha: number,
): Measurement<RecoveryContrast> {
  let reason = notMeasurable('empty-cell')
  const strata = blocks.flatMap((block, i) => {
    const treatment = estimateOf(block, arms.treatment, metric)
    const control = estimateOf(block, arms.control, metric)
    if (treatment.measurable && control.measurable) {
      return [{ treatment, control, weight: weightOf(block, metric.id) }]
    }
    if (i === 0) reason = treatment.measurable ? (control as typeof reason) : treatment
    return []
  })
  if (strata.length === 0) return reason
  return stratifiedRecoveryDifference(strata, alpha)
}

/** One arm over blocks, weighted as compareArms does; codes of the first block where none can be had. */
export function armOverBlocks(
  blocks: readonly ResultsBlock[],
  arm: string,
  metric: BlockMetric,
): Measurement<ArmEstimate> {
  const parts = blocks.map((block) => ({
    weight: weightOf(block, metric.id),
    cell: estimateOf(block, arm, metric),
  }))
  const used = parts.flatMap(({ weight, cell }) => (isMeasurable(cell) ? [{ weight, cell }] : []))
  const total = used.reduce((sum, { weight }) => sum + weight, 0)
  if (!(total > 0)) {
    const [first] = parts
    return first === undefined || first.cell.measurable ? notMeasurable('empty-cell') : first.cell
  }
  const sum = (of: (cell: RecoveryEstimate) => number): number =>
    used.reduce((all, { cell }) => all + of(cell), 0)
  return measured({
    estimate: used.reduce((all, { weight, cell }) => all + (weight / total) * cell.estimate, 0),
    standardError: Math.sqrt(
      used.reduce((all, { weight, cell }) => all + ((weight / total) * cell.standardError) ** 2, 0),
    ),
    customers: sum((cell) => cell.customers),
    clusters: sum((cell) => cell.clusters),
    customersAtRisk: sum((cell) => cell.customersAtRisk),
    payers: sum((cell) => cell.payers),
  })
}
