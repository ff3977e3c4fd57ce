export * from './recovery'
