export {
  benjaminiHochbergPValues,
  falseCoverageIntervals,
  type FcrInput,
  type FcrInterval,
} from './benjamini-hochberg'
export { eBenjaminiHochberg } from './e-benjamini-hochberg'
export * from './factorial'
export { holmAdjustedPValues } from './holm'
export { eLond, lond, type OnlineDecision } from './lond'
export { maxAbsoluteDistribution, type MaxDistribution, type MaxOptions } from './max-absolute-normal'
export {
  simultaneousIntervals,
  type SimultaneousContrast,
  type SimultaneousResult,
} from './simultaneous-intervals'
