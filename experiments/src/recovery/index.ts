export * from './age-sums'
export * from './customer-payments'
export * from './influence-sums'
export * from './influence-values'
export {
  type InfluenceWeights,
  type RecoveryMetric,
  influenceWeights,
  lastAge,
  longestAge,
} from './influence-weights'
export * from './recovery-covariates'
export * from './recovery-curve'
export * from './recovery-estimate'
export * from './recovery-intervals'
export * from './select-customers'
export * from './stratified-recovery'
export * from './unit-outcomes'
