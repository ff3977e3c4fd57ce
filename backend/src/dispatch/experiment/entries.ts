import { sql } from 'drizzle-orm'
import type { Metadata } from '../../metadata'
import type { LoadEvents } from '../events/load-by-inbox'
import type { Db, Transaction } from '../outbox/outbox'
import { decodeExposure, encodeExposure } from '../outbox/payload'
import { exposureEvent } from './exposure-event'
import type { Exposure } from './exposure'

/** Rows of one INSERT; more would make statements of megabytes. */
const AT_ONCE = 500
/** Entries of one load of events. */
const TOLD_AT_ONCE = 1000

/**
 * Writes entries in the planner's transaction, so that none is without the plan of its day, nor a plan without it.
 * @throws Error where another backend has let one of them in, or has given one of the places: the share of the
 *   customers is planned again
 */
export async function addEntries(tx: Transaction | Db, entries: readonly Exposure[]): Promise<void> {
  for (let from = 0; from < entries.length; from += AT_ONCE) {
    const rows = entries.slice(from, from + AT_ONCE)
    const result = await tx.execute(sql`
      insert into experiment_entries (experiment_id, entity_id, customer_id, campaign_id, cluster, segment_id, cell,
        epoch, entry_day, exposure)
      select experiment_id, entity_id, customer_id, campaign_id, cluster, segment_id, cell, epoch, entry_day,
        exposure::jsonb
      from jsonb_to_recordset(${JSON.stringify(rows.map(toColumns))}::jsonb) as r(experiment_id text, entity_id text,
        customer_id text, campaign_id text, cluster text, segment_id text, cell text, epoch int, entry_day date,
        exposure text)
      on conflict do nothing`)
    if (result.rowCount !== rows.length) throw new Error('another backend let customers of this share enter')
  }
  await takePlaces(tx, entries)
}

const toColumns = (entry: Exposure) => ({
  experiment_id: entry.experimentId,
  entity_id: entry.entityId,
  customer_id: entry.customerId,
  campaign_id: entry.campaignId,
  cluster: entry.cluster,
  segment_id: entry.segmentId,
  cell: entry.cell,
  epoch: entry.epoch,
  entry_day: entry.day,
  exposure: encodeExposure(entry),
})

/** Moves the counters of dealt places on, each under the lock of its row, from where they were when places were given. */
async function takePlaces(tx: Transaction | Db, entries: readonly Exposure[]): Promise<void> {
  const taken = new Map<string, { experiment_id: string; stratum: string; first: number; next: number }>()
  for (const { experimentId, place } of entries) {
    if (!place) continue
    const key = JSON.stringify([experimentId, place.key])
    const known = taken.get(key)
    const { number } = place
    if (!known) {
      taken.set(key, { experiment_id: experimentId, stratum: place.key, first: number, next: number + 1 })
    } else
      taken.set(key, {
        ...known,
        first: Math.min(known.first, number),
        next: Math.max(known.next, number + 1),
      })
  }
  if (taken.size === 0) return
  const rows = JSON.stringify([...taken.values()])
  const given = sql`jsonb_to_recordset(${rows}::jsonb) as r(experiment_id text, stratum text, first int, next int)`
  await tx.execute(sql`
    insert into experiment_places (experiment_id, stratum) select r.experiment_id, r.stratum from ${given}
    on conflict do nothing`)
  const result = await tx.execute(sql`
    update experiment_places p set next = r.next from ${given}
    where p.experiment_id = r.experiment_id and p.stratum = r.stratum and p.next = r.first`)
  if (result.rowCount !== taken.size) throw new Error('another backend gave places of this experiment')
}

/** Tells the warehouse of entries until it knows them. @returns how many it knows now */
export async function tellEntries(db: Metadata['db'], load: LoadEvents): Promise<number> {
  let told = 0
  for (;;) {
    const { rows } = await db.execute(sql`
      select seq, exposure from experiment_entries where not told_warehouse order by seq limit ${TOLD_AT_ONCE}`)
    if (rows.length === 0) return told
    const events = rows.map((row) => exposureEvent(decodeExposure(row['exposure'])))
    if (!(await load(events))) return told
    const ids = rows.map((row) => String(row['seq'])).join(',')
    await db.execute(
      sql`update experiment_entries set told_warehouse = true where seq = any(${`{${ids}}`}::bigint[])`,
    )
    told += rows.length
  }
}
