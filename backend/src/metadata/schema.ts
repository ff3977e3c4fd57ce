import { sql } from 'drizzle-orm'
import {
  bigint,
  bigserial,
  boolean,
  check,
  index,
  jsonb,
  pgTable,
  text,
  timestamp,
  uniqueIndex,
  uuid,
} from 'drizzle-orm/pg-core'

/** What people decide: users, sessions, settings, saved mappings, and who changed what. */

const moment = (name: string) => timestamp(name, { withTimezone: true, mode: 'date' })

export const ROLES = ['admin', 'credit_manager', 'cfo', 'analyst', 'agent'] as const

export const users = pgTable(
  'users',
  {
    id: uuid('id').primaryKey().defaultRandom(),
    email: text('email').notNull(),
    name: text('name').notNull(),
    /** argon2id; null until a password is chosen or with single sign-on */
    passwordHash: text('password_hash'),
    role: text('role', { enum: ROLES }).notNull(),
    locale: text('locale', { enum: ['fr', 'en'] })
      .notNull()
      .default('fr'),
    /** entities the person may see; null: all, also those to come */
    entities: text('entities').array(),
    /** an analyst sees contact data only where this was granted */
    contacts: boolean('contacts').notNull().default(false),
    /** issuer and subject of single sign-on, once it was used */
    oidcSubject: text('oidc_subject'),
    createdAt: moment('created_at').notNull().defaultNow(),
    disabledAt: moment('disabled_at'),
  },
  (table) => [
    uniqueIndex('users_email').on(sql`lower(${table.email})`),
    uniqueIndex('users_oidc_subject').on(table.oidcSubject),
    check('users_role', sql`${table.role} in ('admin', 'credit_manager', 'cfo', 'analyst', 'agent')`),
  ],
)

export const sessions = pgTable(
  'sessions',
  {
    /** SHA-256 of the cookie's token, which itself is never stored */
    tokenHash: text('token_hash').primaryKey(),
    /** names it in lists; of no use to sign in */
    id: uuid('id').notNull().defaultRandom(),
    userId: uuid('user_id')
      .notNull()
      .references(() => users.id, { onDelete: 'cascade' }),
    createdAt: moment('created_at').notNull().defaultNow(),
    lastSeenAt: moment('last_seen_at').notNull().defaultNow(),
    expiresAt: moment('expires_at').notNull(),
    userAgent: text('user_agent'),
  },
  (table) => [
    uniqueIndex('sessions_id').on(table.id),
    index('sessions_user').on(table.userId),
    index('sessions_expiry').on(table.expiresAt),
  ],
)

export const signInLinks = pgTable('sign_in_links', {
  /** SHA-256 of the link's token */
  tokenHash: text('token_hash').primaryKey(),
  /** whom it signs in; null: whoever sets up the first account */
  userId: uuid('user_id').references(() => users.id, { onDelete: 'cascade' }),
  createdAt: moment('created_at').notNull().defaultNow(),
  expiresAt: moment('expires_at').notNull(),
  usedAt: moment('used_at'),
})

export const settings = pgTable('settings', {
  key: text('key').primaryKey(),
  value: jsonb('value').notNull(),
  updatedAt: moment('updated_at').notNull().defaultNow(),
})

export const mappings = pgTable(
  'mappings',
  {
    id: uuid('id').primaryKey().defaultRandom(),
    name: text('name').notNull(),
    source: text('source').notNull(),
    /** fingerprint of the header line, by which the same kind of file is known again */
    headerFingerprint: text('header_fingerprint').notNull(),
    mapping: jsonb('mapping').notNull(),
    createdAt: moment('created_at').notNull().defaultNow(),
    updatedAt: moment('updated_at').notNull().defaultNow(),
  },
  (table) => [uniqueIndex('mappings_header').on(table.source, table.headerFingerprint)],
)

export const auditLog = pgTable(
  'audit_log',
  {
    id: bigserial('id', { mode: 'number' }).primaryKey(),
    at: moment('at').notNull().defaultNow(),
    /** user id, `system` or a token's name: a person who leaves stays in the log */
    actor: text('actor').notNull(),
    action: text('action').notNull(),
    subject: text('subject').notNull(),
    before: jsonb('before'),
    after: jsonb('after'),
  },
  (table) => [
    index('audit_log_at').on(table.at),
    index('audit_log_subject').on(table.subject),
    index('audit_log_actor').on(table.actor),
  ],
)

export const webhookEndpoints = pgTable(
  'webhook_endpoints',
  {
    id: uuid('id').primaryKey().defaultRandom(),
    /** source of the pipelines, e.g. stripe */
    source: text('source').notNull(),
    name: text('name').notNull(),
    /** creditor of what comes in; empty: what the content says, else MAIN */
    entityId: text('entity_id').notNull().default(''),
    /** SHA-256 of the last part of the address, which itself is shown once and never stored */
    tokenHash: text('token_hash').notNull(),
    /** what deliveries are verified with, encrypted (backend/src/secrets); null: by the address alone */
    secret: text('secret'),
    createdAt: moment('created_at').notNull().defaultNow(),
    disabledAt: moment('disabled_at'),
    lastDeliveryAt: moment('last_delivery_at'),
    deliveries: bigint('deliveries', { mode: 'number' }).notNull().default(0),
    refusals: bigint('refusals', { mode: 'number' }).notNull().default(0),
    lastRefusalAt: moment('last_refusal_at'),
    /** code of the last refusal, e.g. webhooks/bad-signature */
    lastRefusal: text('last_refusal'),
  },
  (table) => [
    uniqueIndex('webhook_endpoints_token').on(table.tokenHash),
    index('webhook_endpoints_source').on(table.source),
  ],
)
