import { createHash, createHmac } from 'node:crypto'
import { eventColumns } from '../events/event-columns'
import { aboveDatabase, localDatabase, shardedTables } from '../warehouse/shards'
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

/** What stands above the shards for each of them, of which the views of events are made (shard-views.sql). */
const OF_SHARDS = ['hidden_loads', 'first_hidden_loads', 'repeated_everywhere', 'known_entities', 'asked_as']
/** Views of customers that each shard works out. */
const SHARD_VIEWS = ['events_current', 'invoice_flows']
/** With the rights of their maker, or of nobody's rows. */
const VIEWS_OF_ALL = ['data_days']

/** All that people read with SQL. */
export const analystTables: readonly string[] = [...TABLES, ...WITHOUT_ENTITY, ...EVENTS]

/** Where the engine user of a scope reads. */
interface AnalystPlace {
  /** where the tables are, as it is configured */
  database: string
  /** whether they lie on the shards of a cluster */
  shards: boolean
}

type Grant = EngineUser['grants'][number]

/**
 * The engine user of a scope. Name and password follow from the scope and a secret of the installation, so that
 * several backends and later starts agree without keeping anything.
 */
export function analystUser(scope: AnalystScope, secret: Buffer, place?: AnalystPlace): AnalystUser {
  const entityIds = scope.entityIds === null ? null : [...new Set(scope.entityIds)].sort()
  const text = JSON.stringify([entityIds, scope.contacts])
  const password = createHmac('sha256', secret).update(text).digest('base64url')
  return {
    name: `analyst_${createHash('sha256').update(text).digest('hex').slice(0, 16)}`,
    password,
    passwordSha256Hex: createHash('sha256').update(password).digest('hex'),
    profile: 'analyst',
    grants: grantsOf({ ...scope, entityIds }, place ?? { database: 'relance', shards: false }),
  }
}

function grantsOf({ entityIds, contacts }: AnalystScope, { database, shards }: AnalystPlace): Grant[] {
  const grant = (table: string): Grant => {
    const rows = { table: `${database}.${table}`, entityIds: isOpen(table) ? null : entityIds }
    return isEvents(table) && !contacts ? { ...rows, columns: EVENT_COLUMNS } : rows
  }
  const people = analystTables.map(grant)
  return shards ? [...people, ...behindViews(people, database)] : people
}

const isOpen = (table: string) => (WITHOUT_ENTITY as readonly string[]).includes(table)
const isEvents = (table: string) => (EVENTS as readonly string[]).includes(table)

/**
 * What the views of people read on a cluster, with the same filters: the servers ask one another as the person's user,
 * so that rows of others do not leave their shard.
 */
function behindViews(people: Grant[], database: string): Grant[] {
  const nameOf = ({ table }: Grant) => table.slice(database.length + 1)
  const ofCustomers = (name: string) => name in shardedTables || SHARD_VIEWS.includes(name)
  const at = (grant: Grant, place: string, name = nameOf(grant)) => ({ ...grant, table: `${place}.${name}` })
  const [above, local] = [aboveDatabase(database), localDatabase(database)]
  const named = (name: string, as: string) =>
    people.filter((one) => nameOf(one) === name).map((one) => at(one, local, as))
  return [
    ...people.filter((one) => ofCustomers(nameOf(one))).map((one) => at(one, local)),
    ...people
      .filter((one) => !ofCustomers(nameOf(one)) && !VIEWS_OF_ALL.includes(nameOf(one)))
      .map((one) => at(one, above)),
    ...named('repeated_events', 'repeated_events'),
    ...named('repeated_events', 'first_repeated_events'),
    ...named('events', 'events_everywhere').map((one) => ({ ...one, unfiltered: true })),
    ...[`${above}.asked_as`, ...OF_SHARDS.map((name) => `${local}.${name}`)].map((table) => ({
      ...{ table, entityIds: null },
      unfiltered: true,
    })),
  ]
}
