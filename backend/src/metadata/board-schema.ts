import {
  date,
  jsonb,
  numeric,
  pgTable,
  primaryKey,
  text,
  timestamp,
  uniqueIndex,
  uuid,
} from 'drizzle-orm/pg-core'

const moment = (name: string) => timestamp(name, { withTimezone: true, mode: 'date' })

/** What a KPI should reach. Scope '' is the whole group, else an entity. */
export const kpiTargets = pgTable(
  'kpi_targets',
  {
    kpi: text('kpi').notNull(),
    entityId: text('entity_id').notNull(),
    /** in the unit of the KPI: a share is 0.85, days are days, money is in the entity's currency */
    value: numeric('value', { precision: 20, scale: 6 }).notNull(),
    setBy: text('set_by').notNull(),
    setAt: moment('set_at').notNull().defaultNow(),
  },
  (table) => [primaryKey({ columns: [table.kpi, table.entityId] })],
)

/** Figures as they were published at a month end: never changed; what is known now is computed again beside them. */
export const kpiCloses = pgTable(
  'kpi_closes',
  {
    id: uuid('id').primaryKey().defaultRandom(),
    asOf: date('as_of', { mode: 'string' }).notNull(),
    from: date('from_day', { mode: 'string' }).notNull(),
    /** entities as sorted text, comma between; '' = all */
    scope: text('scope').notNull(),
    currency: text('currency').notNull(),
    /** KpiRow[] as computed at the close */
    rows: jsonb('rows').notNull(),
    /** data cut of each entity at the close */
    dataCut: jsonb('data_cut').notNull(),
    note: text('note').notNull().default(''),
    closedBy: text('closed_by').notNull(),
    closedAt: moment('closed_at').notNull().defaultNow(),
  },
  (table) => [uniqueIndex('kpi_closes_month').on(table.asOf, table.scope, table.currency)],
)
