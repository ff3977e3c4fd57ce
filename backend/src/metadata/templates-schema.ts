import { boolean, integer, jsonb, pgTable, primaryKey, text, timestamp } from 'drizzle-orm/pg-core'

/** Texts of messages: families of templates, and their versions, which never change once written. */

const moment = (name: string) => timestamp(name, { withTimezone: true, mode: 'date' })

export const templates = pgTable('templates', {
  /** what a campaign's step names */
  family: text('family').primaryKey(),
  name: text('name').notNull(),
  /** kind of step or reaction that it is for */
  occasion: text('occasion').notNull(),
  /** true: a copy of what came with the product, kept because a campaign pins it */
  library: boolean('library').notNull().default(false),
  copiedFrom: text('copied_from'),
  createdBy: text('created_by').notNull(),
  createdAt: moment('created_at').notNull().defaultNow(),
})

export const templateVersions = pgTable(
  'template_versions',
  {
    family: text('family')
      .notNull()
      .references(() => templates.family),
    /** from 1; campaigns pin one */
    version: integer('version').notNull(),
    /** every text of the family: [{channel, language, tone, subject, preheader, body}] */
    texts: jsonb('texts').notNull(),
    /** SHA-256 of the texts, by which a library family that did not change keeps its version */
    fingerprint: text('fingerprint').notNull(),
    note: text('note').notNull().default(''),
    createdBy: text('created_by').notNull(),
    createdAt: moment('created_at').notNull().defaultNow(),
  },
  (table) => [primaryKey({ columns: [table.family, table.version] })],
)
