import { createHash, createHmac } from 'node:crypto'
import { eventColumns } from '../events/event-columns'
import type { EngineUser } from './users'

/** What a person may see with SQL: one engine user serves everybody with the same. */
export interface AnalystScope {
  /** null: every entity, also those to come */
  entityIds: string[] | null
  /** names, addresses and accounts that events carry */
  contacts: boolean
}

/** A table or view that analysts read. Each has the column `entity_id`, by which its rows are filtered. */
const TABLES = [
  'account_flows',
  'allocations',
  'complaints',
  'costs',
  'customers',
  'data_days',
  'entities',
  'invoice_flows',
  'invoices',
  'kpi_daily',
  'kpi_figures',
  'kpi_presented_figures',
  'kpi_totals',
  'kpis',
  'kpis_presented',
  'letterings',
  'reminders',
  'repeated_events',
  'settlements',
  'verdicts',
] as const

/** Numbers of loads that do not count, which the views of events need: random, they say nothing of any entity. */
const WITHOUT_ENTITY = ['hidden_loads'] as const

const EVENTS = ['events', 'events_current'] as const
/** What is kept beside what a file states: where an event comes from and how it is stored. */
const KEPT_COLUMNS = ['source', 'batch_id', 'line', 'corrects', 'content_hash', 'bucket']
/** All columns of an event but `attributes`, which holds contact data. */
const EVENT_COLUMNS = [...eventColumns.filter((column) => column !== 'attributes'), ...KEPT_COLUMNS]

/** The engine user of a scope, and the password by which only the backend logs in as it. */
export interface AnalystUser extends EngineUser {
  password: string
}

/**
 * The engine user of a scope. Name and password follow from the scope and a secret of the installation, so that
 * several backends and later starts agree without keeping anything.
 * @param database where the tables are
 */
export function analystUser(scope: AnalystScope, secret: Buffer, database = 'relance'): AnalystUser {
  const entityIds = scope.entityIds === null ? null : [...new Set(scope.entityIds)].sort()
  const text = JSON.stringify([entityIds, scope.contacts])
  const password = createHmac('sha256', secret).update(text).digest('base64url')
  const grant = (table: string, more: Partial<EngineUser['grants'][number]> = {}) => ({
    table: `${database}.${table}`,
    entityIds,
    ...more,
  })
  return {
    name: `analyst_${createHash('sha256').update(text).digest('hex').slice(0, 16)}`,
    password,
    passwordSha256Hex: createHash('sha256').update(password).digest('hex'),
    profile: 'analyst',
    grants: [
      ...TABLES.map((table) => grant(table)),
      ...WITHOUT_ENTITY.map((table) => grant(table, { entityIds: null })),
      ...EVENTS.map((table) => grant(table, scope.contacts ? {} : { columns: EVENT_COLUMNS })),
    ],
  }
}
