import {
  bigserial,
  date,
  index,
  integer,
  jsonb,
  pgTable,
  primaryKey,
  text,
  timestamp,
  uuid,
} from 'drizzle-orm/pg-core'

/** Whom to remind and how: segments, what people say of payers, campaigns and who did what with them. */

const moment = (name: string) => timestamp(name, { withTimezone: true, mode: 'date' })

export const segments = pgTable('segments', {
  /** stands in events and campaigns; made of the first name, never changed */
  id: text('id').primaryKey(),
  name: text('name').notNull(),
  rule: jsonb('rule').notNull(),
  notes: text('notes').notNull().default(''),
  /** {name, motives, channel} or null */
  persona: jsonb('persona'),
  createdBy: text('created_by').notNull(),
  createdAt: moment('created_at').notNull().defaultNow(),
  updatedAt: moment('updated_at').notNull().defaultNow(),
})

/** Profiles that a person has set against what history says. */
export const payerProfilesByHand = pgTable(
  'payer_profiles_by_hand',
  {
    entityId: text('entity_id').notNull(),
    customerId: text('customer_id').notNull(),
    profile: text('profile').notNull(),
    reason: text('reason').notNull(),
    setBy: text('set_by').notNull(),
    setAt: moment('set_at').notNull().defaultNow(),
  },
  (table) => [primaryKey({ columns: [table.entityId, table.customerId] })],
)

export const CAMPAIGN_STATES = ['draft', 'checked', 'approved', 'running', 'paused', 'ended'] as const

export const campaigns = pgTable(
  'campaigns',
  {
    id: uuid('id').primaryKey().defaultRandom(),
    name: text('name').notNull(),
    state: text('state', { enum: CAMPAIGN_STATES }).notNull().default('draft'),
    definition: jsonb('definition').notNull(),
    /** rises with each change of the design */
    version: integer('version').notNull().default(1),
    /** the campaign it was cloned from */
    parentId: uuid('parent_id'),
    /** 1, and one more with each clone of a clone */
    generation: integer('generation').notNull().default(1),
    priority: integer('priority').notNull(),
    /** what the last check found, and of which version and day */
    findings: jsonb('findings'),
    checkedVersion: integer('checked_version'),
    /** template family → version that it sends, set when it starts */
    templates: jsonb('templates').notNull().default({}),
    createdBy: text('created_by').notNull(),
    /** who changed the design last: the one who may not approve it where a second person must */
    editedBy: text('edited_by').notNull(),
    approvedBy: text('approved_by'),
    createdAt: moment('created_at').notNull().defaultNow(),
    updatedAt: moment('updated_at').notNull().defaultNow(),
    startedAt: moment('started_at'),
    endedAt: moment('ended_at'),
  },
  (table) => [index('campaigns_state').on(table.state)],
)

export const campaignLog = pgTable(
  'campaign_log',
  {
    id: bigserial('id', { mode: 'number' }).primaryKey(),
    campaignId: uuid('campaign_id')
      .notNull()
      .references(() => campaigns.id, { onDelete: 'cascade' }),
    at: moment('at').notNull().defaultNow(),
    actor: text('actor').notNull(),
    action: text('action').notNull(),
    fromState: text('from_state'),
    toState: text('to_state'),
    version: integer('version').notNull(),
    note: text('note').notNull().default(''),
  },
  (table) => [index('campaign_log_campaign').on(table.campaignId)],
)

export const campaignDryRuns = pgTable(
  'campaign_dry_runs',
  {
    id: uuid('id').primaryKey(),
    campaignId: uuid('campaign_id')
      .notNull()
      .references(() => campaigns.id, { onDelete: 'cascade' }),
    version: integer('version').notNull(),
    fromDay: date('from_day').notNull(),
    days: integer('days').notNull(),
    askedBy: text('asked_by').notNull(),
    createdAt: moment('created_at').notNull().defaultNow(),
    /** null while it runs, and for ever of one that was cancelled */
    summary: jsonb('summary'),
  },
  (table) => [index('campaign_dry_runs_campaign').on(table.campaignId)],
)
