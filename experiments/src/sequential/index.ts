export * from './alpha-spending'
export * from './group-sequential'
export * from './information-clock'
export * from './sequential-step'
