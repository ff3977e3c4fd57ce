import { makeMigrated } from '../../backend/src/metadata/testing'

/** The store that all test files with the embedded PostgreSQL copy is there before the first of them. */
export default makeMigrated
