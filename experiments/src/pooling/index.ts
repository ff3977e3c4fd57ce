export * from './cochran-q'
export * from './normal-hierarchical'
export * from './qualitative-interaction'
export type { SegmentEffect } from './segment-effect'
