export type {
  AdjustedSums,
  ArmSums,
  ComponentSums,
  EffectScale,
  MeanSums,
  ProportionSums,
  RatioSums,
} from './arm-sums'
export * from './bayesian-lift'
export * from './clopper-pearson-interval'
export type { ArmMoments } from './delta-method'
export * from './effect-moments'
export * from './exact-difference'
export * from './logistic-regression'
export * from './matured-means-sequence'
export { miettinenNurminenDifference, type ScoreDifference } from './miettinen-nurminen'
export { newcombeDifference, type TwoShares } from './newcombe-difference'
export type { QuantileSums } from './quantile-sums'
export * from './sums-of-rows'
export { welchTTest, type Alternative, type DailyImpact, type TestOptions, type TestResult } from './welch'
export { wilsonInterval } from './wilson-interval'
