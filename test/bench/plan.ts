import { randomUUID } from 'node:crypto'
import fs from 'node:fs'
import os from 'node:os'
import path from 'node:path'
import { sql } from 'drizzle-orm'
import { connectWarehouse, derive, migrate, startEngine } from '@relance/pipelines'
import type { Warehouse } from '@relance/pipelines'
import { EVERYBODY, PopulationService } from '../../backend/src/campaigns/population.service'
import { campaignWorld } from '../../backend/src/campaigns/running/campaign-world'
import type { Step } from '../../backend/src/campaigns/campaign.contract'
import { EntryBook } from '../../backend/src/dispatch/experiment/entry-book'
import { experimentWorld } from '../../backend/src/dispatch/experiment/experiment-world'
import type { RunningExperiment } from '../../backend/src/dispatch/experiment/running-experiment'
import { overridesInForce } from '../../backend/src/dispatch/overrides/overrides-in-force'
import { Outbox } from '../../backend/src/dispatch/outbox/outbox'
import { CAMPAIGN, addCampaign } from '../../backend/src/dispatch/outbox/testing-messages'
import { DayPlanner } from '../../backend/src/dispatch/plan/day-planner'
import { LADDER, aCampaign, aWorld } from '../../backend/src/dispatch/planner/testing'
import type { RunningCampaign, World } from '../../backend/src/dispatch/planner/world'
import { payerContacts } from '../../backend/src/dispatch/records/payer-contacts'
import { VerdictLedger } from '../../backend/src/dispatch/verdicts/ledger'
import { drawOf, sharesOf } from '../../backend/src/experiments/running/draws'
import type { StrataBySegment } from '../../backend/src/experiments/running/draws'
import { openMetadata } from '../../backend/src/metadata'
import type { Metadata } from '../../backend/src/metadata'
import { AttributesService, SegmentsService } from '../../backend/src/segments'

const NOW = new Date('2026-11-20T05:00:00Z')
const BATCH = '00000000-0000-0000-0000-000000000001'
const COLUMNS = `event_id, event_type, occurred_at, occurred_on, recorded_at, version, entity_id, customer_id, invoice_id,
  amount, currency, due_on, issued_on, source, batch_id, line, content_hash, attributes`

/** Days after the due date on which the three steps of the bench's campaign claim an invoice. */
const STEPS = [
  ['courteous', 5],
  ['firm', 15],
  ['firm', 25],
] as const

/**
 * npm run bench -- plan --customers 1000000: one day's plan of customers with one open invoice each, due over the 120
 * days around the day and reminded of so far as the days before would have, read from the embedded engine, with outbox
 * and ledger written. The campaign is for everybody; `--ruled 1`: for whom a rule takes, which is everybody again.
 * `--fresh 1`: nobody was ever reminded, so that most customers are due at once. `--experiment 1`: a test of three ways of
 * the first reminder runs in it, places dealt in strata, so that who is due for it enters.
 */
