// The process that holds the embedded PostgreSQL. Plain JavaScript: it runs from its source in tests and in
// production. Its standard input is the life line: it ends when the parent closes it or dies.
import fs from 'node:fs'
import { PGlite } from '@electric-sql/pglite'
import { PGLiteSocketServer } from '@electric-sql/pglite-socket'

const [, , dataDir, socketPath] = process.argv

const db = await PGlite.create({ dataDir })
// Left by a holder that was killed; the data directory's lock says that nobody else is here.
fs.rmSync(socketPath, { force: true })
const server = new PGLiteSocketServer({ db, path: socketPath, maxConnections: 8 })
await server.start()
fs.chmodSync(socketPath, 0o600)

let ending = false
async function end() {
  if (ending) return
  ending = true
  await server.stop().catch(() => undefined)
  await db.close().catch(() => undefined)
  fs.rmSync(socketPath, { force: true })
  process.exit(0)
}
process.stdin
  .on('end', () => void end())
  .on('error', () => void end())
  .resume()
process.on('SIGTERM', () => void end())
process.stdout.write('ready\n')
