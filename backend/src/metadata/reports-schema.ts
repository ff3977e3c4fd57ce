import { sql } from 'drizzle-orm'
import {
  boolean,
  check,
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

/** Reports that go out by themselves, and links under which others read them. */

const moment = (name: string) => timestamp(name, { withTimezone: true, mode: 'date' })

/** Who gets which figures, how often. */
export const reportSchedules = pgTable(
  'report_schedules',
  {
    id: uuid('id').primaryKey().defaultRandom(),
    /** empty: the whole group */
    entityId: text('entity_id').notNull().default(''),
    currency: text('currency').notNull(),
    /** whether all currencies are brought together in it */
    converted: boolean('converted').notNull().default(false),
    compare: text('compare', { enum: ['previous', 'year'] }).notNull(),
    every: text('every', { enum: ['day', 'week', 'month'] }).notNull(),
    /** of a week: 1 Monday to 5 Friday; of a month: its n-th working day */
    nth: integer('nth').notNull().default(1),
    /** minutes since midnight on the company's clock */
    minute: integer('minute').notNull(),
    /** ids of people */
    toUsers: text('to_users').array().notNull(),
    /** others, by address and language */
    toAddresses: jsonb('to_addresses').notNull(),
    paused: boolean('paused').notNull().default(false),
    /** what fell due up to this moment is settled */
    since: moment('since').notNull().defaultNow(),
    createdBy: text('created_by').notNull(),
    createdAt: moment('created_at').notNull().defaultNow(),
  },
  (table) => [check('report_schedules_minute', sql`${table.minute} between 0 and 1439`)],
)

/** What became of an occasion: one row, whichever backend saw to it. */
export const reportRuns = pgTable(
  'report_runs',
  {
    scheduleId: uuid('schedule_id')
      .notNull()
      .references(() => reportSchedules.id, { onDelete: 'cascade' }),
    occasion: moment('occasion').notNull(),
    state: text('state', { enum: ['working', 'sent', 'left_out'] }).notNull(),
    /** why it was left out, or what stood in its way last: an error's code */
    error: text('error').notNull().default(''),
    claimedUntil: moment('claimed_until'),
    endedAt: moment('ended_at'),
    /** of the notices that it became */
    noticeKeys: text('notice_keys').array().notNull().default([]),
  },
  (table) => [primaryKey({ columns: [table.scheduleId, table.occasion] })],
)

/** Links under which anybody reads a report until they end. */
export const reportLinks = pgTable(
  'report_links',
  {
    id: uuid('id').primaryKey().defaultRandom(),
    /** SHA-256 of the last part of the address, which itself is shown once and never stored */
    tokenHash: text('token_hash').notNull(),
    /** for whom, in words of the person who made it */
    name: text('name').notNull(),
    /** empty: every entity of the company */
    entities: text('entities').array().notNull(),
    currency: text('currency').notNull(),
    converted: boolean('converted').notNull().default(false),
    compare: text('compare', { enum: ['previous', 'year'] }).notNull(),
    expiresAt: moment('expires_at').notNull(),
    revokedAt: moment('revoked_at'),
    opened: integer('opened').notNull().default(0),
    lastOpenedAt: moment('last_opened_at'),
    createdBy: text('created_by').notNull(),
    createdAt: moment('created_at').notNull().defaultNow(),
  },
  (table) => [
    uniqueIndex('report_links_token').on(table.tokenHash),
    index('report_links_made').on(table.createdAt),
  ],
)
