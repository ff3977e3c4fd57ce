import { and, asc, eq, inArray, isNull, sql } from 'drizzle-orm'
import { letters } from '../../../metadata'
import type { Metadata } from '../../../metadata'
import { batchPdf } from './batch-pdf'

export interface LetterBatch {
  readonly day: string
  readonly registered: boolean
  readonly letters: number
  readonly posted: number
}

/** The letters of a day and kind of post, of all entities or of these. */
export const ofBatch = (day: string, registered: boolean, limit?: readonly string[]) =>
  and(
    eq(letters.day, day),
    eq(letters.registered, registered),
    limit && inArray(letters.entityId, [...limit]),
  )

/** Letters of a day, of one kind of post: to be downloaded as one file, printed, and marked as posted. */
export class LetterBatches {
  constructor(private readonly db: Metadata['db']) {}

  /** Newest day first. @param limit of these entities only */
  list(limit?: readonly string[]): Promise<LetterBatch[]> {
    return this.db
      .select({
        day: letters.day,
        registered: letters.registered,
        letters: sql<number>`count(*)::int`,
        posted: sql<number>`count(${letters.postedAt})::int`,
      })
      .from(letters)
      .where(limit && inArray(letters.entityId, [...limit]))
      .groupBy(letters.day, letters.registered)
      .orderBy(sql`${letters.day} desc`, asc(letters.registered))
  }

  /** One PDF: each letter on pages of its own, its address in the window of the envelope. */
  async pdf(day: string, registered: boolean, limit?: readonly string[]): Promise<Buffer> {
    const rows = await this.db
      .select()
      .from(letters)
      .where(ofBatch(day, registered, limit))
      .orderBy(asc(letters.address), asc(letters.id))
    return batchPdf(rows)
  }

  /** Says that letters went to the post; only from then on they count as sent. @returns number of them */
  async posted(ids: readonly string[], by: string, at: Date): Promise<number> {
    if (ids.length === 0) return 0
    const rows = await this.db
      .update(letters)
      .set({ postedAt: at, postedBy: by })
      .where(and(inArray(letters.id, [...ids]), isNull(letters.postedAt)))
      .returning({ id: letters.id })
    return rows.length
  }
}
