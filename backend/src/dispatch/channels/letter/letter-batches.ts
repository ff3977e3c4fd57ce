import type { Readable } from 'node:stream'
import { and, asc, eq, inArray, isNull, sql } from 'drizzle-orm'
import { letters } from '../../../metadata'
import type { Metadata } from '../../../metadata'
import { languageOf, lettersPdf } from '../../../messages'
import type { ComposedLetter } from '../../../messages'

export interface LetterBatch {
  readonly day: string
  readonly registered: boolean
  readonly letters: number
  readonly posted: number
  readonly failed: number
}
type Row = typeof letters.$inferSelect

/** Entities that a person sees; undefined: all. */
type Limit = readonly string[] | undefined
const within = (limit: Limit) => limit && inArray(letters.entityId, [...limit])

/** Letters of a day, of one kind of post: to be downloaded as one file, printed, and marked as posted. */
export class LetterBatches {
  constructor(private readonly db: Metadata['db']) {}

  /** Newest day first. */
  list(limit?: Limit): Promise<LetterBatch[]> {
    return this.db
      .select({
        day: letters.day,
        registered: letters.registered,
        letters: sql<number>`count(*)::int`,
        posted: sql<number>`(count(*) filter (where posted_at is not null and failed_at is null))::int`,
        failed: sql<number>`count(${letters.failedAt})::int`,
      })
      .from(letters)
      .where(within(limit))
      .groupBy(letters.day, letters.registered)
      .orderBy(sql`${letters.day} desc`, asc(letters.registered))
  }

  /** Letters of a batch, in the order of its file. */
  contents(day: string, registered: boolean, limit?: Limit): Promise<Row[]> {
    return this.db
      .select()
      .from(letters)
      .where(and(eq(letters.day, day), eq(letters.registered, registered), within(limit)))
      .orderBy(asc(letters.address), asc(letters.id))
  }

  /**
   * One PDF of the letters as they were composed, whatever was paid or rewritten since: each on pages of its own, its
   * address in the window of the envelope. Those that failed are not printed again.
   */
  async pdf(day: string, registered: boolean, limit?: Limit): Promise<Readable> {
    const rows = await this.contents(day, registered, limit)
    return lettersPdf(rows.filter(({ failedAt }) => failedAt === null).map(composedOf))
  }

  /** Says that letters went to the post; only from then on they count as sent. @returns ids of those that wait no more */
  async posted(ids: readonly string[], by: string, at: Date, limit?: Limit): Promise<string[]> {
    if (ids.length === 0) return []
    const waiting = and(isNull(letters.postedAt), isNull(letters.failedAt))
    const rows = await this.db
      .update(letters)
      .set({ postedAt: at, postedBy: by })
      .where(and(inArray(letters.id, [...ids]), waiting, within(limit)))
      .returning({ id: letters.id })
    return rows.map(({ id }) => id)
  }

  /**
   * Says that letters did not arrive, or never went: each becomes a message that was given up, told as such, and may be
   * tried again from there.
   * @returns ids of those that had not failed before
   */
  async failed(
    ids: readonly string[],
    why: { readonly code: string; readonly note: string },
    by: string,
    at: Date,
    limit?: Limit,
  ): Promise<string[]> {
    if (ids.length === 0) return []
    return this.db.transaction(async (tx) => {
      const rows = await tx
        .update(letters)
        .set({ failedAt: at, failedBy: by, failure: why.code })
        .where(and(inArray(letters.id, [...ids]), isNull(letters.failedAt), within(limit)))
        .returning({ id: letters.id })
      const failed = rows.map(({ id }) => id)
      // Only a letter that came back says something of the address.
      const code = why.code === 'returned' ? 'address:letter_returned' : `letter_${why.code}`
      await tx.execute(sql`
        update outbox set state = 'dead', error_code = ${code}, error = ${why.note},
          ended_at = ${at.toISOString()}::timestamptz, told_warehouse = false
        where id = any(${`{${failed.join(',')}}`}::uuid[]) and state = 'sent'`)
      return failed
    })
  }

  /** The number under which the post takes a registered letter. @returns false where there is no such letter */
  async number(id: string, trackingNumber: string, limit?: Limit): Promise<boolean> {
    const rows = await this.db
      .update(letters)
      .set({ trackingNumber })
      .where(and(eq(letters.id, id), within(limit)))
      .returning({ id: letters.id })
    return rows.length > 0
  }
}

/** Letters of earlier versions kept their text only. */
function composedOf(row: Row): ComposedLetter {
  if (row.composed !== null) return row.composed as ComposedLetter
  const { subject, text, address, language } = row
  return {
    language: languageOf(language),
    title: subject,
    sender: [],
    address: address.split('\n'),
    account: '',
    date: '',
    subject,
    parts: text.split(/\n\s*\n/).map((piece) => ({ kind: 'text', text: piece, strong: false })),
    footer: '',
  }
}
