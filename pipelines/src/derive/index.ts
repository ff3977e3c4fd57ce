export { bucketCount, derive } from './derive'
