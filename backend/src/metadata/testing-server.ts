import { execFileSync, spawn } from 'node:child_process'
import { once } from 'node:events'
import fs from 'node:fs'
import os from 'node:os'
import path from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { freePort } from '@relance/pipelines'
import pg from 'pg'

const BIN = '/usr/lib/postgresql/15/bin'
const isRoot = process.getuid?.() === 0

/** Test aid: why no PostgreSQL server can be started here; null when one can. */
export const withoutServer: string | null = !fs.existsSync(path.join(BIN, 'initdb'))
  ? `no PostgreSQL server in ${BIN}`
  : isRoot && !canRunAs('postgres')
    ? 'root cannot become postgres with runuser'
    : null

/**
 * Runs the server, and ends it and removes its folder when the standard input ends: in order, or because whoever
 * started it is gone, by whatever signal. A signal to the whole group does not reach it (`detached`).
 */
const GUARD = `
folder=$1; shift
"$@" & server=$!
cat > "$folder.input"
pid=$(head -n 1 "$folder/data/postmaster.pid" 2> "$folder.input") && kill -INT "$pid"
wait "$server"
rm -rf "$folder" "$folder.input"`

/** A server of people: French order of letters, a day that is never that of UTC; nothing survives a crash. */
const AS_ABROAD = ['-E', 'UTF8', '--locale=C.UTF-8', '--locale-provider=icu', '--icu-locale=fr-FR']
const SETTINGS = {
  timezone: new Date().getUTCHours() < 12 ? 'Etc/GMT+12' : 'Etc/GMT-14',
  max_connections: '300',
  fsync: 'off',
  wal_level: 'minimal',
  max_wal_senders: '0',
  max_wal_size: '256MB',
}

/** Test aid: a PostgreSQL server of Debian with an empty database on a free port of loopback. */
export async function startServer(): Promise<{ databaseUrl: string; stop: () => Promise<void> }> {
  const cluster = fs.mkdtempSync(path.join(os.tmpdir(), 'relance-pg-'))
  const data = path.join(cluster, 'data')
  const port = await freePort()
  if (isRoot) execFileSync('chown', ['postgres', cluster])
  const [make, making] = as('postgres', 'initdb', [
    ...['-D', data, '-A', 'trust', '-U', 'postgres', '--no-sync'],
    ...AS_ABROAD,
  ])
  execFileSync(make, making, { cwd: cluster, stdio: 'ignore' })
  const settings = Object.entries(SETTINGS).flatMap(([name, value]) => ['-c', `${name}=${value}`])
  const where = ['-D', data, '-h', '127.0.0.1', '-p', String(port), '-k', cluster]
  const [run, running] = as('postgres', 'postgres', [...where, ...settings])
  const guarded = ['-c', GUARD, 'guard', cluster, run, ...running]
  const guard = spawn('sh', guarded, { stdio: ['pipe', 'ignore', 'ignore'], detached: true })
  const ended = once(guard, 'exit')
  const databaseUrl = `postgresql://postgres@127.0.0.1:${port}/postgres`
  await answering(databaseUrl)
  return {
    databaseUrl,
    async stop() {
      guard.stdin.end()
      await ended
    },
  }
}

async function answering(connectionString: string): Promise<void> {
  for (let attempt = 0; ; attempt++) {
    const client = new pg.Client({ connectionString })
    try {
      await client.connect()
      await client.end()
      return
    } catch (error) {
      if (attempt >= 200) throw error
      await sleep(100)
    }
  }
}

function as(user: string, program: string, args: string[]): [string, string[]] {
  const file = `${BIN}/${program}`
  return isRoot ? ['runuser', ['-u', user, '--', file, ...args]] : [file, args]
}

function canRunAs(user: string): boolean {
  try {
    execFileSync('runuser', ['-u', user, '--', 'true'], { stdio: 'ignore' })
    return true
  } catch {
    return false
  }
}
