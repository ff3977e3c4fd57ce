import { sql } from 'drizzle-orm'
import { check, date, numeric, pgTable, primaryKey, text, timestamp } from 'drizzle-orm/pg-core'

/** Reference rates of currencies by day: units of the currency for one euro. */
export const exchangeRates = pgTable(
  'exchange_rates',
  {
    /** ISO 4217, never EUR */
    currency: text('currency').notNull(),
    day: date('day', { mode: 'string' }).notNull(),
    rate: numeric('rate', { precision: 24, scale: 10 }).notNull(),
    /** the file, or where a person read it */
    source: text('source').notNull(),
    enteredBy: text('entered_by').notNull(),
    enteredAt: timestamp('entered_at', { withTimezone: true, mode: 'date' }).notNull().defaultNow(),
  },
  (table) => [
    primaryKey({ columns: [table.currency, table.day] }),
    check('exchange_rates_above_zero', sql`${table.rate} > 0`),
  ],
)
