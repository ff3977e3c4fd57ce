import { randomUUID } from 'node:crypto'
import fs from 'node:fs'
import { createRequire } from 'node:module'
import path from 'node:path'

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
