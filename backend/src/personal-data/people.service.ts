import { Inject, Injectable } from '@nestjs/common'
import type { CustomerKey, Warehouse } from '@relance/pipelines'
import { count, desc } from 'drizzle-orm'
import type { AnyPgColumn, PgTable } from 'drizzle-orm/pg-core'
import { z } from 'zod'
import { METADATA, WAREHOUSE } from '../app/tokens'
import { notFound } from '../http/app-error'
import { dispatchTasks, erasures, letters, mailboxMails, outbox } from '../metadata'
import type { Metadata } from '../metadata'
import { rowsOf } from './erase-records'
import { toErasure } from './erasure-row'
import type { PersonSummary } from './personal-data.contract'
import summarySql from './queries/summary.sql?raw'

type OfCustomers = PgTable & { entityId: AnyPgColumn; customerId: AnyPgColumn }

const found = z.object({
  name: z.string().nullable(),
  events: z.number(),
  open: z.array(z.tuple([z.string(), z.string()])),
})

/** What is known of one customer. */
@Injectable()
export class PeopleService {
  constructor(
    @Inject(METADATA) private readonly metadata: Metadata,
    @Inject(WAREHOUSE) private readonly warehouse: Warehouse,
  ) {}

  /** @throws AppError `personal-data/not-found` */
  async summary(customer: CustomerKey): Promise<PersonSummary> {
    const [row] = await this.warehouse.query({
      name: 'person-summary',
      sql: summarySql,
      params: { entity: customer.entityId, customer: customer.customerId },
      row: found,
    })
    if (!row || row.events === 0) {
      throw notFound('personal-data/not-found', 'Nothing is known of a customer with this number.')
    }
    const [last] = await this.metadata.db
      .select()
      .from(erasures)
      .where(rowsOf(erasures, customer))
      .orderBy(desc(erasures.requestedAt))
      .limit(1)
    return {
      entity_id: customer.entityId,
      customer_id: customer.customerId,
      name: row.name ?? customer.customerId,
      events: row.events,
      open: row.open.map(([currency, amount]) => ({ currency, amount })),
      messages: await this.countOf(outbox, customer),
      letters: await this.countOf(letters, customer),
      tasks: await this.countOf(dispatchTasks, customer),
      mails: await this.countOf(mailboxMails, customer),
      erasure: last ? toErasure(last, null) : null,
    }
  }

  private async countOf(table: OfCustomers, customer: CustomerKey): Promise<number> {
    const [row] = await this.metadata.db.select({ n: count() }).from(table).where(rowsOf(table, customer))
    return row?.n ?? 0
  }
}
