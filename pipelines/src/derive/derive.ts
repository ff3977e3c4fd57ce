import { z } from 'zod'
import { BUCKETS, bucketsOf, onEachShard, shardsOf } from '../warehouse/shards'
import type { Warehouse, WarehouseSettings } from '../warehouse/warehouse'
import { ASIDE, fillAside } from './aside'
import { fillNarrow } from './narrow'
import type { Peculiarity, Round, Source, Stage } from './statements'
import { derivedTables, peculiarities, rounds, statementText } from './statements'
import surveySql from './survey.sql?raw'

/** Customers are recomputed together by cityHash64(customer_id) % bucketCount. */
export const bucketCount = BUCKETS

/** Groups of buckets that are derived at the same time; each works on partitions of its own. */
const AT_THE_SAME_TIME = 2
/** Bounds the memory of one statement: about 1 GB for a million events with payments. */
const EVENTS_AT_ONCE = 750_000
/** Fewer events are not worth the statements of another group. */
const EVENTS_WORTH_A_GROUP = 100_000
/** Fewer events are written with all columns sooner than a table is made without some. */
const EVENTS_WORTH_A_TABLE = 100_000

const count = z.coerce.number()
const surveyRow = z.object({
  bucket: count,
  events: count,
  corrected: count,
  hidden: count,
  payments: count,
  named: count,
  returns: count,
  chargebacks: count,
  credits: count,
  customer_events: count,
  customers_told: count,
  reminder_events: count,
  complaints: count,
  costs: count,
  exposures: count,
  account_events: count,
  invoice_events: count,
  issues: count,
  invoices: count,
  lettered: count,
  lettered_lines: count,
  lettered_returns: count,
  reopened: count,
})
type Survey = z.output<typeof surveyRow>

const running = new WeakMap<Warehouse, Promise<void>>()

/**
 * Recomputes everything derived of these buckets from the events that count today: a pure function of the events,
 * so running it again, or after a crash, ends in the same state. Readers see whole partitions, old or new. Each shard
 * of a cluster works on its own buckets, all at the same time. Calls for the same warehouse wait for one another, because they share the stage tables.
 * @param buckets numbers below bucketCount
 * @throws WarehouseError
 */
export async function derive(warehouse: Warehouse, buckets: readonly number[]): Promise<void> {
  const before = running.get(warehouse) ?? Promise.resolve()
  const shards = shardsOf(warehouse).length
  const all = [...new Set(buckets)]
  const work = before
    .catch(() => undefined)
    .then(() =>
      onEachShard(warehouse, (shard, index) => deriveNow(shard, bucketsOf(all, index, shards), shards > 1)),
    )
    .then(() => undefined)
  running.set(warehouse, work)
  await work
}

async function deriveNow(warehouse: Warehouse, buckets: number[], shared: boolean): Promise<void> {
  if (buckets.length === 0) return
  const surveys = await warehouse.query({
    name: 'derive-survey',
    sql: surveySql,
    params: { buckets },
    row: surveyRow,
  })
  const all = groups(buckets, surveys)
  for (let next = 0; next < all.length; next += AT_THE_SAME_TIME) {
    const batch = all.slice(next, next + AT_THE_SAME_TIME)
    await clearStages(warehouse)
    await (shared ? withCopies(warehouse, batch) : deriveBatch(warehouse, batch))
  }
  await clearStages(warehouse)
}

/** Groups at the same time, round by round: what a round has filled is swapped in when all are done with it. */
async function deriveBatch(warehouse: Warehouse, batch: readonly Group[]): Promise<void> {
  for (const round of rounds) {
    const done = await Promise.allSettled(batch.map((group) => fillRound(warehouse, round, group)))
    const failed = done.find((result) => result.status === 'rejected')
    if (failed) throw failed.reason
    await swap(
      warehouse,
      round,
      batch.flatMap(({ buckets }) => buckets),
    )
  }
}

