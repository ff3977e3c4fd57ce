import { sql } from 'drizzle-orm'
import {
  bigserial,
  boolean,
  check,
  customType,
  date,
  doublePrecision,
  index,
  integer,
  jsonb,
  numeric,
  pgTable,
  primaryKey,
  smallint,
  text,
  timestamp,
  uniqueIndex,
  uuid,
} from 'drizzle-orm/pg-core'

/** What must happen exactly once: messages to send, tasks to do, and how far the planner came. */

const moment = (name: string) => timestamp(name, { withTimezone: true, mode: 'date' })
const bytes = customType<{ data: Buffer; driverData: Buffer }>({ dataType: () => 'bytea' })

/**
 * queued: waits for its moment · claimed: a backend has taken it · sending: handed to the provider, whose answer is
 * not known yet · sent · dead: given up, with its reason · cancelled: no longer due when its moment came ·
 * held: whether it went out is unknown, a person decides
 */
export const OUTBOX_STATES = ['queued', 'claimed', 'sending', 'sent', 'dead', 'cancelled', 'held'] as const

export const outbox = pgTable(
  'outbox',
  {
    /** the reminder's id, made of what makes it unique */
    id: uuid('id').primaryKey(),
    entityId: text('entity_id').notNull(),
    customerId: text('customer_id').notNull(),
    plannedDay: date('planned_day', { mode: 'string' }).notNull(),
    /** what a reaction answers; empty for reminders */
    triggerKey: text('trigger_key').notNull().default(''),
    campaignId: text('campaign_id').notNull(),
    campaignVersion: integer('campaign_version').notNull().default(1),
    segmentId: text('segment_id').notNull().default(''),
    variantId: text('variant_id').notNull().default(''),
    probability: doublePrecision('probability').notNull().default(1),
    stepId: text('step_id').notNull(),
    kind: text('kind').notNull(),
    level: smallint('level').notNull().default(0),
    channel: text('channel').notNull(),
    tone: text('tone').notNull(),
    template: text('template').notNull(),
    templateVersion: integer('template_version').notNull().default(0),
    language: text('language').notNull().default(''),
    recipient: text('recipient').notNull(),
    /** the planned contact whole, amounts as decimal text of ten-thousandths */
    payload: jsonb('payload').notNull(),
    state: text('state', { enum: OUTBOX_STATES }).notNull().default('queued'),
    notBefore: moment('not_before').notNull(),
    nextAttemptAt: moment('next_attempt_at').notNull(),
    attempts: integer('attempts').notNull().default(0),
    /** times that a crash fell between the provider's taking it and our knowing */
    interrupted: integer('interrupted').notNull().default(0),
    claimedBy: uuid('claimed_by'),
    claimedUntil: moment('claimed_until'),
    /** when the outcome was known, by the clock of the planner */
    endedAt: moment('ended_at'),
    providerId: text('provider_id'),
    messageId: text('message_id'),
    errorCode: text('error_code'),
    error: text('error'),
    cost: numeric('cost', { precision: 18, scale: 4 }),
    toldWarehouse: boolean('told_warehouse').notNull().default(false),
    createdAt: moment('created_at').notNull().defaultNow(),
  },
  (table) => [
    uniqueIndex('outbox_one_a_day')
      .on(table.entityId, table.customerId, table.plannedDay)
      .where(sql`${table.triggerKey} = ''`),
    uniqueIndex('outbox_one_a_trigger')
      .on(table.triggerKey)
      .where(sql`${table.triggerKey} <> ''`),
    index('outbox_due')
      .on(table.channel, table.nextAttemptAt)
      .where(sql`${table.state} = 'queued'`),
    index('outbox_leases')
      .on(table.claimedUntil)
      .where(sql`${table.state} in ('claimed', 'sending')`),
    index('outbox_untold')
      .on(table.id)
      .where(sql`not ${table.toldWarehouse} and ${table.state} in ('sent', 'dead', 'cancelled')`),
    index('outbox_customer').on(table.entityId, table.customerId),
    check(
      'outbox_state',
      sql`${table.state} in ('queued', 'claimed', 'sending', 'sent', 'dead', 'cancelled', 'held')`,
    ),
  ],
)

/** What keeps messages back now: everything, a channel, a campaign or an entity. */
export const sendingControls = pgTable('sending_controls', {
  /** all, channel:NAME, campaign:ID or entity:ID */
  scope: text('scope').primaryKey(),
  /** code: kill_switch, paused, stale_payments, complaint … */
  reason: text('reason').notNull(),
  note: text('note').notNull().default(''),
  by: text('by').notNull(),
  since: moment('since').notNull().defaultNow(),
})

