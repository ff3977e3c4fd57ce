import { Inject, Injectable, Logger } from '@nestjs/common'
import type { OnApplicationShutdown } from '@nestjs/common'
import type { Warehouse } from '@relance/pipelines'
import { and, eq, isNotNull, lt } from 'drizzle-orm'
import { z } from 'zod'
import { METADATA, WAREHOUSE } from '../app/tokens'
import { audit } from '../auth/audit'
import { errorText } from '../http/error-text'
import {
  auditLog,
  dispatchTasks,
  letters,
  loggedMessages,
  mailboxMails,
  queryRuns,
  sentTexts,
  settings,
} from '../metadata'
import type { Metadata } from '../metadata'
import { ErasuresService } from './erasures.service'
import { retention } from './personal-data.contract'
import type { Retention } from './personal-data.contract'
import oldRejectsSql from './queries/old-rejects.sql?raw'
import silentCustomersSql from './queries/silent-customers.sql?raw'

const KEY = 'retention'
const EVERY_MS = 6 * 3600_000
/** Customers put down in one turn: the rest waits for the next. */
const AT_ONCE = 100

const silent = z.object({ entity_id: z.string(), customer_id: z.string() })

/** How long what tells who somebody is may stay, and what takes it out when the time is over. */
@Injectable()
export class RetentionService implements OnApplicationShutdown {
  private readonly log = new Logger('personal-data')
  private timer: NodeJS.Timeout | undefined

  constructor(
    @Inject(METADATA) private readonly metadata: Metadata,
    @Inject(WAREHOUSE) private readonly warehouse: Warehouse,
    private readonly erasures: ErasuresService,
  ) {}

  /** Looks now and then, as long as the server runs. */
  begin(): void {
    const turn = () => void this.sweep(new Date()).catch((error: unknown) => this.log.error(errorText(error)))
    turn()
    this.timer = setInterval(turn, EVERY_MS).unref()
  }

  onApplicationShutdown(): void {
    clearInterval(this.timer)
  }

  async get(): Promise<Retention> {
    const [row] = await this.metadata.db.select().from(settings).where(eq(settings.key, KEY))
    return retention.parse(row?.value ?? {})
  }

  async save(wanted: Retention, actor: string): Promise<Retention> {
    const before = await this.get()
    const value = { key: KEY, value: wanted, updatedAt: new Date() }
    await this.metadata.db
      .insert(settings)
      .values(value)
      .onConflictDoUpdate({ target: settings.key, set: value })
    await audit(this.metadata, { actor, action: 'retention.saved', subject: KEY, before, after: wanted })
    return wanted
  }

  /** Takes out what is older than its period. Running it twice does no harm. */
  async sweep(now: Date): Promise<void> {
    const periods = await this.get()
    const { db } = this.metadata
    const texts = before(now, periods.texts)
    if (texts) {
      const gone = { address: '', subject: '', text: '', pdf: null, composed: null, trackingNumber: '' }
      await db.update(letters).set(gone).where(lt(letters.createdAt, texts))
      await db.delete(loggedMessages).where(lt(loggedMessages.loggedAt, texts))
      await db.delete(sentTexts).where(lt(sentTexts.composedAt, texts))
      const done = and(isNotNull(dispatchTasks.doneAt), lt(dispatchTasks.doneAt, texts))
      await db
        .update(dispatchTasks)
        .set({ text: '', recipient: { name: '', address: '' } })
        .where(done)
    }
    const mails = before(now, periods.mails)
    if (mails)
      await db.update(mailboxMails).set({ sender: '', subject: '' }).where(lt(mailboxMails.at, mails))
    const queries = before(now, periods.queries)
    if (queries) await db.delete(queryRuns).where(lt(queryRuns.startedAt, queries))
    const log = before(now, periods.audit)
    if (log) await db.delete(auditLog).where(lt(auditLog.at, log))
    const rejects = before(now, periods.rejects)
    if (rejects) {
      const params = { before: rejects.toISOString().replace('T', ' ').replace('Z', '') }
      await this.warehouse.command({ name: 'old-rejects', sql: oldRejectsSql, params })
    }
    const customers = before(now, periods.customers)
    if (customers) await this.eraseSilent(customers)
    this.erasures.carryOn()
  }

  private async eraseSilent(since: Date): Promise<void> {
    const params = { since: since.toISOString().slice(0, 10), limit: AT_ONCE }
    const rows = await this.warehouse.query({
      name: 'silent-customers',
      sql: silentCustomersSql,
      params,
      row: silent,
    })
    for (const { entity_id: entityId, customer_id: customerId } of rows) {
      await this.erasures.note({ entityId, customerId }, 'retention', 'system')
    }
  }
}

/** The moment so many months ago; undefined where nothing goes. */
function before(now: Date, months: number | null): Date | undefined {
  if (months === null) return undefined
  const day = new Date(now)
  day.setUTCMonth(day.getUTCMonth() - months)
  return day
}
