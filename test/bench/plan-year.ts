import fs from 'node:fs'
import os from 'node:os'
import path from 'node:path'
import { connectWarehouse, migrate, startEngine } from '@relance/pipelines'
import type { EventRow } from '@relance/pipelines'
import { planCustomer } from '../../backend/src/dispatch/planner/plan-customer'
import { randomCustomer, seeded } from '../../backend/src/dispatch/planner/random-histories'
import { livePayer } from '../../backend/src/dispatch/planner/simulate'
import type { LivedPayer } from '../../backend/src/dispatch/planner/simulate'
import { payersOf, yearOf } from '../planned-year/lives'
import type { YearOptions } from '../planned-year/lives'
import { eventsOf, violationsIn, writeEvents } from '../planned-year/violations'

const FROM = '2026-01-01'
const LIMIT_SECONDS = 300
/** Events are written so many payers at a time. */
const AT_ONCE = 2000

/**
 * Lives a year of customers by the planner's fast clock, on one core, and counts what it did: time, days looked at,
 * messages, verdicts by reason. What it sent is written as events to the embedded engine, and queries of their own look
 * there for broken caps, hours, holidays and consents, which must be none.
 * --customers N (20000), --days N (365), --invoices N a customer and year (12), --trouble SHARE (0.2)
 */
export async function run(args: Record<string, string>): Promise<void> {
  const customers = Number(args['customers'] ?? 20_000)
  const days = Number(args['days'] ?? 365)
  const invoicesAYear = Number(args['invoices'] ?? 12)
  const history: YearOptions = { from: FROM, days, invoicesAYear, trouble: Number(args['trouble'] ?? 0.2) }
  const options = yearOf(history)
  const counts: Counts = { spans: 0, messages: 0, broken: 0, reasons: new Map() }
  const dataDir = fs.mkdtempSync(path.join(os.tmpdir(), 'relance-year-'))
  const engine = await startEngine({ dataDir })
  const warehouse = connectWarehouse(engine)
  let living = 0
  let livingProcessor = 0
  try {
    await migrate(warehouse)
    const processor = process.cpuUsage()
    let events: EventRow[] = []
    let payers = 0
    for (const records of payersOf(customers, history)) {
      const begun = performance.now()
      const before = process.cpuUsage()
      const lived = livePayer(records, options)
      living += performance.now() - begun
      livingProcessor += secondsSince(before)
      count(lived, counts)
      events.push(...eventsOf(records, lived))
      if (++payers % AT_ONCE !== 0) continue
      await writeEvents(warehouse, events)
      events = []
    }
    await writeEvents(warehouse, events)
    const violations = await violationsIn(warehouse)
    counts.broken = violations.length
    for (const one of violations.slice(0, 10)) console.log(`BROKEN ${JSON.stringify(one)}`)
    print(customers * days, { living: living / 1000, livingProcessor, all: secondsSince(processor) }, counts)
  } finally {
    await warehouse.close()
    await engine.stop()
    fs.rmSync(dataDir, { recursive: true, force: true })
  }
  planOneDay(Math.min(customers, 5000), history, options)
  if (counts.broken > 0 || living / 1000 > LIMIT_SECONDS) process.exitCode = 1
}

/** What one day's answer costs for a customer whose record is at hand, in the middle of the year. */
function planOneDay(
  customers: number,
  history: Parameters<typeof randomCustomer>[2],
  { campaigns, world }: Parameters<typeof livePayer>[1],
): void {
  const records = Array.from({ length: customers }, (_, i) => randomCustomer(`c${i}`, seeded(i + 1), history))
  // The first pass reads calendars and compiles; a server has done both after its first bucket.
  for (const day of ['2026-06-09', '2026-06-10']) {
    const before = process.cpuUsage()
    let contacts = 0
    for (const record of records) {
      for (const { contact } of planCustomer(record, campaigns, Date.parse(`${day}T00:00Z`), world)) {
        if (contact) contacts++
      }
    }
    const { user, system } = process.cpuUsage(before)
    const each = ((user + system) / customers).toFixed(1)
    console.log(
      `${day}: ${customers.toLocaleString('en')} customers, ${each} µs of processor each, ${contacts} contacts`,
    )
  }
}

interface Counts {
  spans: number
  messages: number
  broken: number
  readonly reasons: Map<string, number>
}

function count({ spans, sent }: LivedPayer, counts: Counts): void {
  counts.spans += spans.length
  counts.messages += sent.length
  for (const { verdict } of spans) {
    const key = verdict.contact ? verdict.contact.kind : (verdict.reason ?? '')
    counts.reasons.set(key, (counts.reasons.get(key) ?? 0) + 1)
  }
}

/** Seconds of processor of this process since a moment. */
function secondsSince(before: NodeJS.CpuUsage): number {
  const { user, system } = process.cpuUsage(before)
  return (user + system) / 1e6
}

interface Spent {
  readonly living: number
  readonly livingProcessor: number
  readonly all: number
}

function print(customerDays: number, { living, livingProcessor, all }: Spent, counts: Counts): void {
  const { spans, messages, broken, reasons } = counts
  const each = (living * 1e6) / customerDays
  const verdict = living < LIMIT_SECONDS ? 'holds' : 'BROKEN'
  console.log(
    `${customerDays.toLocaleString('en')} customer-days lived in ${living.toFixed(1)} s (limit ${LIMIT_SECONDS} s: ${verdict}), ${each.toFixed(2)} µs each; ${livingProcessor.toFixed(1)} s of processor, ${all.toFixed(1)} s with making and writing the customers`,
  )
  console.log(
    `${spans.toLocaleString('en')} of them looked at (${((100 * spans) / customerDays).toFixed(1)} %), ${((all * 1e6) / spans).toFixed(1)} µs of processor each; ${messages.toLocaleString('en')} messages, ${broken} broken rules found in the events`,
  )
  const ordered = [...reasons].sort((a, b) => b[1] - a[1])
  console.log(ordered.map(([reason, number]) => `${reason} ${number.toLocaleString('en')}`).join(', '))
  const heap = process.memoryUsage()
  console.log(`memory ${(heap.rss / 1e6).toFixed(0)} MB`)
}
