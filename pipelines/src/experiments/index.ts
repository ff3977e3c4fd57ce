export { experimentCells } from './age-sums'
export {
  dealtCustomers,
  experimentCutThen,
  experimentDataCut,
  experimentRowsMark,
  exposedExperiments,
  exposuresByDay,
  harms,
  harmsInOrder,
} from './around'
export type { ExposureDay, Harm } from './around'
export { experimentCustomers } from './experiment-customers'
export { followedCustomers } from './followed-customers'
export type { FollowedCustomer } from './followed-customers'
export { growthBookQueries } from './growthbook'
export { experimentSums } from './influence-sums'
export { stratumName } from './types'
export type { ExperimentCell, ExperimentQuestion, Followed, FollowedMetric } from './types'
export { historyCut, pastCustomers } from './history/past-customers'
export type { PastCustomer, PastQuestion } from './history/past-customers'
