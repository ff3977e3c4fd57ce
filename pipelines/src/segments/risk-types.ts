/** Names of the features of late payment, in the order in which risk-features.sql gives them. */
export const riskFeatures = [
  'history',
  'share_late',
  'mean_days_late',
  'last_late',
  'overdue_now',
  'amount',
  'terms',
] as const
export type RiskFeature = (typeof riskFeatures)[number]

/** What turns features into a risk: intercept first, then one weight a feature, as they come from the warehouse. */
export type RiskCoefficients = readonly number[]
