import { randomUUID } from 'node:crypto'
import type { Readable } from 'node:stream'
import { planFor } from '../sources'
import type { LoadPlan } from '../sources/source'
import type { Warehouse } from '../warehouse/warehouse'
import { quarantine, takeOver } from './accept'
import type { Counts } from './counts'
import { countRows } from './counts'
import { countedTwice } from './counted-twice'
import type { CountedTwice } from './counted-twice'
import type { LoadConstants } from './event-columns-sql'
import { finishLoad } from './finish'
import { IngestError } from './ingest-error'
import type { IngestOptions, IngestResult, Load } from './ingest.contract'
import type { Kept } from './kept-events'
import { keepNew } from './kept-events'
import { land } from './land'
import type { Landed } from './landing'
import { cancelled } from './landing-input'
import { lineResults } from './line-results'
import type { LineReport } from './line-results'
import { tellEndedLoad } from './load-listener'
import type { LoadTables } from './load-tables'
import { dropSmall, dropTables, tablesOf } from './load-tables'
import { stillThere } from './small-load'
import { newLoad, writeLoad } from './loads'
import { oneAtATime } from './one-at-a-time'
import type { Opened } from './sample'
import { openInput } from './open-input'

/**
 * Loads a file: recognises it, lets the warehouse type, check and compare its rows, and takes over what is new.
 * Rows that cannot be accepted are kept apart with the reason; the load counts as a whole or, when anything fails,
 * not at all. Loads of one warehouse run one after the other. Memory does not grow with the file.
 * @param reopen the bytes once more; without it they are put aside as they pass
 * @throws IngestError when the file cannot be understood or the load is cancelled; WarehouseError
 */
export async function ingestStream(
  warehouse: Warehouse,
  input: Readable,
  options: IngestOptions & LineReport,
  reopen?: () => AsyncIterable<Buffer>,
): Promise<IngestResult> {
  const began = Date.now()
  const opened = await openInput(input, options.fileName, options.mapping, reopen)
  const plan = planFor(opened.sample, options)
  return oneAtATime(warehouse, () => runLoad(warehouse, opened, plan, options, began))
}

async function runLoad(
  warehouse: Warehouse,
  opened: Opened,
  plan: LoadPlan,
  options: IngestOptions & LineReport,
  began: number,
): Promise<IngestResult> {
  const start = newLoad({
    batch_id: randomUUID(),
    source: plan.understood.source,
    file_name: options.fileName,
    entity_id: plan.entityId,
    loaded_by: options.loadedBy ?? '',
  })
  const tables = tablesOf(warehouse, start.batch_id, sizeOf(opened))
  const keeps = options.dryRun !== true
  if (keeps) await writeLoad(warehouse, start)
  try {
    const result = resultOf(await loadRows(warehouse, tables, opened, plan, options, start))
    const seconds = (Date.now() - began) / 1000
    if (keeps) tellEndedLoad(warehouse, { ...result, state: 'accepted', seconds })
    return { ...result, seconds }
  } catch (thrown) {
    const error = options.signal?.aborted ? cancelled(options.fileName) : thrown
    if (keeps) {
      const failure = failureOf(start, error)
      await writeLoad(warehouse, failure).catch(() => undefined)
      tellEndedLoad(warehouse, { ...failure, seconds: (Date.now() - began) / 1000 })
    }
    throw error
  } finally {
    const dropped = tables.small ? dropSmall(warehouse, tables) : dropTables(warehouse, start.batch_id)
    await dropped.catch(() => undefined)
  }
}

async function loadRows(
  warehouse: Warehouse,
  tables: LoadTables,
  opened: Opened,
  recognised: LoadPlan,
  options: IngestOptions & LineReport,
  start: Load,
): Promise<Load> {
  const constants: LoadConstants = {
    batchId: start.batch_id,
    source: start.source,
    timeZone: recognised.timeZone,
    recordedAt: start.started_at.replace('T', ' ').replace('Z', ''),
  }
  const landed = await land(warehouse, tables, opened, recognised, constants, options)
  try {
    return await takeLanded(warehouse, tables, landed, constants, options, start)
  } finally {
    await landed.again?.close()
  }
}

