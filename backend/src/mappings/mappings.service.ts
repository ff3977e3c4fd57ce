import { createHash } from 'node:crypto'
import { Inject, Injectable } from '@nestjs/common'
import { asc, eq } from 'drizzle-orm'
import type { Mapping } from '@relance/pipelines'
import { METADATA } from '../app/tokens'
import { audit } from '../auth/audit'
import { notFound } from '../http/app-error'
import { mappings } from '../metadata'
import type { Metadata } from '../metadata'
import { savedMapping } from './mappings.contract'
import type { SavedMapping } from './mappings.contract'
import type { newMapping } from './mappings.contract'
import type { z } from 'zod'

/** Mappings that people have kept, found again by the headers of a file. */
@Injectable()
export class MappingsService {
  constructor(@Inject(METADATA) private readonly metadata: Metadata) {}

  async list(): Promise<SavedMapping[]> {
    const rows = await this.metadata.db.select().from(mappings).orderBy(asc(mappings.name))
    return rows.map(shown)
  }

  /** Keeps a mapping; one for the same headers is replaced. */
  async save(given: z.output<typeof newMapping>, actor: string): Promise<SavedMapping> {
    const headerFingerprint = fingerprint(given.columns)
    const { name, source, mapping } = given
    const [row] = await this.metadata.db
      .insert(mappings)
      .values({ name, source, headerFingerprint, mapping: kept(mapping) })
      .onConflictDoUpdate({
        target: [mappings.source, mappings.headerFingerprint],
        set: { name, mapping: kept(mapping), updatedAt: new Date() },
      })
      .returning()
    if (!row) throw new Error('an insertion gives its row')
    await this.note('mapping.saved', row.id, actor, { name })
    return shown(row)
  }

  /** @throws AppError `mappings/not-found` */
  async rename(id: string, name: string, actor: string): Promise<SavedMapping> {
    const [row] = await this.metadata.db
      .update(mappings)
      .set({ name, updatedAt: new Date() })
      .where(eq(mappings.id, id))
      .returning()
    if (!row) throw missing()
    await this.note('mapping.renamed', id, actor, { name })
    return shown(row)
  }

  /** @throws AppError `mappings/not-found` */
  async remove(id: string, actor: string): Promise<void> {
    const [row] = await this.metadata.db.delete(mappings).where(eq(mappings.id, id)).returning()
    if (!row) throw missing()
    await this.note('mapping.deleted', id, actor, { name: row.name })
  }

  /** The mapping that was kept for files with these headers. */
  async find(
    columns: readonly string[],
  ): Promise<{ id: string; name: string; mapping: Mapping } | undefined> {
    if (columns.length === 0) return undefined
    const [row] = await this.metadata.db
      .select()
      .from(mappings)
      .where(eq(mappings.headerFingerprint, fingerprint(columns)))
      .limit(1)
    return row && { id: row.id, name: row.name, mapping: shown(row).mapping }
  }

  /** Whether any mapping is kept: without, no file has to be looked at for one. */
  async any(): Promise<boolean> {
    const rows = await this.metadata.db.select({ id: mappings.id }).from(mappings).limit(1)
    return rows.length > 0
  }

  private note(action: string, id: string, actor: string, after: unknown): Promise<void> {
    return audit(this.metadata, { actor, action, subject: `mapping:${id}`, after })
  }
}

const missing = () => notFound('mappings/not-found', 'There is no such mapping; it may have been deleted.')

/** The same for the same set of headers, in whatever order and writing. */
export function fingerprint(columns: readonly string[]): string {
  const names = columns.map((name) => name.trim().toLowerCase()).sort()
  return createHash('sha256').update(JSON.stringify(names)).digest('hex')
}

/** Where the header stands, how bytes are written and what days a file reaches over is of one file only. */
function kept(mapping: Mapping): Mapping {
  const {
    header_line: _header,
    encoding: _encoding,
    history_from: _from,
    complete_through: _through,
    ...rest
  } = mapping
  return rest
}

const shown = (row: typeof mappings.$inferSelect): SavedMapping =>
  savedMapping.parse({
    ...row,
    created_at: row.createdAt.toISOString(),
    updated_at: row.updatedAt.toISOString(),
  })
