import { sql } from 'drizzle-orm'
import { index, pgTable, text, timestamp, uuid } from 'drizzle-orm/pg-core'

const moment = (name: string) => timestamp(name, { withTimezone: true, mode: 'date' })

/** Customers whose personal data was, or is being, taken out; kept as the proof that it was done. */
export const erasures = pgTable(
  'erasures',
  {
    id: uuid('id').primaryKey().defaultRandom(),
    entityId: text('entity_id').notNull(),
    customerId: text('customer_id').notNull(),
    /** request: somebody asked · retention: the period was over */
    cause: text('cause', { enum: ['request', 'retention'] }).notNull(),
    requestedBy: text('requested_by').notNull(),
    requestedAt: moment('requested_at').notNull().defaultNow(),
    /** null until nothing is left to do: what a crash interrupts is done again */
    doneAt: moment('done_at'),
  },
  (table) => [
    index('erasures_customer').on(table.entityId, table.customerId),
    index('erasures_open')
      .on(table.requestedAt)
      .where(sql`${table.doneAt} is null`),
  ],
)