/** Only what holds something: to empty a table costs as much as to fill it. */
async function clearStages(warehouse: Warehouse): Promise<void> {
  const filled = await filledPartitions(warehouse)
  await Promise.all(
    derivedTables
      .map((table) => `${table}_stage`)
      .filter((stage) => filled.has(stage))
      .map((stage) => warehouse.command({ name: 'derive-clear', sql: `TRUNCATE TABLE relance.${stage}` })),
  )
}

/** Which buckets the derived tables and their stages have rows of, by table. */
async function filledPartitions(warehouse: Warehouse): Promise<Map<string, Set<number>>> {
  const rows = await warehouse.query({
    name: 'derive-filled',
    sql: `SELECT table, groupUniqArray(toUInt8(partition)) AS buckets FROM system.parts
      WHERE database = currentDatabase() AND active AND table IN {tables: Array(String)} GROUP BY table`,
    params: { tables: derivedTables.flatMap((table) => [table, `${table}_stage`]) },
    row: z.object({ table: z.string(), buckets: z.array(z.number()) }),
  })
  return new Map(rows.map(({ table, buckets }) => [table, new Set(buckets)]))
}

interface Group {
  buckets: number[]
  events: number
  /** how often an invoice was issued or brought forward */
  issues: number
  source: Source
  peculiar: Set<Peculiarity>
}

/** What a bucket has, by what was counted in it. */
function peculiaritiesOf(survey: Survey): Peculiarity[] {
  const lettered = survey.lettered > 0
  const has: Record<Peculiarity, boolean> = {
    customers: survey.customer_events > 0,
    retold: survey.customer_events > survey.customers_told,
    payments: survey.payments > 0 || lettered,
    named: survey.named > 0,
    returns: survey.returns > 0,
    chargebacks: survey.chargebacks > 0,
    credits: survey.credits > 0,
    account: survey.account_events > 0 || lettered,
    repeated: survey.issues > survey.invoices,
    touched: survey.invoice_events > 0 || lettered,
    unusual: survey.invoice_events > 0 || lettered,
    lettered,
    relettered: survey.lettered > survey.lettered_lines,
    returned: survey.lettered_returns > 0,
    reopened: survey.reopened > 0,
    reminders: survey.reminder_events > 0,
    complaints: survey.complaints > 0,
    costs: survey.costs > 0,
    exposures: survey.exposures > 0,
  }
  return peculiarities.filter((name) => has[name])
}

function groups(buckets: number[], surveys: Survey[]): Group[] {
  const found = new Map(surveys.map((survey) => [survey.bucket, survey]))
  const result: Group[] = []
  const total = surveys.reduce((sum, { events }) => sum + events, 0)
  const share = Math.max(EVENTS_WORTH_A_GROUP, total / AT_THE_SAME_TIME)
  const most = Math.min(EVENTS_AT_ONCE, share * 1.05)
  for (const bucket of buckets) {
    const survey = found.get(bucket)
    const events = survey?.events ?? 0
    let last = result.at(-1)
    if (!last || last.events + events > most) {
      last = { buckets: [], events: 0, issues: 0, source: 'relance.events', peculiar: new Set() }
      result.push(last)
    }
    last.buckets.push(bucket)
    last.events += events
    if (!survey) continue
    last.issues += survey.issues
    if (survey.corrected > 0 || survey.hidden > 0) last.source = 'relance.events_current'
    for (const name of peculiaritiesOf(survey)) last.peculiar.add(name)
  }
  return result
}

/** On a shard what counts is asked of the other shards as well: once, into tables that all statements read. */
async function withCopies(warehouse: Warehouse, batch: readonly Group[]): Promise<void> {
  const command = (sql: string, params = {}) => warehouse.command({ name: 'derive-copy', sql, params })
  const copies: string[] = []
  const copied = async (group: Group): Promise<Group> => {
    if (group.source !== 'relance.events_current') return group
    const copy = `relance.current_events_${Math.min(...group.buckets)}` as const
    copies.push(copy)
    await command(`DROP TABLE IF EXISTS ${copy}`)
    await command(
      `CREATE TABLE ${copy} ENGINE = MergeTree ORDER BY (bucket, entity_id, customer_id, invoice_id, occurred_on)
      AS SELECT * FROM ${group.source} WHERE bucket IN {buckets: Array(UInt8)}`,
      { buckets: group.buckets },
    )
    return { ...group, source: copy }
  }
  try {
    await deriveBatch(warehouse, await Promise.all(batch.map(copied)))
  } finally {
    for (const copy of copies) await command(`DROP TABLE IF EXISTS ${copy}`)
  }
}

