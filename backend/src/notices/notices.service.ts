import { Inject, Injectable } from '@nestjs/common'
import { and, eq, inArray, isNull, lte, or, sql } from 'drizzle-orm'
import { METADATA } from '../app/tokens'
import { SYSTEM_MAIL } from '../auth/system-mail'
import type { SystemMail } from '../auth/system-mail'
import { UsersService } from '../auth/users.service'
import { PermanentFailure } from '../dispatch/channels/channel'
import { post } from '../dispatch/channels/http-failure'
import { webhookSignature } from '../dispatch/channels/webhook/webhook-channel'
import { Controls } from '../dispatch/outbox/controls'
import { AppError } from '../http/app-error'
import { withoutPersons } from '../http/error-text'
import { notices } from '../metadata'
import type { Metadata } from '../metadata'
import { emailContent } from './content'
import type { NewNotice } from './content'
import { NoticeWebhookService } from './notice-webhook.service'

type Row = typeof notices.$inferSelect
type Fate = 'sent' | 'later' | 'never'
/** longer than any server may be silent */
const CLAIMED_MS = 5 * 60_000
const AT_ONCE = 20
const FIRST_WAIT_MS = 60_000
const LONGEST_WAIT_MS = 6 * 3600_000
/** A figure of so long ago is no news. */
const TOO_LATE_MS = 3 * 24 * 3600_000

/** Takes down what people are to be told in the transaction of its cause, and sends it, by any backend. */
@Injectable()
export class NoticesService {
  constructor(
    @Inject(METADATA) private readonly metadata: Metadata,
    @Inject(SYSTEM_MAIL) private readonly mail: SystemMail,
    private readonly users: UsersService,
    private readonly webhook: NoticeWebhookService,
    private readonly controls: Controls,
  ) {}

  /** @param db the transaction in which its cause is recorded */
  async put(db: Pick<Metadata['db'], 'insert'>, wanted: readonly NewNotice[]): Promise<void> {
    if (wanted.length === 0) return
    await db
      .insert(notices)
      .values([...wanted])
      .onConflictDoNothing()
  }

  /** Sends what is due. Nothing goes out while sending as a whole is stopped, as in a restored copy. @returns number sent */
  async send(now: Date): Promise<number> {
    if ((await this.controls.list()).some(({ scope }) => scope === 'all')) return 0
    let sent = 0
    for (const row of await this.claim(now)) {
      const error = { text: '' }
      const fate = await this.sendOne(row, now).catch((thrown: unknown): Fate => {
        error.text = withoutPersons((thrown as Error).message).slice(0, 500)
        return isPermanent(thrown) ? 'never' : 'later'
      })
      if (fate === 'sent') sent += 1
      await this.note(row, fate, error.text, now)
    }
    return sent
  }

  /** Makes them this backend's for a while; one that dies meanwhile leaves them to the others. */
  private claim(now: Date): Promise<Row[]> {
    const { db } = this.metadata
    const free = or(isNull(notices.claimedUntil), lte(notices.claimedUntil, now))
    const waiting = and(isNull(notices.sentAt), isNull(notices.givenUpAt), lte(notices.nextAt, now), free)
    const due = db
      .select({ id: notices.id })
      .from(notices)
      .where(waiting)
      .orderBy(notices.nextAt)
      .limit(AT_ONCE)
      .for('update', { skipLocked: true })
    return db
      .update(notices)
      .set({
        claimedUntil: new Date(now.getTime() + CLAIMED_MS),
        attempts: sql`${notices.attempts} + 1`,
      })
      .where(inArray(notices.id, due))
      .returning()
  }

  private async sendOne(row: Row, now: Date): Promise<Fate> {
    if (row.channel === 'webhook') return this.call(row, now)
    // Who has left, or no longer sees the creditor, is not told.
    if (row.userId !== '') {
      const reader = (await this.users.readersOf(row.entityId === '' ? [] : [row.entityId])).find(
        ({ id }) => id === row.userId,
      )
      if (!reader) return 'never'
      return this.mailTo(row, reader.email)
    }
    return this.mailTo(row, row.address)
  }

  private async mailTo({ id, language, content }: Row, to: string): Promise<Fate> {
    const { pictures, html, ...text } = emailContent.parse(content)
    const drawn = pictures.map((picture) => ({ id: picture.id, png: Buffer.from(picture.png, 'base64') }))
    const more = html === undefined ? {} : { html, pictures: drawn }
    return (await this.mail.send({ ...text, ...more, id, to, language })) ? 'sent' : 'later'
  }

  private async call({ id, content }: Row, now: Date): Promise<Fate> {
    const program = await this.webhook.find()
    if (!program) return 'never'
    const body = JSON.stringify({ id, ...(content as object) })
    const seconds = Math.floor(now.getTime() / 1000)
    const headers = {
      'content-type': 'application/json',
      'idempotency-key': id,
      'relance-signature': `t=${seconds},v1=${webhookSignature(program.key, seconds, body)}`,
    }
    await post({ url: program.url, headers, body })
    return 'sent'
  }

  private async note(row: Row, fate: Fate, error: string, now: Date): Promise<void> {
    const late = now.getTime() - row.createdAt.getTime() > TOO_LATE_MS
    const wait = Math.min(FIRST_WAIT_MS * 2 ** Math.min(row.attempts, 12), LONGEST_WAIT_MS)
    const outcome =
      fate === 'sent'
        ? { sentAt: now, content: null }
        : fate === 'never' || late
          ? { givenUpAt: now }
          : { nextAt: new Date(now.getTime() + wait) }
    await this.metadata.db
      .update(notices)
      .set({ ...outcome, claimedUntil: null, error })
      .where(eq(notices.id, row.id))
  }
}

const isPermanent = (thrown: unknown): boolean =>
  thrown instanceof PermanentFailure || (thrown instanceof AppError && thrown.details?.['permanent'] === true)
