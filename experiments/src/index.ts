export * from './recovery'
export * from './segments'
export * from './assignment'
export * from './sequential'
