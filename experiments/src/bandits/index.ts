export * from './adaptively-weighted-mean'
export * from './hazard-counts'
export * from './policy-value'
export * from './thompson'
