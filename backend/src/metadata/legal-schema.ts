import { date, numeric, pgTable, primaryKey, text, timestamp } from 'drizzle-orm/pg-core'

/** Reference rates that an administrator entered; they go before those that come with the product. */
export const referenceRates = pgTable(
  'reference_rates',
  {
    /** ecb_refinancing or legal_other */
    rate: text('rate').notNull(),
    /** first day of the half-year */
    from: date('from_day', { mode: 'string' }).notNull(),
    /** percent a year */
    percent: numeric('percent', { precision: 7, scale: 4 }).notNull(),
    /** where it was read */
    source: text('source').notNull(),
    enteredBy: text('entered_by').notNull(),
    enteredAt: timestamp('entered_at', { withTimezone: true, mode: 'date' }).notNull().defaultNow(),
  },
  (table) => [primaryKey({ columns: [table.rate, table.from] })],
)
