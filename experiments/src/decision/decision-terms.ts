import type { Measurement } from '../errors'
import type { DifferenceInterval, EuroEvidence, EuroFigures } from './euro-figures'

export type Action = 'ship' | 'stop' | 'continue' | 'no_difference_worth_having'

/** Every code a reason may have: the frontend has a sentence for each. */
export const decisionReasonCodes = [
  'better',
  'better-but-costs-more',
  'better-but-not-worth-having',
  'better-cash-basis',
  'fixed-rule-waits-for-its-end',
  'futile',
  'guardrail-breached',
  'harm-suspected',
  'net-not-measurable',
  'not-yet-sure',
  'primary-not-measurable',
  'severe-complaints',
  'split-check-failed',
  'undecided-at-planned-end',
  'within-worth-having',
  'worse',
] as const

/** Why, as a code that the frontend translates and the numbers that led there. */
export interface Reason {
  readonly code: (typeof decisionReasonCodes)[number]
  readonly detail: Readonly<Record<string, number | string>>
}

/** Fields without which no decision exists; fixed before launch. */
export interface DecisionPlan {
  /** Is more of the primary metric better (share) or less (days, cost)? */
  readonly goodDirection: 'higher' | 'lower'
  /** Smallest difference worth having, above 0, in the primary metric's unit. */
  readonly worthHaving: number
  readonly rule: 'fixed' | 'sequential'
  /** What a decision to ship rests on: the net in euros, or cash brought forward where the campaign says so. */
  readonly basis: 'net' | 'cash_brought_forward'
  /** A year, 0.08 = 8 %. */
  readonly costOfCapital: number
}

export interface GuardrailEvidence {
  readonly metric: string
  readonly breached: boolean
  readonly eValue: number
  readonly controlRate: number
  readonly variantRate: number
  readonly margin: number
}

/** What is known of one variant against the control in one segment. */
export interface VariantEvidence extends EuroEvidence {
  readonly variant: string
  /** Difference of the declared metric at the declared horizon, interval adjusted for the family and the looks. */
  readonly primary: Measurement<DifferenceInterval>
  readonly guardrails: readonly GuardrailEvidence[]
  /** Severe complaints within 30 days when the rule of severe complaints paused the variant. */
  readonly severeComplaints?: number
}

/** Where the experiment stands. */
export interface ExperimentProgress {
  /** Has everybody planned been followed to the horizon, or is the limit of days reached? */
  readonly plannedEndReached: boolean
  /** Share of the planned information so far, 0 to 1. */
  readonly informationShare: number
  readonly daysLeft: number
}

export interface VariantDecision {
  readonly variant: string
  readonly action: Action
  /** The decisive reason first. */
  readonly reasons: readonly Reason[]
  readonly euros: EuroFigures
}
