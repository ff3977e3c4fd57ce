import { execFileSync, spawn } from 'node:child_process'
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

/** Test aid: a PostgreSQL server of Debian with an empty database on a free port of loopback. */
export async function startServer(): Promise<{ databaseUrl: string; stop: () => Promise<void> }> {
  const cluster = fs.mkdtempSync(path.join(os.tmpdir(), 'relance-pg-'))
  const data = path.join(cluster, 'data')
  const port = await freePort()
  if (isRoot) execFileSync('chown', ['postgres', cluster])
  const made = as('postgres', 'initdb', ['-D', data, '-A', 'trust', '-U', 'postgres', '--no-sync'])
  execFileSync(...made, { cwd: cluster, stdio: 'ignore' })
  const where = ['-D', data, '-h', '127.0.0.1', '-p', String(port), '-k', cluster, '-c', 'fsync=off']
  const server = spawn(...as('postgres', 'postgres', where), { stdio: 'ignore', cwd: cluster })
  const ended = new Promise((resolve) => server.once('exit', resolve))
  const databaseUrl = `postgresql://postgres@127.0.0.1:${port}/postgres`
  await answering(databaseUrl)
  return {
    databaseUrl,
    async stop() {
      const pid = Number(fs.readFileSync(path.join(data, 'postmaster.pid'), 'utf8').split('\n')[0])
      process.kill(pid, 'SIGINT')
      await ended
      fs.rmSync(cluster, { recursive: true, force: true })
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
