export { armOverBlocks, compareArms, metricAt, type ArmEstimate } from './compare-arms'
export * from './results-input'
export * from './results-of'
export type { SplitOfBlocks } from './split-of-blocks'
