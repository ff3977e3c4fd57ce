import { afterAll } from 'vitest'
import { dropDatabases, useDatabaseServer } from '../../backend/src/metadata/testing-database'

// For a run with `--postgres`: each data directory of a test file has its database on the server of the run.
const server = process.env['RELANCE_TEST_SERVER']
if (server === undefined) throw new Error('the server of the run was not started')
useDatabaseServer(server)
afterAll(dropDatabases)
