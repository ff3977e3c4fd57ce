import { Inject, Injectable, Logger } from '@nestjs/common'
import type { OnApplicationShutdown } from '@nestjs/common'
import { eraseCustomer, personalWords } from '@relance/pipelines'
import type { CustomerKey, Warehouse } from '@relance/pipelines'
import { and, desc, eq, isNull, sql } from 'drizzle-orm'
import { METADATA, WAREHOUSE } from '../app/tokens'
import { audit } from '../auth/audit'
import { AppError } from '../http/app-error'
import { errorText } from '../http/error-text'
import { JobBoard } from '../jobs/job-board'
import { erasures, users } from '../metadata'
import type { Metadata } from '../metadata'
import { eraseRecords, isBeingWrittenTo } from './erase-records'
import { toErasure } from './erasure-row'
import { PeopleService } from './people.service'
import type { Erasure, NewErasure } from './personal-data.contract'

const SHOWN = 200
const AT_ONCE = 50

/**
 * Takes out what tells who somebody is. Each erasure is a row first and work second: what a crash or a message that is
 * just leaving keeps from ending is taken up by the next turn.
 */
@Injectable()
export class ErasuresService implements OnApplicationShutdown {
  private readonly log = new Logger('personal-data')
  private turn: Promise<void> = Promise.resolve()
  private ended = false

  constructor(
    @Inject(METADATA) private readonly metadata: Metadata,
    @Inject(WAREHOUSE) private readonly warehouse: Warehouse,
    private readonly board: JobBoard,
    private readonly people: PeopleService,
  ) {}

  async list(entities: readonly string[] | null): Promise<Erasure[]> {
    const rows = await this.metadata.db
      .select({ erasure: erasures, name: users.name })
      .from(erasures)
      .leftJoin(users, eq(sql`${users.id}::text`, erasures.requestedBy))
      .orderBy(desc(erasures.requestedAt))
      .limit(SHOWN)
    return rows
      .filter(({ erasure }) => entities === null || entities.includes(erasure.entityId))
      .map(({ erasure, name }) => toErasure(erasure, name))
  }

  /** @throws AppError `personal-data/not-found`, `personal-data/still-open` */
  async request(asked: NewErasure, actor: string): Promise<Erasure> {
    const customer = { entityId: asked.entity_id, customerId: asked.customer_id }
    const { open } = await this.people.summary(customer)
    if (open.length > 0 && !asked.although_open) {
      const sums = open.map(({ amount, currency }) => `${amount} ${currency}`).join(', ')
      const message = `This customer still owes ${sums}. Erase him all the same only if nobody will claim it.`
      throw new AppError('personal-data/still-open', 409, message, { open })
    }
    const row = await this.note(customer, 'request', actor)
    this.carryOn()
    return toErasure(row, null)
  }

  /** Puts a customer down for erasure; `carryOn` does it. */
  async note(customer: CustomerKey, cause: Erasure['cause'], requestedBy: string) {
    const [row] = await this.metadata.db
      .insert(erasures)
      .values({ ...customer, cause, requestedBy })
      .returning()
    if (!row) throw new Error('the erasure was not put down')
    const subject = `customer:${customer.entityId}:${customer.customerId}`
    const after = { cause }
    await audit(this.metadata, { actor: requestedBy, action: 'personal_data.erased', subject, after })
    return row
  }

  /** Does what is put down and not done, one after the other; the turn's end can be awaited by `settled`. */
  carryOn(): void {
    this.turn = this.turn
      .then(() => this.doOpen())
      .catch((error: unknown) => this.log.error(errorText(error)))
  }

  /** Resolves once what was put down so far was tried. */
  settled(): Promise<void> {
    return this.turn
  }

  async onApplicationShutdown(): Promise<void> {
    this.ended = true
    await Promise.race([this.turn, new Promise((resolve) => setTimeout(resolve, 3_000).unref())])
  }

  private async doOpen(): Promise<void> {
    const open = isNull(erasures.doneAt)
    const rows = await this.metadata.db
      .select()
      .from(erasures)
      .where(open)
      .orderBy(erasures.requestedAt)
      .limit(AT_ONCE)
    for (const row of rows) {
      if (this.ended) return
      // Between loads: both rewrite what is derived of the same customers.
      await this.board.alone(() => this.erase(row))
    }
  }

  private async erase(row: typeof erasures.$inferSelect): Promise<void> {
    const customer = { entityId: row.entityId, customerId: row.customerId }
    if (await isBeingWrittenTo(this.metadata, customer)) return
    // The words are read from the events, which therefore go last: a crash before leaves them to be read again.
    const words = await personalWords(this.warehouse, customer)
    await eraseRecords(this.metadata, customer, words)
    await eraseCustomer(this.warehouse, customer, words)
    const done = { doneAt: new Date() }
    await this.metadata.db
      .update(erasures)
      .set(done)
      .where(and(eq(erasures.id, row.id), isNull(erasures.doneAt)))
  }
}