export async function run(options: Record<string, string>): Promise<void> {
  const customers = Number(options['customers'] ?? 1_000_000)
  const dataDir = fs.mkdtempSync(path.join(os.tmpdir(), 'relance-plan-'))
  const engine = await startEngine({ dataDir })
  const warehouse = connectWarehouse(engine)
  const metadata = await openMetadata({ dataDir, log: () => undefined })
  try {
    await migrate(warehouse)
    await fill(warehouse, customers, options['fresh'] === undefined)
    await addCampaign(metadata)
    const { db } = metadata
    const population = options['ruled'] === undefined ? null : EVERYBODY
    const steps = LADDER.slice(0, 3)
    const experiment = options['experiment'] === undefined ? {} : { experiment: testedWays(steps) }
    const campaign = { ...aCampaign({ steps, population }), id: CAMPAIGN, ...experiment }
    const source = {
      running: () => Promise.resolve([campaign]),
      world: (now: Date) => worldOf(warehouse, metadata, campaign, now),
    }
    const ledger = new VerdictLedger(db, warehouse)
    const planner = new DayPlanner(db, warehouse, new Outbox(db), ledger, source, randomUUID())
    let most = 0
    const watch = setInterval(() => (most = Math.max(most, process.memoryUsage().rss)), 200)
    const spent = () => [process.pid, engine.pid, metadata.pid ?? 0].map(processorSeconds)
    const before = spent()
    const began = performance.now()
    const tally = await planner.run(NOW)
    const seconds = (performance.now() - began) / 1000
    clearInterval(watch)
    const [backend, engineSpent, postgres] = spent().map(
      (after, n) => Math.round((after - (before[n] ?? 0)) * 10) / 10,
    )
    const { rows } = await db.execute(
      sql`select count(*)::int as n, (select count(*)::int from experiment_entries) as entries from outbox`,
    )
    console.log(
      JSON.stringify({
        ...tally,
        outbox: rows[0]?.['n'],
        entries: rows[0]?.['entries'],
        seconds: Math.round(seconds * 10) / 10,
        processor_seconds: { backend, engine: engineSpent, postgres },
        backend_mb: Math.round(most / 1e6),
        engine_mb: memoryOf(engine.pid),
        postgres_mb: memoryOf(metadata.pid ?? 0),
      }),
    )
  } finally {
    await warehouse.close()
    await metadata.close()
    await engine.stop()
    fs.rmSync(dataDir, { recursive: true, force: true })
  }
}

/** As a backend works it out: who is in the campaign, what people decided, what payers with several customers were sent. */
async function worldOf(
  warehouse: Warehouse,
  metadata: Metadata,
  campaign: RunningCampaign,
  now: Date,
): Promise<World> {
  const { definition } = campaign
  const attributes = new AttributesService(warehouse, metadata)
  const segments = new SegmentsService(warehouse, metadata, attributes)
  const populations = new PopulationService(warehouse, segments, attributes)
  const on = now.toISOString().slice(0, 10)
  const members = await populations.members(definition, on)
  const check = { on, version: 1, errors: 0, warnings: 0, findings: [], population: [] }
  const { inPopulation, segmentOf } = campaignWorld(() => ({ members, texts: new Map(), check }), [])
  const overrides = await overridesInForce(metadata.db)
  const contactsOfPayer = await payerContacts(warehouse, now)
  const known = aWorld({ inPopulation, segmentOf, overrides, contactsOfPayer })
  if (campaign.experiment === undefined) return known
  const book = new EntryBook(metadata.db)
  await book.refresh()
  const { frozenSegment, ...tests } = experimentWorld([campaign], book.index)
  const frozen: World['segmentOf'] = (record, of, day) =>
    frozenSegment(record, of) ?? known.segmentOf(record, of, day)
  return { ...known, ...tests, segmentOf: frozen }
}

/** Today's way and two others of the first step, drawn as those of a launched design, in nine strata of what is owed. */
function testedWays(steps: readonly Step[]): RunningExperiment {
  const [first, ...rest] = steps
  if (first === undefined) throw new Error('a test needs a step')
  const ways = {
    today: first,
    firm: { ...first, tone: 'firm' as const },
    later: { ...first, tone: 'empathic' as const },
  }
  const cells = Object.entries(ways).map(([id, way]) => ({
    ...{ id, steps: [way, ...rest], changed: way === first ? [] : [way] },
  }))
  const design = {
    ...{ cells: cells.map(({ id }) => ({ id, label: id, levels: {}, changes: [] })), seed: 'bench' },
    ...{ holdout_share: 0.05, coverage: 1, segments: [{ id: 'everyone_else', name: '' }], weights: {} },
  }
  const epoch = { epoch: 1, weights: sharesOf(design), paused: [] }
  const strata: StrataBySegment = {
    everyone_else: { amountCuts: [1700, 3400], latenessCuts: [0, 10], merged: {} },
  }
  return {
    ...{
      id: 'bench',
      startedOn: '2026-11-01',
      lastDay: '2027-12-31',
      mark: '1',
      takesEntries: true,
      dealt: true,
    },
    ...{
      maxCustomers: 10_000_000,
      paused: new Set<string>(),
      holdoutDays: 30,
      holdoutMaximum: null,
      templates: {},
    },
    segments: new Map([['', { id: 'everyone_else', cells, timings: [steps] }]]),
    draw: drawOf('bench', design, epoch, strata),
  }
}

