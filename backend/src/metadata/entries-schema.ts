import { sql } from 'drizzle-orm'
import {
  bigserial,
  boolean,
  date,
  index,
  integer,
  jsonb,
  pgTable,
  primaryKey,
  text,
  timestamp,
  uniqueIndex,
} from 'drizzle-orm/pg-core'
import { experiments } from './experiments-schema'

/** Running experiments: what was fixed at the launch, the weights in force, and who entered. */

const moment = (name: string) => timestamp(name, { withTimezone: true, mode: 'date' })

export const experimentRuns = pgTable('experiment_runs', {
  experimentId: text('experiment_id')
    .primaryKey()
    .references(() => experiments.id, { onDelete: 'cascade' }),
  /** families of texts that only cells name → version that they send */
  templates: jsonb('templates').notNull().default({}),
  /** false: nobody enters until a person lets them again */
  takesEntries: boolean('takes_entries').notNull().default(true),
  /** of dealt places: cuts of each segment, from those who were known at the launch */
  strata: jsonb('strata'),
  beganAt: moment('began_at').notNull().defaultNow(),
  /** of the campaign's design that it began with */
  campaignVersion: integer('campaign_version'),
})

/** One row = weights in force from a moment on, by whom and why; the highest epoch counts. */
export const experimentEpochs = pgTable(
  'experiment_epochs',
  {
    experimentId: text('experiment_id')
      .notNull()
      .references(() => experiments.id, { onDelete: 'cascade' }),
    /** from 1 */
    epoch: integer('epoch').notNull(),
    /** segment → cell → share among the cells, the holdout's taken first; each segment sums to 1 */
    weights: jsonb('weights').notNull(),
    /** cells that nobody enters and whose customers go the campaign's own way */
    paused: jsonb('paused').notNull().default([]),
    actor: text('actor').notNull(),
    reason: text('reason').notNull().default(''),
    at: moment('at').notNull().defaultNow(),
  },
  (table) => [primaryKey({ columns: [table.experimentId, table.epoch] })],
)

/** One row = a customer's one entry into an experiment, written with the plan of its day. */
export const experimentEntries = pgTable(
  'experiment_entries',
  {
    experimentId: text('experiment_id').notNull(),
    entityId: text('entity_id').notNull(),
    customerId: text('customer_id').notNull(),
    campaignId: text('campaign_id').notNull(),
    /** the payer, or whoever else shares his cell */
    cluster: text('cluster').notNull(),
    segmentId: text('segment_id').notNull().default(''),
    cell: text('cell').notNull(),
    epoch: integer('epoch').notNull(),
    entryDay: date('entry_day', { mode: 'string' }).notNull(),
    /** the entry whole, amounts as decimal text of ten-thousandths */
    exposure: jsonb('exposure').notNull(),
    /** in the order of writing */
    seq: bigserial('seq', { mode: 'number' }).notNull(),
    toldWarehouse: boolean('told_warehouse').notNull().default(false),
    createdAt: moment('created_at').notNull().defaultNow(),
  },
  (table) => [
    primaryKey({ columns: [table.experimentId, table.entityId, table.customerId] }),
    uniqueIndex('experiment_entries_seq').on(table.seq),
    index('experiment_entries_untold')
      .on(table.seq)
      .where(sql`not ${table.toldWarehouse}`),
  ],
)

/** The next free place of each stratum of dealt experiments; its row is locked while places are given. */
export const experimentPlaces = pgTable(
  'experiment_places',
  {
    experimentId: text('experiment_id').notNull(),
    stratum: text('stratum').notNull(),
    next: integer('next').notNull().default(0),
  },
  (table) => [primaryKey({ columns: [table.experimentId, table.stratum] })],
)

/** One row = a variant that the product itself has paused, and whether those who must know were told. */
export const experimentNotices = pgTable(
  'experiment_notices',
  {
    experimentId: text('experiment_id')
      .notNull()
      .references(() => experiments.id, { onDelete: 'cascade' }),
    variant: text('variant').notNull(),
    /** what the e-mail says */
    words: jsonb('words').notNull(),
    sentAt: moment('sent_at'),
    createdAt: moment('created_at').notNull().defaultNow(),
  },
  (table) => [primaryKey({ columns: [table.experimentId, table.variant] })],
)
