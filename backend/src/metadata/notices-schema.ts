import { sql } from 'drizzle-orm'
import {
  boolean,
  date,
  index,
  integer,
  jsonb,
  pgTable,
  primaryKey,
  text,
  timestamp,
  uniqueIndex,
  uuid,
} from 'drizzle-orm/pg-core'

/** What is watched for people, and what they are told. */

const moment = (name: string) => timestamp(name, { withTimezone: true, mode: 'date' })

/** What the product tells its own people and their programs: each line once, tried again until it went out. */
export const notices = pgTable(
  'notices',
  {
    /** Message-ID and idempotency key at each attempt */
    id: uuid('id').primaryKey().defaultRandom(),
    /** what it is about and to whom: the same twice is one */
    key: text('key').notNull(),
    channel: text('channel', { enum: ['email', 'webhook'] }).notNull(),
    /** of the person; empty: an address of nobody here, or a webhook */
    userId: text('user_id').notNull().default(''),
    address: text('address').notNull().default(''),
    language: text('language', { enum: ['fr', 'en'] })
      .notNull()
      .default('fr'),
    /** whose figures it tells: a person who no longer sees them gets nothing; empty: of the whole group */
    entityId: text('entity_id').notNull().default(''),
    /** null once it went out */
    content: jsonb('content'),
    attempts: integer('attempts').notNull().default(0),
    nextAt: moment('next_at').notNull().defaultNow(),
    claimedUntil: moment('claimed_until'),
    sentAt: moment('sent_at'),
    givenUpAt: moment('given_up_at'),
    error: text('error').notNull().default(''),
    createdAt: moment('created_at').notNull().defaultNow(),
  },
  (table) => [
    uniqueIndex('notices_key').on(table.key),
    index('notices_waiting')
      .on(table.nextAt)
      .where(sql`${table.sentAt} is null and ${table.givenUpAt} is null`),
  ],
)

/** A figure that is watched, by whose rule, and how it stands. */
export const kpiAlerts = pgTable('kpi_alerts', {
  id: uuid('id').primaryKey().defaultRandom(),
  kpi: text('kpi').notNull(),
  /** empty: the whole group */
  entityId: text('entity_id').notNull().default(''),
  currency: text('currency').notNull(),
  /** one value of a dimension; empty: not cut */
  dimension: text('dimension').notNull().default(''),
  cut: text('cut').notNull().default(''),
  /** what a segment was last called, for when it is gone; empty: another dimension */
  cutName: text('cut_name').notNull().default(''),
  /** a limit, or the usual range */
  rule: jsonb('rule').notNull(),
  /** ids of people */
  toUsers: text('to_users').array().notNull(),
  toWebhook: boolean('to_webhook').notNull().default(false),
  state: text('state', { enum: ['new', 'well', 'alerting', 'no_value'] })
    .notNull()
    .default('new'),
  /** day of the figures with which the state began */
  since: date('since', { mode: 'string' }),
  /** day of the figures that were told of; null: nobody was told, or that it is well again as well */
  toldOn: date('told_on', { mode: 'string' }),
  mutedUntil: date('muted_until', { mode: 'string' }),
  createdBy: text('created_by').notNull(),
  createdAt: moment('created_at').notNull().defaultNow(),
})

/** What a look at a day's figures found; one a day, whichever backend looked. */
export const kpiAlertChecks = pgTable(
  'kpi_alert_checks',
  {
    alertId: uuid('alert_id')
      .notNull()
      .references(() => kpiAlerts.id, { onDelete: 'cascade' }),
    /** the data cut: last day of the figures */
    day: date('day', { mode: 'string' }).notNull(),
    outcome: text('outcome', { enum: ['well', 'alerting', 'no_value'] }).notNull(),
    /** value, limits and what they come from */
    finding: jsonb('finding').notNull(),
    checkedAt: moment('checked_at').notNull().defaultNow(),
  },
  (table) => [primaryKey({ columns: [table.alertId, table.day] })],
)
