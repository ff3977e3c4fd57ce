import { Inject, Injectable } from '@nestjs/common'
import { and, asc, desc, eq, isNull, or } from 'drizzle-orm'
import type { z } from 'zod'
import { METADATA } from '../../app/tokens'
import { audit } from '../../auth/audit'
import type { Person } from '../../auth/person'
import { AppError, notFound } from '../../http/app-error'
import { savedQueries, savedQueryVersions } from '../../metadata'
import type { Metadata } from '../../metadata'
import { resultChart } from './saved.contract'
import type {
  SavedQuery,
  SavedQueryAnswer,
  SavedQueryChange,
  newSavedQuery,
  newVersion,
} from './saved.contract'

type Row = typeof savedQueries.$inferSelect

/** Statements that people keep. A shared one shows its text to others; what it answers follows from their own rights. */
@Injectable()
export class SavedQueriesService {
  constructor(@Inject(METADATA) private readonly metadata: Metadata) {}

  async list(person: Person): Promise<SavedQuery[]> {
    const rows = await this.metadata.db
      .select()
      .from(savedQueries)
      .where(seenBy(person))
      .orderBy(asc(savedQueries.name))
    return rows.map((row) => shown(row, person))
  }

  /** @throws AppError `sql/query-not-found` */
  async get(person: Person, id: string): Promise<SavedQueryAnswer> {
    const row = await this.seen(person, id)
    const versions = await this.metadata.db
      .select()
      .from(savedQueryVersions)
      .where(eq(savedQueryVersions.queryId, id))
      .orderBy(desc(savedQueryVersions.version))
    return {
      ...shown(row, person),
      versions: versions.map((each) => ({
        version: each.version,
        sql: each.sql,
        params: each.params as Record<string, string>,
        chart: resultChart.nullable().parse(each.chart),
        saved_by: each.savedBy,
        saved_at: each.savedAt.toISOString(),
      })),
    }
  }

  async save(person: Person, query: z.output<typeof newSavedQuery>): Promise<SavedQuery> {
    const { name, shared, ...content } = query
    const row = await this.metadata.db.transaction(async (transaction) => {
      const owner = { ownerId: person.id, ownerName: person.name }
      const [made] = await transaction
        .insert(savedQueries)
        .values({ name, shared, ...owner })
        .returning()
      if (!made) throw new Error('an insertion gives its row')
      const first = { queryId: made.id, version: 1, ...content, savedBy: person.name }
      await transaction.insert(savedQueryVersions).values(first)
      return made
    })
    await this.note('saved', row.id, person, { name, shared })
    return shown(row, person)
  }

  /** The next version. @throws AppError `sql/query-changed` when somebody wrote one meanwhile */
  async write(person: Person, id: string, change: z.output<typeof newVersion>): Promise<SavedQuery> {
    const { version, ...content } = change
    await this.owned(person, id)
    const row = await this.metadata.db.transaction(async (transaction) => {
      const next = version + 1
      const [written] = await transaction
        .update(savedQueries)
        .set({ version: next, updatedAt: new Date() })
        .where(and(eq(savedQueries.id, id), eq(savedQueries.version, version)))
        .returning()
      if (!written)
        throw new AppError('sql/query-changed', 409, 'This query was changed meanwhile; open it again.')
      await transaction
        .insert(savedQueryVersions)
        .values({ queryId: id, version: next, ...content, savedBy: person.name })
      return written
    })
    await this.note('changed', id, person, { version: row.version })
    return shown(row, person)
  }

  async change(person: Person, id: string, change: SavedQueryChange): Promise<SavedQuery> {
    const before = await this.owned(person, id)
    const set = { name: change.name ?? before.name, shared: change.shared ?? before.shared }
    const [row] = await this.metadata.db
      .update(savedQueries)
      .set(set)
      .where(eq(savedQueries.id, id))
      .returning()
    await this.note('changed', id, person, set)
    return shown(row ?? before, person)
  }

  /** Its versions stay, for the audit log. */
  async remove(person: Person, id: string): Promise<void> {
    await this.owned(person, id)
    await this.metadata.db.update(savedQueries).set({ deletedAt: new Date() }).where(eq(savedQueries.id, id))
    await this.note('deleted', id, person, {})
  }

  private async seen(person: Person, id: string): Promise<Row> {
    const [row] = await this.metadata.db
      .select()
      .from(savedQueries)
      .where(and(eq(savedQueries.id, id), seenBy(person)))
    if (!row) throw notFound('sql/query-not-found', 'There is no such query, or it is no longer shared.')
    return row
  }

  private async owned(person: Person, id: string): Promise<Row> {
    const row = await this.seen(person, id)
    if (row.ownerId === person.id) return row
    throw new AppError('sql/query-of-another', 403, 'Only who saved this query may change it; save a copy.')
  }

  private note(what: string, id: string, person: Person, after: unknown): Promise<void> {
    return audit(this.metadata, { actor: person.id, action: `query.${what}`, subject: `query:${id}`, after })
  }
}

const seenBy = (person: Person) =>
  and(isNull(savedQueries.deletedAt), or(eq(savedQueries.ownerId, person.id), eq(savedQueries.shared, true)))

const shown = (row: Row, person: Person): SavedQuery => ({
  id: row.id,
  name: row.name,
  shared: row.shared,
  owner_name: row.ownerName,
  mine: row.ownerId === person.id,
  version: row.version,
  updated_at: row.updatedAt.toISOString(),
})
