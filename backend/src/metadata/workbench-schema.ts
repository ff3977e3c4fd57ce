import {
  bigint,
  boolean,
  index,
  integer,
  jsonb,
  pgTable,
  primaryKey,
  real,
  text,
  timestamp,
  uniqueIndex,
  uuid,
} from 'drizzle-orm/pg-core'

/** Statements of analysts: those they keep, what they ran, and the logins of their other programs. */

const moment = (name: string) => timestamp(name, { withTimezone: true, mode: 'date' })

export const savedQueries = pgTable(
  'saved_queries',
  {
    id: uuid('id').primaryKey().defaultRandom(),
    /** person; text, because a command of the machine is nobody in `users` */
    ownerId: text('owner_id').notNull(),
    ownerName: text('owner_name').notNull(),
    name: text('name').notNull(),
    /** others may open it; they see only what their own rights show */
    shared: boolean('shared').notNull().default(false),
    /** the newest version */
    version: integer('version').notNull().default(1),
    createdAt: moment('created_at').notNull().defaultNow(),
    updatedAt: moment('updated_at').notNull().defaultNow(),
    deletedAt: moment('deleted_at'),
  },
  (table) => [index('saved_queries_owner').on(table.ownerId)],
)

export const savedQueryVersions = pgTable(
  'saved_query_versions',
  {
    queryId: uuid('query_id')
      .notNull()
      .references(() => savedQueries.id),
    /** from 1; never changes once written */
    version: integer('version').notNull(),
    sql: text('sql').notNull(),
    /** {name: text} */
    params: jsonb('params').notNull(),
    /** how the result is drawn; null: as a table */
    chart: jsonb('chart'),
    savedBy: text('saved_by').notNull(),
    savedAt: moment('saved_at').notNull().defaultNow(),
  },
  (table) => [primaryKey({ columns: [table.queryId, table.version] })],
)

export const queryRuns = pgTable(
  'query_runs',
  {
    id: uuid('id').primaryKey(),
    personId: text('person_id').notNull(),
    sql: text('sql').notNull(),
    params: jsonb('params').notNull(),
    /** screen, bi, csv, xlsx or parquet */
    via: text('via').notNull(),
    state: text('state', { enum: ['done', 'failed', 'cancelled'] }).notNull(),
    code: text('code'),
    rows: bigint('rows', { mode: 'number' }).notNull().default(0),
    seconds: real('seconds').notNull().default(0),
    startedAt: moment('started_at').notNull(),
  },
  (table) => [index('query_runs_person').on(table.personId, table.startedAt)],
)

export const biLogins = pgTable(
  'bi_logins',
  {
    id: uuid('id').primaryKey().defaultRandom(),
    personId: text('person_id').notNull(),
    /** what it is for, e.g. Metabase */
    name: text('name').notNull(),
    /** what the program sends as its user */
    username: text('username').notNull(),
    /** SHA-256 of a random password of 192 bits, which itself is shown once and never stored */
    passwordHash: text('password_hash').notNull(),
    createdAt: moment('created_at').notNull().defaultNow(),
    lastUsedAt: moment('last_used_at'),
    revokedAt: moment('revoked_at'),
  },
  (table) => [
    uniqueIndex('bi_logins_username').on(table.username),
    index('bi_logins_person').on(table.personId),
  ],
)
