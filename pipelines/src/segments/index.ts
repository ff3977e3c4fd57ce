export {
  countPopulation,
  customerAttributes,
  previewSegment,
  populationMembers,
  segmentMembers,
  stratumStandings,
} from './segments'
export type { PopulationGroup } from './segments'
export { listProfiles, payerProfiles } from './profiles'
export type { PayerProfile, ProfileRow } from './profiles'
export { lastPaymentDay, riskExamples } from './risk'
export type { RiskExample } from './risk'
export { riskFeatures } from './risk-types'
export type { RiskCoefficients, RiskFeature } from './risk-types'
export type {
  AttributesQuestion,
  CustomerAttributesRow,
  InvoiceAttributes,
  RuleSql,
  SegmentCount,
  SegmentCustomer,
} from './types'
export type { SegmentCut } from './segment-cut'
