export * from './a-a-check'
export * from './balance-check'
export * from './sequential-split-check'
export * from './split-check'
