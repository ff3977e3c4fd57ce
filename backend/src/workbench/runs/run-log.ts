import { Inject, Injectable } from '@nestjs/common'
import { and, desc, eq, lt } from 'drizzle-orm'
import type { z } from 'zod'
import { METADATA } from '../../app/tokens'
import type { Person } from '../../auth/person'
import { queryRuns } from '../../metadata'
import type { Metadata } from '../../metadata'
import type { HistoryAnswer, PastRun, historyQuery } from './runs.contract'

/** How a statement went. */
export interface RanStatement {
  id: string
  sql: string
  params: Record<string, string>
  via: string
  state: PastRun['state']
  code: string | null
  rows: number
  startedAt: Date
}

/** What each person ran. Kept beside the other decisions, because the engine forgets its own log at each start. */
@Injectable()
export class RunLog {
  constructor(@Inject(METADATA) private readonly metadata: Metadata) {}

  async note(person: Person, run: RanStatement): Promise<void> {
    const seconds = (Date.now() - run.startedAt.getTime()) / 1000
    await this.metadata.db
      .insert(queryRuns)
      .values({ ...run, personId: person.id, seconds })
      .onConflictDoNothing()
  }

  /** One's own, the newest first; the cursor is a moment in milliseconds. */
  async list(person: Person, { limit, cursor }: z.output<typeof historyQuery>): Promise<HistoryAnswer> {
    const mine = eq(queryRuns.personId, person.id)
    const rows = await this.metadata.db
      .select()
      .from(queryRuns)
      .where(cursor === undefined ? mine : and(mine, lt(queryRuns.startedAt, new Date(Number(cursor)))))
      .orderBy(desc(queryRuns.startedAt))
      .limit(limit + 1)
    const shown = rows.slice(0, limit)
    const last = shown.at(-1)
    return {
      rows: shown.map((row) => ({
        ...row,
        params: row.params as Record<string, string>,
        started_at: row.startedAt.toISOString(),
      })),
      next: rows.length > limit && last ? String(last.startedAt.getTime()) : null,
    }
  }
}
