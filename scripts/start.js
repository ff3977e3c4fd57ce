// npm start: installs what is missing, builds what changed, and hands over to the server.
import { ensureBuilt } from './build.js'

ensureBuilt()
process.argv.splice(2, 0, 'start')
await import('../backend/bin/relance.js')
