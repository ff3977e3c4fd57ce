import { randomUUID } from 'node:crypto'
import fs from 'node:fs'
import { createRequire } from 'node:module'
import os from 'node:os'
import path from 'node:path'
import { afterAll, beforeAll } from 'vitest'
import type { Metadata } from './metadata'
import { openMetadata } from './metadata'

export interface TestMetadata {
  readonly metadata: Metadata
  readonly dataDir: string
  /** empties every table */
  reset(): Promise<void>
}

/**
 * Test aid: one embedded store for the whole test file, migrated, in a temporary folder; taken away after the last
 * test. Its members may be read inside tests and hooks only.
 */
export function useMetadata(): TestMetadata {
  let running: { metadata: Metadata; dataDir: string } | undefined
  const current = () => {
    if (!running) throw new Error('the metadata store is there inside tests and hooks only')
    return running
  }
  beforeAll(async () => {
    const dataDir = fs.mkdtempSync(path.join(os.tmpdir(), 'relance-test-'))
    await fillFromTemplate(dataDir)
    running = { metadata: await openMetadata({ dataDir, log: () => undefined }), dataDir }
  })
  afterAll(async () => {
    await running?.metadata.close()
    if (running) fs.rmSync(running.dataDir, { recursive: true, force: true })
  })
  return {
    get metadata() {
      return current().metadata
    },
    get dataDir() {
      return current().dataDir
    },
    async reset() {
      const tables = 'users, sessions, sign_in_links, settings, mappings, audit_log'
      await current().metadata.pool.query(`truncate ${tables} restart identity cascade`)
    },
  }
}

/**
 * A new store costs some seconds of initdb, a copy of an empty one a fraction. The empty one is made once and kept
 * beside the installed packages, named after the version of PGlite; it holds no table of ours.
 */
export async function fillFromTemplate(dataDir: string): Promise<void> {
  const template = templateFolder()
  if (!fs.existsSync(template)) await makeTemplate(template)
  fs.cpSync(template, path.join(dataDir, 'postgres'), { recursive: true })
}

async function makeTemplate(template: string): Promise<void> {
  const { PGlite } = await import('@electric-sql/pglite')
  fs.mkdirSync(path.dirname(template), { recursive: true })
  const unfinished = `${template}-${randomUUID()}`
  const db = await PGlite.create({ dataDir: unfinished })
  await db.close()
  try {
    fs.renameSync(unfinished, template)
  } catch {
    // Another test file was faster; its copy is as good.
    fs.rmSync(unfinished, { recursive: true, force: true })
  }
}

function templateFolder(): string {
  const entry = createRequire(import.meta.url).resolve('@electric-sql/pglite')
  const modules = entry.slice(0, entry.lastIndexOf('node_modules') + 'node_modules'.length)
  const manifest = path.join(modules, '@electric-sql', 'pglite', 'package.json')
  const { version } = JSON.parse(fs.readFileSync(manifest, 'utf8')) as { version: string }
  return path.join(modules, '.cache', 'relance', `pglite-${version}`)
}
