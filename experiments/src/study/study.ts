/** An experiment run elsewhere, customer by customer. */

export const studyMetricKinds = [
  'proportion',
  'mean',
  'ratio',
  'euro_share',
  'restricted_mean',
  'any_payment',
  'paid_in_full',
  'amount',
] as const
export type StudyMetricKind = (typeof studyMetricKinds)[number]

/** Kinds that follow payments by age and so treat customers who are not yet old enough as censored. */
export const followedKinds = ['euro_share', 'restricted_mean', 'any_payment', 'paid_in_full'] as const
export type FollowedKind = (typeof followedKinds)[number]
export const isFollowed = (kind: StudyMetricKind): kind is FollowedKind =>
  (followedKinds as readonly string[]).includes(kind)

export interface StudyMetric {
  readonly id: string
  readonly kind: StudyMetricKind
  /** Age in days at which followed metrics are read; days within which a restricted mean counts. */
  readonly horizon: number
}

/** Treatment minus control; a side of several arms is their union. */
export interface StudyContrast {
  readonly name: string
  readonly treatment: readonly string[]
  readonly control: readonly string[]
}

/** Claims whose error rate is controlled together. */
export interface StudyFamily {
  readonly contrasts: readonly string[]
  readonly metrics: readonly string[]
}

export interface StudyDesign {
  readonly control: string
  readonly arms: readonly string[]
  /** Planned shares by arm, for the split check. */
  readonly weights: Readonly<Record<string, number>>
  readonly metrics: readonly StudyMetric[]
  readonly contrasts: readonly StudyContrast[]
  /** Columns whose values cut the results; the values stand in StudyCustomer.segments in this order. */
  readonly segments: readonly string[]
  readonly covariates: readonly string[]
  readonly clustered: boolean
  readonly stratified: boolean
  readonly alpha: number
  readonly sequential: 'fixed' | 'anytime'
  /** Customers at the planned end, for the anytime rule. */
  readonly plannedCustomers: number
  readonly families: readonly StudyFamily[]
  readonly correction: 'none' | 'holm' | 'bh' | 'max_t'
}

export interface StudyCustomer {
  readonly arm: string
  readonly cluster: string
  readonly stratum: string
  readonly segments: readonly string[]
  /** B, currency; 1 where amounts are not known and only whether and when somebody paid counts. */
  readonly amount: number
  /** Complete days after exposure that are known. */
  readonly followUp: number
  /** Oldest first; ages from the exposure; never more than the amount. */
  readonly payments: readonly { readonly age: number; readonly amount: number }[]
  /** Outcome by metric id; a ratio's denominator by `id/denominator`; null: not known of this customer. */
  readonly values: Readonly<Record<string, number | null>>
  readonly covariates: readonly number[]
}

export interface Study {
  readonly design: StudyDesign
  readonly customers: readonly StudyCustomer[]
}

export interface StudyWarning {
  readonly code: string
  readonly detail: Readonly<Record<string, number | string>>
}
