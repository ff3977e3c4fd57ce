import { integer, pgTable, text, timestamp, uuid } from 'drizzle-orm/pg-core'
import { users } from './schema'

/** How machines enter, and who keeps guessing. */

const moment = (name: string) => timestamp(name, { withTimezone: true, mode: 'date' })

const TOKEN_SCOPES = ['ingest', 'read', 'sql'] as const

export const apiTokens = pgTable('api_tokens', {
  id: uuid('id').primaryKey().defaultRandom(),
  /** whose rights and entities it has, at most */
  userId: uuid('user_id')
    .notNull()
    .references(() => users.id, { onDelete: 'cascade' }),
  name: text('name').notNull(),
  scope: text('scope', { enum: TOKEN_SCOPES }).notNull(),
  /** SHA-256 of the token, which is shown once and stored nowhere */
  tokenHash: text('token_hash').notNull().unique(),
  createdAt: moment('created_at').notNull().defaultNow(),
  expiresAt: moment('expires_at').notNull(),
  lastUsedAt: moment('last_used_at'),
  revokedAt: moment('revoked_at'),
})

/** Failed sign-ins by address, known or not, so that an answer does not tell which addresses are known. */
export const signInFailures = pgTable('sign_in_failures', {
  /** SHA-256 of the address in lower case */
  addressHash: text('address_hash').primaryKey(),
  failures: integer('failures').notNull().default(0),
  lastAt: moment('last_at').notNull().defaultNow(),
  lockedUntil: moment('locked_until'),
})