/** Standstills that people are told of, once each: one row from its beginning to its end. */
export const sendingAlerts = pgTable(
  'sending_alerts',
  {
    id: uuid('id').primaryKey().defaultRandom(),
    /** stale_payments */
    kind: text('kind').notNull(),
    entityId: text('entity_id').notNull(),
    /** up to when its payments were known as it began; null: never */
    knownUntil: moment('known_until'),
    /** the load that brought them last; empty: none did */
    lastFile: text('last_file').notNull().default(''),
    /** hours after which payments are too old */
    hours: integer('hours').notNull(),
    since: moment('since').notNull(),
    endedAt: moment('ended_at'),
    /** when people got the e-mail, or one backend began to send it */
    mailedAt: moment('mailed_at'),
  },
  (table) => [
    uniqueIndex('sending_alerts_open')
      .on(table.kind, table.entityId)
      .where(sql`${table.endedAt} is null`),
  ],
)

/** How far a day is planned; one row a day and share of the customers. */
export const plannerRuns = pgTable(
  'planner_runs',
  {
    day: date('day', { mode: 'string' }).notNull(),
    bucket: smallint('bucket').notNull(),
    /** of the campaigns that were planned: another set is planned anew */
    campaigns: text('campaigns').notNull(),
    /** what was recorded up to this moment is planned */
    recordedUntil: moment('recorded_until').notNull(),
    customers: integer('customers').notNull().default(0),
    contacts: integer('contacts').notNull().default(0),
    finishedAt: moment('finished_at'),
  },
  (table) => [primaryKey({ columns: [table.day, table.bucket] })],
)

/** Verdicts that were committed with their messages and are not yet known to be in the warehouse. */
export const verdictBatches = pgTable('verdict_batches', {
  id: bigserial('id', { mode: 'number' }).primaryKey(),
  day: date('day', { mode: 'string' }).notNull(),
  verdicts: integer('verdicts').notNull(),
  /** lines of JSON, compressed by gzip */
  lines: bytes('lines').notNull(),
})

/** Work for people: calls and other tasks that a step asks for. */
export const dispatchTasks = pgTable(
  'dispatch_tasks',
  {
    /** the reminder's id */
    id: uuid('id').primaryKey(),
    entityId: text('entity_id').notNull(),
    customerId: text('customer_id').notNull(),
    kind: text('kind').notNull(),
    dueOn: date('due_on', { mode: 'string' }).notNull(),
    /** what to say or do, without amounts where the task may be seen by others */
    text: text('text').notNull(),
    recipient: jsonb('recipient').notNull(),
    assignee: text('assignee').notNull().default(''),
    createdAt: moment('created_at').notNull().defaultNow(),
    doneAt: moment('done_at'),
    doneBy: text('done_by'),
    outcome: text('outcome'),
  },
  (table) => [
    index('dispatch_tasks_open')
      .on(table.dueOn)
      .where(sql`${table.doneAt} is null`),
  ],
)

/** What the log channel shows instead of sending it. */
export const loggedMessages = pgTable('logged_messages', {
  /** the reminder's id */
  id: uuid('id').primaryKey(),
  channel: text('channel').notNull(),
  recipient: jsonb('recipient').notNull(),
  subject: text('subject').notNull(),
  text: text('text').notNull(),
  html: text('html').notNull().default(''),
  loggedAt: moment('logged_at').notNull().defaultNow(),
})

/** Letters to print, gathered by day. */
export const letters = pgTable(
  'letters',
  {
    /** the reminder's id */
    id: uuid('id').primaryKey(),
    entityId: text('entity_id').notNull(),
    customerId: text('customer_id').notNull(),
    day: date('day', { mode: 'string' }).notNull(),
    registered: boolean('registered').notNull().default(false),
    language: text('language').notNull().default(''),
    address: text('address').notNull(),
    subject: text('subject').notNull(),
    text: text('text').notNull(),
    /** as PDF; of letters of earlier versions only */
    pdf: bytes('pdf'),
    /** its words as they were composed: a batch that is drawn again says the same */
    composed: jsonb('composed'),
    /** by which the post knows it; empty where it has none */
    trackingNumber: text('tracking_number').notNull().default(''),
    createdAt: moment('created_at').notNull().defaultNow(),
    postedAt: moment('posted_at'),
    postedBy: text('posted_by'),
    failedAt: moment('failed_at'),
    failedBy: text('failed_by'),
    /** returned, not_posted or lost */
    failure: text('failure').notNull().default(''),
  },
  (table) => [index('letters_day').on(table.day)],
)

/** What a message said when it was sent, as text: proofs quote it, whatever becomes of templates and invoices. */
export const sentTexts = pgTable('sent_texts', {
  /** the reminder's id */
  id: uuid('id').primaryKey(),
  subject: text('subject').notNull(),
  text: text('text').notNull(),
  composedAt: moment('composed_at').notNull(),
})

/** How a channel of an entity sends; what is secret is encrypted. */
export const channelSettings = pgTable(
  'channel_settings',
  {
    channel: text('channel').notNull(),
    /** empty: every entity without settings of its own */
    entityId: text('entity_id').notNull().default(''),
    settings: jsonb('settings').notNull(),
    /** sealed JSON of passwords and keys, null where there are none */
    secrets: text('secrets'),
    updatedAt: moment('updated_at').notNull().defaultNow(),
  },
  (table) => [primaryKey({ columns: [table.channel, table.entityId] })],
)
