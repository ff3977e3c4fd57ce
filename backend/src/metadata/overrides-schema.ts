import { sql } from 'drizzle-orm'
import { check, date, index, pgTable, text, timestamp, uuid } from 'drizzle-orm/pg-core'

const moment = (name: string) => timestamp(name, { withTimezone: true })

/** What people decided for single customers against the plan; an undone one stays as a record. */
export const customerOverrides = pgTable(
  'customer_overrides',
  {
    id: uuid('id').primaryKey(),
    entityId: text('entity_id').notNull(),
    customerId: text('customer_id').notNull(),
    /** hold, skip_step, force_step, channel or resume */
    kind: text('kind').notNull(),
    fromDay: date('from_day').notNull(),
    /** last day of a hold; null: until it is undone */
    untilDay: date('until_day'),
    campaignId: text('campaign_id').notNull().default(''),
    stepId: text('step_id').notNull().default(''),
    /** of a skipped step; empty: every invoice of the customer */
    invoiceId: text('invoice_id').notNull().default(''),
    /** taken first where a step allows it */
    channel: text('channel').notNull().default(''),
    reason: text('reason').notNull(),
    madeBy: text('made_by').notNull(),
    /** as sentences name the person */
    madeByName: text('made_by_name').notNull(),
    madeAt: moment('made_at').notNull().defaultNow(),
    undoneBy: text('undone_by'),
    undoneAt: moment('undone_at'),
  },
  (table) => [
    index('customer_overrides_in_force')
      .on(table.entityId, table.customerId)
      .where(sql`${table.undoneAt} is null`),
    check(
      'customer_overrides_kind',
      sql`${table.kind} in ('hold', 'skip_step', 'force_step', 'channel', 'resume')`,
    ),
  ],
)
