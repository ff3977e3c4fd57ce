import { createHash, randomUUID } from 'node:crypto'
import fs from 'node:fs'
import { createRequire } from 'node:module'
import path from 'node:path'
import { migrationsFolder } from './apply-migrations'
import { openMetadata } from './metadata'

/**
 * A new store costs some seconds of initdb and of migrations, a copy of one a fraction. Those that are copied are made
 * once and kept beside the installed packages, named after the version of PGlite.
 */
export async function fillFromTemplate(dataDir: string): Promise<void> {
  const empty = templates().empty
  if (!fs.existsSync(empty)) await make(empty, makeEmpty)
  fs.cpSync(empty, path.join(dataDir, 'postgres'), { recursive: true })
}

/** Makes the store with the tables of this version, from which `fillFromMigrated` copies. */
export async function makeMigrated(): Promise<void> {
  const { migrated } = templates()
  if (!fs.existsSync(migrated)) await make(migrated, makeTables)
}

/**
 * Gives an empty data directory a store with the tables of this version, where `makeMigrated` has run. One that is
 * still to be made stays the product's to make, from nothing.
 */
export function fillFromMigrated(dataDir: string): void {
  const { migrated } = templates()
  const own = path.join(dataDir, 'postgres')
  if (!fs.existsSync(dataDir) || fs.existsSync(own) || !fs.existsSync(migrated)) return
  fs.cpSync(migrated, own, { recursive: true })
}

async function make(template: string, fill: (folder: string) => Promise<void>): Promise<void> {
  fs.mkdirSync(path.dirname(template), { recursive: true })
  const unfinished = `${template}-${randomUUID()}`
  await fill(unfinished)
  try {
    fs.renameSync(unfinished, template)
  } catch {
    // Another test file was faster; its copy is as good.
    fs.rmSync(unfinished, { recursive: true, force: true })
  }
}

async function makeEmpty(folder: string): Promise<void> {
  const { PGlite } = await import('@electric-sql/pglite')
  const db = await PGlite.create({ dataDir: folder })
  await db.close()
}

async function makeTables(folder: string): Promise<void> {
  const dataDir = `${folder}-data`
  await fillFromTemplate(dataDir)
  const metadata = await openMetadata({ dataDir, log: () => undefined })
  await metadata.close()
  fs.renameSync(path.join(dataDir, 'postgres'), folder)
  fs.rmSync(dataDir, { recursive: true })
}

function templates(): { empty: string; migrated: string } {
  const entry = createRequire(import.meta.url).resolve('@electric-sql/pglite')
  const modules = entry.slice(0, entry.lastIndexOf('node_modules') + 'node_modules'.length)
  const manifest = path.join(modules, '@electric-sql', 'pglite', 'package.json')
  const { version } = JSON.parse(fs.readFileSync(manifest, 'utf8')) as { version: string }
  const empty = path.join(modules, '.cache', 'relance', `pglite-${version}`)
  return { empty, migrated: `${empty}-${fingerprint()}` }
}

/** Of all migrations: another one makes another store. */
function fingerprint(): string {
  const hash = createHash('sha256')
  for (const name of fs.readdirSync(migrationsFolder).sort())
    if (name.endsWith('.sql')) hash.update(fs.readFileSync(path.join(migrationsFolder, name)))
  return hash.digest('hex').slice(0, 16)
}