async function fillRound(warehouse: Warehouse, round: Round, group: Group): Promise<void> {
  for (const step of round) {
    for (const stage of step) await askFirst(warehouse, stage, group)
    const needed = step.filter(
      ({ needs, needsAny }) =>
        (!needs || group.peculiar.has(needs)) &&
        (!needsAny || needsAny.some((name) => group.peculiar.has(name))),
    )
    await Promise.all(needed.map((stage) => fill(warehouse, stage, group)))
  }
}

/** Where what a stage needs proves to be missing, it is so for all stages after it too. */
async function askFirst(warehouse: Warehouse, stage: Stage, group: Group): Promise<void> {
  const { needs, questions, worthAsking = Infinity } = stage
  if (!needs || !questions || group.events > worthAsking) return
  for (const question of questions) {
    if (!group.peculiar.has(needs)) return
    const found = await warehouse.query({
      name: `derive-ask-${needs}`,
      sql: statementText(question, group.source, group.peculiar),
      params: { buckets: group.buckets, issues: group.issues },
      row: z.object({ 1: z.number() }),
    })
    if (found.length === 0) group.peculiar.delete(needs)
  }
}

async function fill(warehouse: Warehouse, stage: Stage, group: Group): Promise<void> {
  const { buckets, source, peculiar } = group
  const text = (sql: string) => statementText(sql, source, peculiar)
  const much = group.events > EVENTS_WORTH_A_TABLE
  // a name of nobody else: groups share no bucket
  const place = Math.min(...buckets)
  const statement = (sql: string) => ({
    name: `derive-${stage.table}`,
    sql,
    params: { buckets },
    settings: { join_use_nulls: 0, ...stage.settings },
  })
  if (much && stage.aside) {
    const rest = text(stage.sql.replaceAll(stage.aside, ASIDE))
    await fillAside(warehouse, statement(rest), text(stage.aside), `account_cash_${place}`)
  } else if (much && stage.narrow) {
    await fillNarrow(warehouse, statement(text(stage.sql)), `${stage.narrow}_${place}`)
  } else {
    await warehouse.command(statement(text(stage.sql)))
  }
}

/**
 * Puts what was filled where readers see it. A table of which all was derived anew changes places with its stage, which
 * is one step whatever it holds; else partitions are replaced, but not those of which nothing is left, nor was there.
 */
async function swap(warehouse: Warehouse, round: Round, buckets: readonly number[]): Promise<void> {
  const filled = await filledPartitions(warehouse)
  const anew = new Set(buckets)
  const tables = new Set(round.flat().map(({ table }) => table))
  const run = (sql: string, settings: WarehouseSettings = {}) =>
    warehouse.command({ name: 'derive-swap', sql, settings })
  await Promise.all(
    [...tables].map(async (table) => {
      const stage = `${table}_stage`
      const old = filled.get(table) ?? new Set()
      const fresh = filled.get(stage) ?? new Set()
      const changed = buckets.filter((bucket) => old.has(bucket) || fresh.has(bucket))
      if (changed.length === 0) return
      if ([...old].every((bucket) => anew.has(bucket)))
        return run(`EXCHANGE TABLES relance.${table} AND relance.${stage}`)
      const parts = changed.map((bucket) => `REPLACE PARTITION ${bucket} FROM relance.${stage}`)
      await run(`ALTER TABLE relance.${table} ${parts.join(', ')}`, {
        // a bucket of which nothing is left
        allow_replace_partition_from_empty_source: 1,
      })
    }),
  )
}
