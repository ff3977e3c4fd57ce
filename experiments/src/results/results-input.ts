import type { Measurement } from '../errors'
import type { CellSums } from '../recovery'
import type { DecisionPlan, GuardrailEvidence } from '../decision'
import type { SequentialState } from '../sequential'

/** Metrics that are followed by age; the primary one is one of them. */
export const followedMetrics = ['recovered_share', 'restricted_mean', 'paid_in_full', 'any_payment'] as const
export type FollowedMetricId = (typeof followedMetrics)[number]

/** One variant in one block: the sums of both passes for each metric, and how many it holds. */
export interface BlockArm {
  readonly customers: number
  /** Currency exposed. */
  readonly exposed: number
  /** Planned probability of the variant in this block. */
  readonly probability: number
  readonly sums: Readonly<Record<FollowedMetricId, Measurement<CellSums>>>
}

/** Customers who were drawn alike: one segment, stratum and epoch of constant weights. */
export interface ResultsBlock {
  readonly segment: string
  readonly stratum: string
  readonly epoch: number
  readonly arms: Readonly<Record<string, BlockArm>>
}

/** What was fixed before launch. */
export interface ResultsPlan extends DecisionPlan {
  readonly control: string
  /** Variants that may be shipped, the control and the holdout left out. */
  readonly variants: readonly string[]
  readonly segments: readonly string[]
  readonly primary: FollowedMetricId
  /** h in days; a restricted mean counts the days before it. */
  readonly horizon: number
  /** Customers followed to h that each arm must have in a block; 0 where weights do not follow results. */
  readonly fewestFollowed: number
  /** Error rate over all variants and segments; split evenly. */
  readonly alpha: number
  /** Information 1/se² of one variant's difference at the planned end, overall and by segment. */
  readonly plannedInformation: {
    readonly overall: number
    readonly segments: Readonly<Record<string, number>>
  }
}

/** Costs of messages a customer followed to the horizon. */
export interface ArmCost {
  readonly customers: number
  readonly cost: number
}

/** Places that were dealt in a segment, and those whose customer is in another variant than they deal. */
export interface DealtPlaces {
  readonly places: number
  readonly wrong: number
}

export interface ResultsInput {
  readonly plan: ResultsPlan
  readonly blocks: readonly ResultsBlock[]
  /** By variant. */
  readonly guardrails: Readonly<Record<string, readonly GuardrailEvidence[]>>
  readonly severeComplaints: Readonly<Record<string, number>>
  readonly costs: Readonly<Record<string, ArmCost>>
  readonly plannedEndReached: boolean
  readonly daysLeft: number
  /** By segment whose places were dealt in strata, so that counts follow no lottery. */
  readonly dealt: Readonly<Record<string, DealtPlaces>>
  /** What earlier looks left behind, by contrastKey. */
  readonly earlier: Readonly<Record<string, SequentialState>>
}

/** Stands for all segments together; a segment's own id may be empty (everyone else). */
export const allSegments = '*'

/** Name of a contrast in the log of looks. */
export const contrastKey = (segment: string, variant: string): string => `${segment}|${variant}`
