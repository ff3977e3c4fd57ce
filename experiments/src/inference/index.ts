export type {
  AdjustedSums,
  ArmSums,
  ComponentSums,
  EffectScale,
  MeanSums,
  ProportionSums,
  RatioSums,
} from './arm-sums'
export type { ArmMoments } from './delta-method'
export * from './bayesian-lift'
export * from './effect-moments'
export * from './matured-means-sequence'
export type { QuantileSums } from './quantile-sums'
export { welchTTest, type Alternative, type DailyImpact, type TestOptions, type TestResult } from './welch'
