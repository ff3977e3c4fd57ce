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

/** A server of people: French order of letters, a day that is never that of UTC; nothing survives a crash. */
const ABROAD = '-E UTF8 --locale=C.UTF-8 --locale-provider=icu --icu-locale=fr-FR'
const SETTINGS = {
  timezone: new Date().getUTCHours() < 12 ? 'Etc/GMT+12' : 'Etc/GMT-14',
  max_connections: '300',
  fsync: 'off',
  wal_level: 'minimal',
  max_wal_senders: '0',
  max_wal_size: '256MB',
}
const settings = Object.entries(SETTINGS).map(([name, value]) => `-c ${name}=${value}`)

/**
 * Makes and runs the server, ends it and removes its folder when the standard input ends: in order, or because whoever
 * started it is gone, by whatever signal. Arguments: folder, port, and what makes another user of a command.
 */
const GUARD = `
folder=$1; port=$2; shift 2
"$@" ${BIN}/initdb -D "$folder/data" -A trust -U postgres --no-sync ${ABROAD} < /dev/null && {
  "$@" ${BIN}/postgres -D "$folder/data" -h 127.0.0.1 -p "$port" -k "$folder" ${settings.join(' ')} & server=$!
  cat > /dev/null
  until kill -INT "$(head -n 1 "$folder/data/postmaster.pid")" || ! kill -0 "$server"; do sleep 0.1; done
  wait "$server"
}
rm -rf "$folder"`

/** Test aid: a PostgreSQL server of Debian with an empty database on a free port of loopback. */
export async function startServer(): Promise<{ databaseUrl: string; stop: () => Promise<void> }> {
  const cluster = fs.mkdtempSync(path.join(os.tmpdir(), 'relance-pg-'))
  const port = await freePort()
  if (isRoot) execFileSync('chown', ['postgres', cluster])
  const asPostgres = isRoot ? ['runuser', '-u', 'postgres', '--'] : []
  // A group of its own: Ctrl-C in a terminal ends the tests, which end it.
  const guard = spawn('sh', ['-c', GUARD, 'guard', cluster, String(port), ...asPostgres], {
    ...{ cwd: cluster, detached: true },
    stdio: ['pipe', 'ignore', 'ignore'],
  })
  const ended = once(guard, 'exit')
  const databaseUrl = `postgresql://postgres@127.0.0.1:${port}/postgres`
  const stop = async () => {
    guard.stdin.end()
    await ended
  }
  try {
    await answering(databaseUrl, () => guard.exitCode === null)
  } catch (error) {
    await stop()
    throw error
  }
  return { databaseUrl, stop }
}

async function answering(connectionString: string, lives: () => boolean): Promise<void> {
  for (;;) {
    const client = new pg.Client({ connectionString })
    try {
      await client.connect()
      await client.end()
      return
    } catch (error) {
      if (!lives()) throw new Error('the PostgreSQL server of the tests ended', { cause: error })
      await sleep(100)
    }
  }
}

function canRunAs(user: string): boolean {
  try {
    execFileSync('runuser', ['-u', user, '--', 'true'], { stdio: 'ignore' })
    return true
  } catch {
    return false
  }
}
