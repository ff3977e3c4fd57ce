import { spawn } from 'node:child_process'
import fs from 'node:fs'
import os from 'node:os'
import path from 'node:path'
import { eq, sql } from 'drizzle-orm'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { Metadata, MetadataOptions } from './index'
import { auditLog, loadingAlone, openMetadata, sessions, settings, users } from './index'
import { fillFromTemplate } from './testing'
import { withoutEmbedded } from './testing-database'
import { startServer, withoutServer } from './testing-server'

if (withoutServer !== null) console.log(`metadata on a PostgreSQL server: skipped, ${withoutServer}`)

if (withoutEmbedded() !== null)
  console.log(`metadata on the embedded PostgreSQL: skipped, ${withoutEmbedded()}`)

describe.skipIf(withoutEmbedded() !== null)('metadata on the embedded PostgreSQL', () => {
  const dataDir = fs.mkdtempSync(path.join(os.tmpdir(), 'relance-metadata-'))
  beforeAll(() => fillFromTemplate(dataDir))
  afterAll(() => fs.rmSync(dataDir, { recursive: true, force: true }))

  behaves(() => ({ dataDir, log: () => undefined }))

  it('keeps its socket from other users of the machine', async () => {
    const metadata = await openMetadata({ dataDir, log: () => undefined })
    expect(fs.statSync(path.join(dataDir, 'run')).mode & 0o777).toBe(0o700)
    await metadata.close()
  })

  it('works in a directory whose path is too long for a socket', async () => {
    const long = path.join(dataDir, 'a'.repeat(90), 'b'.repeat(90))
    await fillFromTemplate(long)
    const metadata = await openMetadata({ dataDir: long, log: () => undefined })
    expect(await metadata.db.select().from(users)).toEqual([])
    await metadata.close()
  })

  it('keeps acknowledged rows when its process is killed, and starts again', async () => {
    const metadata = await openMetadata({ dataDir, log: () => undefined })
    await metadata.db.insert(settings).values({ key: 'kept', value: { n: 1 } })
    process.kill(metadata.pid ?? 0, 'SIGKILL')
    const rows = await eventually(() => metadata.db.select().from(settings).where(eq(settings.key, 'kept')))
    expect(rows).toMatchObject([{ value: { n: 1 } }])
    await metadata.close()
  })

  it('ends when its parent is killed', async () => {
    const child = path.join(import.meta.dirname, 'pglite-child.js')
    const args = JSON.stringify([
      child,
      path.join(dataDir, 'postgres'),
      path.join(dataDir, 'run', '.s.PGSQL.5432'),
    ])
    const script = `
      const { spawn } = require('node:child_process')
      const child = spawn(process.execPath, ${args}, { stdio: ['pipe', 'pipe', 'inherit'], detached: true, env: {} })
      child.stdout.once('data', () => console.log(child.pid))`
    const parent = spawn(process.execPath, ['-e', script], { stdio: ['ignore', 'pipe', 'inherit'] })
    const pid = await new Promise<number>((resolve) =>
      parent.stdout.once('data', (text) => resolve(Number(text))),
    )
    parent.kill('SIGKILL')
    await eventually(async () => expect(() => process.kill(pid, 0)).toThrow('ESRCH'))
  })

  it('leaves no process behind when it is closed', async () => {
    const metadata = await openMetadata({ dataDir, log: () => undefined })
    const pid = metadata.pid ?? 0
    await metadata.close()
    expect(() => process.kill(pid, 0)).toThrow('ESRCH')
  })
})

