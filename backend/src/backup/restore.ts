import fs from 'node:fs'
import path from 'node:path'
import { appliedSchema, fillTables } from '@relance/pipelines'
import { count } from 'drizzle-orm'
import { z } from 'zod'
import type { Stores } from '../app/stores'
import { AppError } from '../http/app-error'
import { appliedMigrations, fillMetadata, users } from '../metadata'
import { placesIn, readManifest } from './manifest'
import type { Manifest } from './manifest'

/**
 * Puts a backup into stores that are empty: what happened first, what people decide last and in one piece, so that a
 * restoration that was cut short is seen to be none.
 * @throws AppError `backup/none`, `backup/other-version`, `backup/target-in-use`; the error of a damaged file
 */
export async function restore(stores: Stores, folder: string, dataDir: string): Promise<Manifest> {
  const manifest = readManifest(folder)
  if (!manifest) throw new AppError('backup/none', 422, `${folder} holds no whole backup.`)
  await refuseOtherVersion(stores, manifest)
  await refuseInUse(stores)
  const places = placesIn(folder)
  await fillTables(stores.warehouse, places.warehouse, manifest.tables.warehouse)
  if (fs.existsSync(places.key)) fs.cpSync(places.key, path.join(dataDir, 'secret.key'))
  if (fs.existsSync(places.inbox)) fs.cpSync(places.inbox, path.join(dataDir, 'inbox'), { recursive: true })
  await fillMetadata(stores.metadata, places.metadata, manifest.tables.metadata)
  return manifest
}

async function refuseOtherVersion({ metadata, warehouse }: Stores, manifest: Manifest): Promise<void> {
  const here = { metadata: await appliedMigrations(metadata), warehouse: await appliedSchema(warehouse) }
  if (JSON.stringify(here) === JSON.stringify(manifest.migrations)) return
  throw new AppError(
    'backup/other-version',
    422,
    `The backup was made by version ${manifest.version} with other tables. Restore it with that version, then start this one on the same data directory.`,
  )
}

async function refuseInUse({ metadata, warehouse }: Stores): Promise<void> {
  const [people] = await metadata.db.select({ n: count() }).from(users)
  const [events] = await warehouse.query({
    name: 'restore-empty',
    sql: 'SELECT count() AS n FROM (SELECT 1 FROM events LIMIT 1 UNION ALL SELECT 1 FROM loads LIMIT 1)',
    row: z.object({ n: z.coerce.number() }),
  })
  if (people?.n === 0 && events?.n === 0) return
  throw new AppError(
    'backup/target-in-use',
    409,
    'The stores hold data already. A backup is restored into a new data directory (--data), or into new databases.',
  )
}
