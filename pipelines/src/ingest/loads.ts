import { z } from 'zod'
import type { Warehouse } from '../warehouse/warehouse'
import { IngestError } from './ingest-error'
import type { Load, LoadState, Understood } from './ingest.contract'
import { loadStates } from './ingest.contract'

const stored = z.object({
  batch_id: z.string(),
  state: z.enum(loadStates),
  source: z.string(),
  file_name: z.string(),
  file_bytes: z.coerce.number(),
  entity_id: z.string(),
  started_at: z.string(),
  finished_at: z.string().nullable(),
  loaded_by: z.string(),
  read: z.coerce.number(),
  accepted: z.coerce.number(),
  duplicates: z.coerce.number(),
  ignored: z.coerce.number(),
  rejected: z.coerce.number(),
  waiting: z.coerce.number(),
  ignored_reasons: z.record(z.string(), z.coerce.number()),
  event_counts: z.record(z.string(), z.coerce.number()),
  understood: z.string(),
  currency: z.string(),
  last_day: z.string().nullable(),
  history_from: z.string().nullable(),
  complete_through: z.string().nullable(),
  message: z.string(),
  derived: z.coerce.number(),
})

const COLUMNS = Object.keys(stored.shape).join(', ')

/** Moments as ISO 8601 in UTC. */
const moment = (text: string): string => `${text.replace(' ', 'T')}Z`

function toLoad(row: z.output<typeof stored>): Load {
  const { event_counts: events, understood, derived, ...rest } = row
  return {
    ...rest,
    events,
    started_at: moment(row.started_at),
    finished_at: row.finished_at === null ? null : moment(row.finished_at),
    understood: understood === '' ? null : (JSON.parse(understood) as Understood),
    derived: derived === 1,
  }
}

/** A load that begins. */
export function newLoad(
  start: Pick<Load, 'batch_id' | 'file_name' | 'entity_id' | 'source'> & { loaded_by: string },
): Load {
  return {
    ...start,
    state: 'landing',
    file_bytes: 0,
    started_at: new Date().toISOString(),
    finished_at: null,
    read: 0,
    accepted: 0,
    duplicates: 0,
    ignored: 0,
    rejected: 0,
    waiting: 0,
    ignored_reasons: {},
    events: {},
    understood: null,
    currency: '',
    last_day: null,
    history_from: null,
    complete_through: null,
    message: '',
    derived: false,
  }
}

let lastRevision = 0

/** Writes a further revision of a load; the highest counts. */
export async function writeLoad(warehouse: Warehouse, load: Load): Promise<void> {
  lastRevision = Math.max(lastRevision + 1, Date.now() * 1000)
  const { events, understood, derived, started_at, finished_at, ...rest } = load
  const time = (text: string) => text.replace('T', ' ').replace('Z', '')
  const row = {
    ...rest,
    revision: lastRevision,
    event_counts: events,
    understood: understood === null ? '' : JSON.stringify(understood),
    derived: derived ? 1 : 0,
    started_at: time(started_at),
    finished_at: finished_at === null ? null : time(finished_at),
  }
  await warehouse.insert({
    name: 'load-write',
    table: `${warehouse.database}.loads`,
    columns: Object.keys(row),
    format: 'JSONEachRow',
    body: [row],
  })
}

/** @throws IngestError `ingest/load-not-found` */
export async function readLoad(warehouse: Warehouse, batchId: string): Promise<Load> {
  const rows = await warehouse.query({
    name: 'load-read',
    sql: `SELECT ${COLUMNS} FROM loads FINAL WHERE batch_id = toUUIDOrZero({batch: String})`,
    params: { batch: batchId },
    row: stored,
  })
  const row = rows[0]
  if (!row)
    throw new IngestError('ingest/load-not-found', `There is no load ${batchId}.`, { batch_id: batchId })
  return toLoad(row)
}

/**
 * Loads, newest first.
 * @param page.before batch_id of the last load of the page before
 * @param page.entities only loads of these creditors, all by default
 */
export async function listLoads(
  warehouse: Warehouse,
  page: { limit: number; before?: string; entities?: readonly string[] },
): Promise<Load[]> {
  const rows = await warehouse.query({
    name: 'load-list',
    sql: `SELECT ${COLUMNS} FROM loads FINAL
      WHERE ({before: String} = '' OR (started_at, batch_id) < (
        SELECT started_at, batch_id FROM loads FINAL WHERE batch_id = toUUIDOrZero({before: String})))
        AND (empty({entities: Array(String)}) OR has({entities: Array(String)}, entity_id))
      ORDER BY started_at DESC, batch_id DESC LIMIT {limit: UInt32}`,
    params: { before: page.before ?? '', limit: page.limit, entities: page.entities ?? [] },
    row: stored,
  })
  return rows.map(toLoad)
}

/** Loads in these states; `derived` as given. */
export async function loadsWhere(
  warehouse: Warehouse,
  states: readonly LoadState[],
  derived?: boolean,
): Promise<Load[]> {
  const rows = await warehouse.query({
    name: 'load-where',
    sql: `SELECT ${COLUMNS} FROM loads FINAL WHERE state IN {states: Array(String)}
      AND ({derived: Int8} = -1 OR derived = {derived: Int8}) ORDER BY started_at`,
    params: { states, derived: derived === undefined ? -1 : Number(derived) },
    row: stored,
  })
  return rows.map(toLoad)
}