async function takeLanded(
  warehouse: Warehouse,
  tables: LoadTables,
  landed: Landed,
  constants: LoadConstants,
  options: IngestOptions & LineReport,
  start: Load,
): Promise<Load> {
  const { plan, bytes, rows } = landed
  const tell = (phase: 'validating' | 'deriving', done: number) =>
    options.onProgress?.({ phase, bytesRead: bytes, bytesTotal: bytes, rows: done })
  tell('validating', 0)
  const kept = await keepNew(warehouse, tables, plan, constants)
  const oneEventARow = plan.events.length === 1 && !plan.customer && !plan.convert
  const counts = await countRows(warehouse, tables, kept, oneEventARow, plan.group !== undefined, landed)
  const twice = await countedTwice(warehouse, kept, counts, start.source)
  const load = { ...start, file_bytes: bytes, ...statement(plan, counts, twice) }
  stopIfCancelled(options)
  if (options.dryRun) return load
  if (counts.rejected > 0) await quarantine(warehouse, tables, kept, landed, load.batch_id)
  const refused = options.strict === true && counts.rejected > 0
  if (!refused && counts.accepted + counts.duplicates > 0)
    await takeOver(warehouse, tables, kept, plan, load.batch_id)
  const lines = options.onLines ? await lineResults(warehouse, tables, kept, counts.read) : []
  if (rows > 0) await stillThere(warehouse, tables)
  if (refused) throw strictRefusal(load)
  stopIfCancelled(options)
  const accepted: Load = { ...load, state: 'accepted', finished_at: new Date().toISOString() }
  await writeLoad(warehouse, accepted)
  options.onLines?.(lines, load.batch_id)
  tell('deriving', counts.read)
  return finishAccepted(warehouse, accepted, kept)
}

/** Whether all of it fits into what was read to recognise it; what is compressed there may become much more. */
const sizeOf = ({ sample }: Opened) => (sample.complete ? (sample.binary ? 'records' : 'text') : 'large')

/** A load without new events has nothing to derive. */
async function finishAccepted(warehouse: Warehouse, load: Load, kept: Kept): Promise<Load> {
  if (load.accepted > 0 || kept.orphans) return finishLoad(warehouse, load)
  const finished = { ...load, derived: true }
  await writeLoad(warehouse, finished)
  return finished
}

function statement(plan: LoadPlan, counts: Counts, twice: CountedTwice): Partial<Load> {
  const { last_payment_day, notes, ...rest } = counts
  const { events } = counts
  const openItemsOnly =
    plan.understood.source === 'csv' &&
    plan.understood.kind === 'invoices' &&
    !events['payment.received'] &&
    (events['invoice.issued'] ?? 0) > 0
  const warnings = [
    ...plan.understood.warnings,
    ...(plan.learnt?.warnings ?? []),
    ...twice.warnings,
    ...(openItemsOnly && !plan.historyFrom ? ['open_items_only'] : []),
  ]
  return {
    ...rest,
    understood: { ...plan.understood, warnings, notes: { ...notes, ...twice.notes } },
    currency: plan.currency,
    history_from: plan.historyFrom,
    complete_through: plan.retells
      ? null
      : (plan.completeThrough ?? plan.learnt?.completeThrough ?? last_payment_day),
    message: counts.rejected === counts.read && counts.read > 0 ? 'Every row was rejected.' : '',
  }
}

function stopIfCancelled(options: IngestOptions): void {
  if (options.signal?.aborted) throw cancelled(options.fileName)
}

function strictRefusal(load: Load): IngestError {
  return new IngestError(
    'ingest/rejected-rows',
    `${load.rejected} of ${load.read} rows of ${load.file_name} were rejected, and the load was to be strict: nothing was taken over. The rejected rows are kept under load ${load.batch_id}.`,
    { batch_id: load.batch_id, rejected: load.rejected, read: load.read },
  )
}

function failureOf(start: Load, error: unknown): Load & { state: 'failed' | 'cancelled' } {
  const isCancelled = error instanceof IngestError && error.code === 'ingest/cancelled'
  const message = error instanceof Error ? error.message : String(error)
  const counts = error instanceof IngestError && error.code === 'ingest/rejected-rows' ? error.details : {}
  return {
    ...start,
    ...(counts['rejected'] === undefined
      ? {}
      : { rejected: Number(counts['rejected']), read: Number(counts['read']) }),
    state: isCancelled ? 'cancelled' : 'failed',
    finished_at: new Date().toISOString(),
    message,
    derived: true,
  }
}

function resultOf(load: Load): Omit<IngestResult, 'seconds'> {
  if (load.understood === null) throw new Error('a load that ran was understood')
  const { batch_id, source, entity_id, read, accepted, duplicates, ignored, rejected, waiting } = load
  const { ignored_reasons, events, understood, currency, last_day, message } = load
  return {
    batch_id,
    source,
    entity_id,
    read,
    accepted,
    duplicates,
    ignored,
    rejected,
    waiting,
    ignored_reasons,
    events,
    understood,
    currency,
    last_day,
    message,
  }
}
