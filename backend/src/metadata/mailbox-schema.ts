import { bigint, index, jsonb, pgTable, text, timestamp } from 'drizzle-orm/pg-core'

/** The mailboxes that customers answer to, how far each was read, and what was found in them. */

const moment = (name: string) => timestamp(name, { withTimezone: true, mode: 'date' })

export const replyMailboxes = pgTable('reply_mailboxes', {
  name: text('name').primaryKey(),
  settings: jsonb('settings').notNull(),
  /** password, encrypted (backend/src/secrets) */
  secret: text('secret').notNull(),
  /** UIDs mean something only under the UIDVALIDITY they were given under (RFC 3501 §2.3.1.1); null: never read */
  uidValidity: bigint('uid_validity', { mode: 'bigint' }),
  nextUid: bigint('next_uid', { mode: 'number' }),
  readAt: moment('read_at'),
  /** why it could not be read the last time; empty: it could */
  error: text('error').notNull().default(''),
  /** until when one of several backends reads it */
  leasedUntil: moment('leased_until'),
})

export const mailboxMails = pgTable(
  'mailbox_mails',
  {
    /** made of the Message-ID: a message that is read again is known again */
    id: text('id').primaryKey(),
    mailbox: text('mailbox').notNull(),
    at: moment('at').notNull(),
    /** reply, automatic, bounce, soft_bounce, complaint, stop; unknown: of whom it is was not found */
    kind: text('kind').notNull(),
    sender: text('sender').notNull(),
    subject: text('subject').notNull(),
    entityId: text('entity_id').notNull().default(''),
    customerId: text('customer_id').notNull().default(''),
  },
  (table) => [index('mailbox_mails_at').on(table.mailbox, table.at)],
)