describe.skipIf(withoutServer !== null)('metadata on a PostgreSQL server', () => {
  const cluster = fs.mkdtempSync(path.join(os.tmpdir(), 'relance-metadata-'))
  let stop: () => Promise<void>
  let databaseUrl = ''

  beforeAll(async () => {
    ;({ databaseUrl, stop } = await startServer())
  })
  afterAll(async () => {
    await stop()
    fs.rmSync(cluster, { recursive: true, force: true })
  })

  behaves(() => ({ dataDir: cluster, databaseUrl, log: () => undefined }))

  it('lets one backend load at a time, and the next one when it has died', async () => {
    const [one, two] = await Promise.all(
      [1, 2].map(() => openMetadata({ dataDir: cluster, databaseUrl, log: () => undefined })),
    )
    if (!one || !two) throw new Error('no stores')
    const done: string[] = []
    let begun: () => void = () => undefined
    const inside = new Promise<void>((resolve) => (begun = resolve))
    const first = loadingAlone(one, async () => {
      begun()
      const [session] = (await one.pool.query('select 1')).rows
      const waits = async () =>
        expect(
          (await one.pool.query("select 1 from pg_locks where locktype = 'advisory' and not granted"))
            .rowCount,
        ).toBe(1)
      await eventually(waits)
      done.push(`first ${session ? 'worked' : ''}`)
    })
    await inside
    const second = loadingAlone(two, () => Promise.resolve(done.push('second')))
    await Promise.all([first, second])
    expect(done).toEqual(['first worked', 'second'])

    const dying = loadingAlone(one, async () => {
      await two.pool.query(
        "select pg_terminate_backend(pid) from pg_locks where locktype = 'advisory' and granted",
      )
      await loadingAlone(two, () => Promise.resolve(done.push('after a death')))
    })
    await expect(dying).rejects.toThrow()
    expect(done.at(-1)).toBe('after a death')
    await Promise.all([one.close(), two.close()])
  })

  it('lets two backends that start at once migrate one after the other', async () => {
    const pair = await Promise.all(
      [1, 2].map(() => openMetadata({ dataDir: cluster, databaseUrl, log: () => undefined })),
    )
    const [row] =
      (await pair[0]?.pool.query('select count(*)::int as n from drizzle.__drizzle_migrations'))?.rows ?? []
    expect(row).toEqual({ n: migrationCount() })
    for (const metadata of pair) await metadata.close()
  })
})

function behaves(options: () => MetadataOptions): void {
  const using = async (work: (metadata: Metadata) => Promise<void>) => {
    const metadata = await openMetadata(options())
    await work(metadata)
    await metadata.close()
  }

  it('keeps what was written across a restart', async () => {
    await using(async ({ db }) => {
      const person = {
        email: 'Claire@exemple.fr',
        name: 'Claire',
        role: 'cfo',
        entities: ['FR1', 'FR2'],
      } as const
      await db.insert(users).values({ ...person, entities: [...person.entities] })
    })
    await using(async ({ db }) => {
      const [person] = await db.select().from(users)
      expect(person).toMatchObject({
        email: 'Claire@exemple.fr',
        entities: ['FR1', 'FR2'],
        locale: 'fr',
        disabledAt: null,
      })
      expect(person?.createdAt).toBeInstanceOf(Date)
    })
  })

  it('knows an address whatever its capitals', () =>
    using(async ({ db }) => {
      const again = db.insert(users).values({ email: 'CLAIRE@EXEMPLE.FR', name: 'Claire', role: 'cfo' })
      await expect(again).rejects.toMatchObject({ cause: { code: '23505' } })
    }))

  it('refuses a role that does not exist', () =>
    using(async ({ db }) => {
      const insert = db.execute(sql`insert into users (email, name, role) values ('x@y.fr', 'X', 'root')`)
      await expect(insert).rejects.toMatchObject({ cause: { code: '23514' } })
    }))

  it('ends the sessions of a user who is removed, and keeps the audit log', () =>
    using(async ({ db }) => {
      const [person] = await db
        .insert(users)
        .values({ email: 'b@c.fr', name: 'B', role: 'agent' })
        .returning()
      const userId = person?.id ?? ''
      await db.insert(sessions).values({ tokenHash: 'h', userId, expiresAt: new Date() })
      await db
        .insert(auditLog)
        .values({ actor: userId, action: 'user.create', subject: userId, after: { role: 'agent' } })
      await db.delete(users).where(eq(users.id, userId))
      expect(await db.select().from(sessions)).toEqual([])
      expect(await db.select().from(auditLog)).toMatchObject([{ actor: userId, after: { role: 'agent' } }])
    }))

  it('takes a failed transaction back in full', () =>
    using(async ({ db }) => {
      const failing = db.transaction(async (tx) => {
        await tx.insert(settings).values({ key: 'half', value: 1 })
        throw new Error('no')
      })
      await expect(failing).rejects.toThrow('no')
      expect(await db.select().from(settings).where(eq(settings.key, 'half'))).toEqual([])
    }))
}

function migrationCount(): number {
  const folder = path.join(import.meta.dirname, 'migrations')
  return fs.readdirSync(folder).filter((name) => name.endsWith('.sql')).length
}

async function eventually<T>(work: () => Promise<T>): Promise<T> {
  for (let attempt = 0; ; attempt++) {
    try {
      return await work()
    } catch (error) {
      if (attempt >= 100) throw error
      await new Promise((resolve) => setTimeout(resolve, 100))
    }
  }
}
