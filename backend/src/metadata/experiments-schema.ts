import {
  bigserial,
  date,
  doublePrecision,
  index,
  integer,
  jsonb,
  pgTable,
  primaryKey,
  text,
  timestamp,
  uuid,
} from 'drizzle-orm/pg-core'

/** Experiments: what was fixed before launch, what was seen at each look, and who decided what on which numbers. */

const moment = (name: string) => timestamp(name, { withTimezone: true, mode: 'date' })

export const EXPERIMENT_STATES = ['draft', 'running', 'ended'] as const

export const experiments = pgTable(
  'experiments',
  {
    /** stands in the events of exposure; never changed */
    id: text('id').primaryKey(),
    campaignId: uuid('campaign_id'),
    name: text('name').notNull(),
    state: text('state', { enum: EXPERIMENT_STATES }).notNull().default('draft'),
    design: jsonb('design').notNull(),
    startedOn: date('started_on'),
    endedOn: date('ended_on'),
    createdBy: text('created_by').notNull(),
    createdAt: moment('created_at').notNull().defaultNow(),
    updatedAt: moment('updated_at').notNull().defaultNow(),
  },
  (table) => [index('experiments_campaign').on(table.campaignId)],
)

/** One row = one look at one contrast; the sequential rule must remember them. */
export const experimentLooks = pgTable(
  'experiment_looks',
  {
    experimentId: text('experiment_id')
      .notNull()
      .references(() => experiments.id, { onDelete: 'cascade' }),
    /** data cut of the look */
    cut: date('cut').notNull(),
    /** segment|variant; `*` for all segments together */
    contrast: text('contrast').notNull(),
    information: doublePrecision('information').notNull(),
    looks: integer('looks').notNull(),
    smallestP: doublePrecision('smallest_p').notNull(),
    /** estimate, lower, upper of the declared metric; null where it could not be had */
    shown: jsonb('shown'),
    seenAt: moment('seen_at').notNull().defaultNow(),
  },
  (table) => [primaryKey({ columns: [table.experimentId, table.cut, table.contrast] })],
)

export const experimentDecisions = pgTable(
  'experiment_decisions',
  {
    id: bigserial('id', { mode: 'number' }).primaryKey(),
    experimentId: text('experiment_id')
      .notNull()
      .references(() => experiments.id, { onDelete: 'cascade' }),
    at: moment('at').notNull().defaultNow(),
    actor: text('actor').notNull(),
    action: text('action').notNull(),
    /** `*`: all segments */
    segment: text('segment').notNull().default('*'),
    variant: text('variant'),
    note: text('note').notNull().default(''),
    cut: date('cut').notNull(),
    /** the verdict that the product gave and the numbers it rested on */
    numbers: jsonb('numbers').notNull(),
    /** a decision taken back stays in the log and counts no more */
    withdrawnAt: moment('withdrawn_at'),
    withdrawnBy: text('withdrawn_by'),
  },
  (table) => [index('experiment_decisions_experiment').on(table.experimentId)],
)
