import fs from 'node:fs'
import path from 'node:path'
import { z } from 'zod'

const FILE = 'manifest.json'
const manifest = z.object({
  format: z.literal(1),
  made_at: z.string(),
  /** of Relance, for people; the migrations decide whether it fits */
  version: z.string(),
  migrations: z.object({ metadata: z.array(z.string()), warehouse: z.array(z.string()) }),
  /** of the metadata those that others refer to come first */
  tables: z.object({ metadata: z.array(z.string()), warehouse: z.array(z.string()) }),
})
/** What a backup holds. It is written last: a folder without it is no backup. */
export type Manifest = z.infer<typeof manifest>

/** Folders and files of a backup. */
export const placesIn = (folder: string) => ({
  metadata: path.join(folder, 'metadata'),
  warehouse: path.join(folder, 'warehouse'),
  inbox: path.join(folder, 'inbox'),
  key: path.join(folder, 'secret.key'),
})

export function writeManifest(folder: string, content: Manifest): void {
  const temporary = path.join(folder, `${FILE}.part`)
  fs.writeFileSync(temporary, `${JSON.stringify(content, null, 2)}\n`, { mode: 0o600, flush: true })
  fs.renameSync(temporary, path.join(folder, FILE))
}

/** @returns undefined where the folder holds no whole backup that this version knows */
export function readManifest(folder: string): Manifest | undefined {
  try {
    const parsed = manifest.safeParse(JSON.parse(fs.readFileSync(path.join(folder, FILE), 'utf8')))
    return parsed.data
  } catch {
    return undefined
  }
}
