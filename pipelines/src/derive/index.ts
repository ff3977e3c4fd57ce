export { bucketCount, derive } from './derive'
export { asKnownThen } from './known-then'
