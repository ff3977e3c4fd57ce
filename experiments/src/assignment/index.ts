export { bucketOf, meetsCondition, OfflineGrowthBook } from './sdk'
export type { Evaluated, GrowthBookPayload, OfflineOptions, OfflineUser, StickyDocument } from './sdk'
export { blockOf, equalWeights, requireWeights } from './weights'
export {
  assignmentDesignSchema,
  crossFactors,
  holdoutCell,
  plannedWeights,
  requireAssignmentDesign,
} from './design'
export type { AssignmentDesign, Cell } from './design'
export { exportPayload, holdoutAttribute, unitAttribute } from './payload'
export { CellDrawer } from './draw'
export type { Draw, DrawRequest, NoDraw } from './draw-request'
export { cutStrata, latenessThird, stratumByThird, stratumOf } from './strata'
export type { Strata, StratumCustomer, Third } from './strata'
export { cellAtPlace, dealPlace, dealPopulation, needsStratification, stickyDocumentOf } from './deal'
export type { Deal, DealtCustomer } from './deal'
