import type { ArmEffect, Hazards } from './payment-curves'

/** A kind of payer inside a segment. */
export interface PayerBehaviour {
  readonly name: string
  /** Share of the segment's customers; the shares of a segment sum to 1. */
  readonly share: number
  readonly hazards: Hazards
}

export interface SegmentModel {
  readonly name: string
  /** Share of customers; sums to 1 over segments. */
  readonly share: number
  readonly behaviours: readonly PayerBehaviour[]
  /** Exposed invoices a customer: this many, or 1 + Poisson(mean − 1) when `invoicesVary`. */
  readonly invoices: number
  readonly invoicesVary?: boolean
  /** Lognormal invoice amounts: median in currency units, σ of the logarithm. */
  readonly amountMedian: number
  readonly amountSigma: number
  /** Daily probability that an open invoice is credited or cancelled. */
  readonly exitHazard?: number
}

export interface ArmModel {
  readonly name: string
  readonly customers: number
  readonly effect: ArmEffect
  /** Effects that differ by segment name; `effect` holds elsewhere. */
  readonly effectBySegment?: Readonly<Record<string, ArmEffect>>
  /** Probability of a complaint a customer; ages uniform over the first 14 days. */
  readonly complaintRate?: number
}

export interface ExperimentModel {
  readonly arms: readonly ArmModel[]
  readonly segments: readonly SegmentModel[]
  /** Days over which customers enter. */
  readonly entryDays: number
  /** uniform: at random; even: the same number every day. */
  readonly entry?: 'uniform' | 'even'
  /** Intra-class correlation of "paid by age d" between invoices of one customer, at every d. */
  readonly correlation: number
  /** Mean customers a payer (cluster); 1 unless told. A cluster has one arm. */
  readonly customersPerCluster?: number
  /** Correlation between customers of one cluster. */
  readonly clusterCorrelation?: number
  /** Share of customers outside the first arm who are treated like the first arm all the same. */
  readonly contamination?: number
  /** How strongly the covariate "history" follows the customer's own payment speed, 0 … 1. */
  readonly historyStrength?: number
}

/** Throws RangeError unless the model can be simulated: shares sum to 1, counts are whole, probabilities are such. */
export function requireModel(model: ExperimentModel): void {
  const sumsToOne = (shares: readonly number[]): boolean =>
    shares.every((share) => share >= 0) && Math.abs(shares.reduce((a, b) => a + b, 0) - 1) < 1e-9
  const probability = (value: number | undefined): boolean =>
    value === undefined || (value >= 0 && value <= 1)
  const complaint = (ok: boolean, text: string): void => {
    if (!ok) throw new RangeError(text)
  }
  complaint(model.arms.length > 0 && model.segments.length > 0, 'a model needs arms and segments')
  complaint(sumsToOne(model.segments.map((segment) => segment.share)), 'segment shares must sum to 1')
  complaint(
    Number.isSafeInteger(model.entryDays) && model.entryDays > 0,
    'entryDays must be a whole number above 0',
  )
  complaint(
    [model.correlation, model.clusterCorrelation, model.contamination, model.historyStrength].every(
      probability,
    ),
    'correlations, contamination and historyStrength must lie in [0, 1]',
  )
  const cluster = model.customersPerCluster ?? 1
  complaint(cluster >= 1 && cluster < Infinity, 'customersPerCluster must be at least 1')
  for (const arm of model.arms) {
    complaint(
      Number.isSafeInteger(arm.customers) && arm.customers > 0,
      `${arm.name}: customers must be above 0`,
    )
    complaint(probability(arm.complaintRate), `${arm.name}: complaintRate must lie in [0, 1]`)
  }
  for (const segment of model.segments) {
    const { name, behaviours } = segment
    complaint(
      sumsToOne(behaviours.map((behaviour) => behaviour.share)),
      `${name}: behaviour shares must sum to 1`,
    )
    complaint(segment.invoices >= 1 && segment.invoices < 1000, `${name}: invoices must lie in [1, 1000)`)
    complaint(segment.amountMedian > 0 && segment.amountSigma >= 0, `${name}: amounts must be above 0`)
    complaint(probability(segment.exitHazard), `${name}: exitHazard must lie in [0, 1]`)
    complaint(
      behaviours.every((b) => b.hazards.length > 0 && b.hazards.every(probability)),
      `${name}: hazards must be probabilities`,
    )
  }
}
