import { createHash } from 'node:crypto'
import { Inject, Injectable, Logger } from '@nestjs/common'
import type { OnApplicationShutdown } from '@nestjs/common'
import { desc, eq, sql } from 'drizzle-orm'
import type { Warehouse } from '@relance/pipelines'
import { METADATA, WAREHOUSE } from '../app/tokens'
import { audit } from '../auth/audit'
import { keepBack } from '../dispatch/outbox/keep-back'
import { linesOfEvents } from '../events/event-lines'
import { AppError } from '../http/app-error'
import { InboxService } from '../inbox/inbox.service'
import { mailboxMails, replyMailboxes } from '../metadata'
import type { Metadata } from '../metadata'
import { SecretsService } from '../secrets/secrets.service'
import { classify } from './classify'
import { readNew, tryMailbox } from './imap-reader'
import type { RawMail, ReadPosition } from './imap-reader'
import { readMail } from './mail'
import { outcomeOf } from './mail-events'
import { MAIL_KINDS, mailboxSettings } from './mailbox.contract'
import type { MailboxAnswer, MailboxSettings, NewMailbox } from './mailbox.contract'
import { match } from './match'

const NAME = 'replies'
const EVERY_MS = 60_000
const LEASE_SECONDS = 300
const SHOWN = 50

/** Reads what customers answer, what comes back, and who wants no more of it. */
@Injectable()
export class RepliesService implements OnApplicationShutdown {
  private readonly log = new Logger('replies')
  private timer: NodeJS.Timeout | undefined
  private running: Promise<unknown> = Promise.resolve()
  private ended = false

  constructor(
    @Inject(METADATA) private readonly metadata: Metadata,
    @Inject(WAREHOUSE) private readonly warehouse: Warehouse,
    private readonly inbox: InboxService,
    private readonly secrets: SecretsService,
  ) {}

  /** Reads again and again, the next turn after the end of the one before. */
  begin(): void {
    this.running = this.read().catch((error: Error) => this.log.error(`reading replies: ${error.message}`))
    void this.running.then(() => {
      if (!this.ended) this.timer = setTimeout(() => this.begin(), EVERY_MS).unref()
    })
  }

  async onApplicationShutdown(): Promise<void> {
    this.ended = true
    clearTimeout(this.timer)
    await Promise.race([this.running, new Promise((resolve) => setTimeout(resolve, 3_000).unref())])
  }

  async show(): Promise<MailboxAnswer> {
    const box = await this.box()
    const mails = await this.metadata.db
      .select()
      .from(mailboxMails)
      .where(eq(mailboxMails.mailbox, NAME))
      .orderBy(desc(mailboxMails.at), desc(mailboxMails.id))
      .limit(SHOWN)
    return {
      settings: box ? mailboxSettings.parse(box.settings) : null,
      last_read_at: box?.readAt?.toISOString() ?? null,
      error: box?.error ?? '',
      mails: mails.map(({ at, kind, sender, subject, entityId, customerId }) => ({
        at: at.toISOString(),
        kind: MAIL_KINDS.find((one) => one === kind) ?? 'unknown',
        sender,
        subject,
        entity_id: entityId,
        customer_id: customerId,
      })),
    }
  }

  /** Keeps settings; another account or folder is read from now on. @throws AppError `replies/no-password` */
  async save(wanted: NewMailbox, actor: string): Promise<MailboxAnswer> {
    const { password, ...settings } = wanted
    const before = await this.box()
    const secret = this.secrets.encrypt('mailbox-secret', this.passwordFor(settings, password, before))
    const same = before !== undefined && isSameFolder(before.settings, settings)
    const fresh = same ? {} : { uidValidity: null, nextUid: null, readAt: null }
    const values = { settings, secret, error: '', leasedUntil: null, ...fresh }
    await this.metadata.db
      .insert(replyMailboxes)
      .values({ name: NAME, ...values })
      .onConflictDoUpdate({ target: replyMailboxes.name, set: values })
    const after = { ...settings, new_password: password !== undefined }
    await this.tell(actor, 'mailbox.saved', before?.settings ?? null, after)
    return this.show()
  }

  /** From then on replies and bounces are not seen. */
  async remove(actor: string): Promise<MailboxAnswer> {
    const before = await this.box()
    await this.metadata.db.delete(replyMailboxes).where(eq(replyMailboxes.name, NAME))
    await this.tell(actor, 'mailbox.removed', before?.settings ?? null, null)
    return this.show()
  }

  /** @returns number of messages in the folder @throws AppError `replies/refused`, `replies/no-password` */
  async tryOut({ password, ...settings }: NewMailbox): Promise<number> {
    return tryMailbox(settings, this.passwordFor(settings, password, await this.box()))
  }