/** Resident megabytes of a process, where the system tells. */
function memoryOf(pid: number): number | null {
  try {
    const line = /VmRSS:\s+(\d+)/.exec(fs.readFileSync(`/proc/${pid}/status`, 'utf8'))
    return Math.round(Number(line?.[1]) / 1000)
  } catch {
    return null
  }
}

/** Seconds of processor that a process has used; 0 where the system does not tell. Its clock ticks 100 times a second. */
function processorSeconds(pid: number): number {
  try {
    const fields = fs
      .readFileSync(`/proc/${pid}/stat`, 'utf8')
      .replace(/^.*\) /s, '')
      .split(' ')
    return (Number(fields[11]) + Number(fields[12])) / 100
  } catch {
    return 0
  }
}

async function fill(warehouse: Warehouse, customers: number, reminded: boolean): Promise<void> {
  const values = (
    type: string,
    day: string,
    invoice: string,
    amount: string,
    due: string,
    attributes: string,
  ) => `
    INSERT INTO relance.events (${COLUMNS})
    SELECT concat('${type}-', toString(number)), '${type}', toDateTime64(${day}, 3, 'UTC'), ${day}, toDateTime64('2026-11-19', 3, 'UTC'),
      1, 'MAIN', concat('C', toString(number)), ${invoice}, ${amount}, 'EUR', ${due}, ${day}, 'bench', '${BATCH}', number, number, ${attributes}
    FROM (SELECT number, toDate('2026-11-20') - 90 + toInt32(cityHash64(number) % 120) AS due FROM numbers({customers: UInt64}))`
  const contacts = `concat('{"name":"Client ', toString(number), '","kind":"business","country":"FR","language":"fr",',
    '"contacts":[{"role":"accounts_payable","name":"A","email":"c', toString(number), '@exemple.fr","phone":""}]}')`
  const amount = 'toDecimal64(100 + number % 5000, 4)'
  const statements = [
    values('invoice.issued', 'due - 30', "concat('F', toString(number))", amount, 'due', "'{}'"),
    values('customer.updated', "toDate('2026-01-01')", "''", '0', 'toDate(0)', contacts),
  ]
  const sent = STEPS.map(([kind, after], n) => {
    const claims = `concat('{"step_id":"${LADDER[n]?.id}","kind":"${kind}","invoices":[{"invoice_id":"F', toString(number), '","level":${n + 1}}]}')`
    const more = `concat('R${n}-', toString(number)), '${CAMPAIGN}', 'email', ${n + 1}`
    const text = values('reminder.sent', `due + ${after}`, "''", '0', 'toDate(0)', `${claims}, ${more}`)
    return text
      .replace("'reminder.sent-'", `'reminder.sent-${n}-'`)
      .replace(
        'content_hash, attributes)',
        'content_hash, attributes, reminder_id, campaign_id, channel, step)',
      )
      .concat(` WHERE due + ${after} < toDate('2026-11-20')`)
  })
  for (const text of [...statements, ...(reminded ? sent : [])]) {
    await warehouse.command({ name: 'bench-fill', sql: text, params: { customers } })
  }
  await warehouse.insert({
    name: 'bench-load',
    table: 'relance.loads',
    columns: ['batch_id', 'revision', 'state', 'source', 'entity_id', 'started_at', 'last_day', 'derived'],
    format: 'JSONEachRow',
    body: [
      {
        batch_id: BATCH,
        revision: 1,
        state: 'accepted',
        source: 'bench',
        entity_id: 'MAIN',
        started_at: '2026-11-19 00:00:00.000',
        last_day: '2026-11-19',
        derived: 1,
      },
    ],
  })
  await derive(
    warehouse,
    Array.from({ length: 16 }, (_, bucket) => bucket),
  )
}