  /**
   * Reads what has come. Events are on disk and waiting messages kept back before the position moves, and events are
   * known again by their ids: a crash in between reads a message twice and counts it once.
   * @returns number of messages; null where no mailbox is set up or another backend reads it
   */
  async read(): Promise<number | null> {
    const box = await this.leased()
    if (!box) return null
    const settings = mailboxSettings.parse(box.settings)
    const { uidValidity, nextUid, readAt } = box
    const since =
      uidValidity === null || nextUid === null ? null : { uidValidity, nextUid, readAt: readAt ?? new Date() }
    let count = 0
    let error = ''
    try {
      await readNew(
        settings,
        this.secrets.decrypt('mailbox-secret', box.secret),
        since,
        async (mail, position) => {
          if (mail) count += 1
          await this.take(mail, position)
        },
      )
    } catch (cause) {
      if (!(cause instanceof AppError)) throw cause
      error = cause.message
    } finally {
      const read = error === '' ? { readAt: new Date() } : {}
      await this.metadata.db
        .update(replyMailboxes)
        .set({ leasedUntil: null, error, ...read })
        .where(eq(replyMailboxes.name, NAME))
    }
    return count
  }

  private async take(raw: RawMail | null, { uidValidity, nextUid }: ReadPosition): Promise<void> {
    const row = raw ? await this.handled(raw, uidValidity) : null
    await this.metadata.db.transaction(async (tx) => {
      if (row) await tx.insert(mailboxMails).values(row).onConflictDoNothing()
      await tx.update(replyMailboxes).set({ uidValidity, nextUid }).where(eq(replyMailboxes.name, NAME))
    })
  }

  private async handled(
    { uid, source }: RawMail,
    uidValidity: bigint,
  ): Promise<typeof mailboxMails.$inferInsert> {
    const mail = await readMail(source)
    const id = createHash('sha256')
      .update(mail.messageId === '' ? `${uidValidity}:${uid}` : mail.messageId)
      .digest('hex')
      .slice(0, 32)
    const said = classify(mail)
    const at = new Date()
    const shown = { id, mailbox: NAME, at, sender: mail.from.slice(0, 300), subject: mail.subject }
    const address = said.kind === 'bounce' ? said.address : mail.from
    const found = await match(this.metadata, this.warehouse, mail.about, address)
    if (!found) return { ...shown, kind: 'unknown' }
    const { kind, event, keep } = outcomeOf(id, said, found, at)
    if (event) {
      const { body, rows } = linesOfEvents([event])
      const delivery = {
        source: 'ndjson',
        name: 'reply mailbox',
        by: 'mailbox',
        entity: '',
        alone: false,
        rows,
        body,
      }
      await this.inbox.take(delivery, false)
    }
    if (keep) await keepBack(this.metadata.db, found, keep, at)
    return { ...shown, kind, entityId: found.entityId, customerId: found.customerId }
  }

  private async box() {
    const [row] = await this.metadata.db.select().from(replyMailboxes).where(eq(replyMailboxes.name, NAME))
    return row
  }

  private async leased() {
    const [row] = await this.metadata.db
      .update(replyMailboxes)
      .set({ leasedUntil: sql`now() + make_interval(secs => ${LEASE_SECONDS})` })
      .where(
        sql`${replyMailboxes.name} = ${NAME} and coalesce(${replyMailboxes.leasedUntil}, now()) <= now()`,
      )
      .returning()
    return row
  }

  /** A password goes only to the account that it was entered for. */
  private passwordFor(
    settings: MailboxSettings,
    given: string | undefined,
    kept: { settings: unknown; secret: string } | undefined,
  ): string {
    if (given !== undefined) return given
    const { host, user } = (kept?.settings ?? {}) as Partial<MailboxSettings>
    if (kept && host === settings.host && user === settings.user)
      return this.secrets.decrypt('mailbox-secret', kept.secret)
    const message = 'must be entered: none is kept for this account'
    throw new AppError('replies/no-password', 400, `password: ${message}`, {
      fields: [{ path: 'password', message }],
    })
  }

  private tell(actor: string, action: string, before: unknown, after: unknown): Promise<void> {
    return audit(this.metadata, { actor, action, subject: `mailbox:${NAME}`, before, after })
  }
}

function isSameFolder(before: unknown, { host, user, folder }: MailboxSettings): boolean {
  const { host: oldHost, user: oldUser, folder: oldFolder } = before as MailboxSettings
  return host === oldHost && user === oldUser && folder === oldFolder
}
