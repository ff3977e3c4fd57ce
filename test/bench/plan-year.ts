import { localDay } from '../../backend/src/dispatch/planner/days'
import { planCustomer } from '../../backend/src/dispatch/planner/plan-customer'
import { randomCustomer, seeded } from '../../backend/src/dispatch/planner/random-histories'
import { type LivedPayer, livePayer } from '../../backend/src/dispatch/planner/simulate'
import { aCampaign, aStep, aWorld, LADDER } from '../../backend/src/dispatch/planner/testing'

const FROM = '2026-01-01'
const LIMIT_SECONDS = 300
const GAP_MS = 72 * 3_600_000

/**
 * Lives a year of customers by the planner's fast clock, on one core, and counts what it did: time, days looked at,
 * messages, verdicts by reason, and gaps of under 72 hours or messages on Sundays, which must be none.
 * --customers N (20000), --days N (365), --invoices N a customer and year (12), --trouble SHARE (0.2)
 */
export async function run(args: Record<string, string>): Promise<void> {
  const customers = Number(args['customers'] ?? 20_000)
  const days = Number(args['days'] ?? 365)
  const history = {
    from: FROM,
    days,
    invoicesAYear: Number(args['invoices'] ?? 12),
    trouble: Number(args['trouble'] ?? 0.2),
  }
  const reactions = (['payment', 'promise', 'broken_promise', 'dispute'] as const).map((on) => ({
    on,
    channel: 'email' as const,
    template: on,
    delay_days: 1,
  }))
  const steps = [aStep({ id: 'soon', kind: 'before_due', on: -3 }), ...LADDER]
  const options = { from: FROM, days, campaigns: [aCampaign({ steps, reactions })], world: aWorld() }
  const counts = { spans: 0, messages: 0, broken: 0, reasons: new Map<string, number>() }
  let living = 0
  const processor = process.cpuUsage()
  for (let i = 0; i < customers; i++) {
    const record = randomCustomer(`c${i}`, seeded(i + 1), history)
    const begun = performance.now()
    const lived = livePayer([record], options)
    living += performance.now() - begun
    count(lived, counts, options.world.timeZone(record))
  }
  const { user, system } = process.cpuUsage(processor)
  print(customers * days, living / 1000, (user + system) / 1e6, counts)
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

function count({ spans, sent }: LivedPayer, counts: Counts, zone: string): void {
  counts.spans += spans.length
  counts.messages += sent.length
  for (const { verdict } of spans) {
    const key = verdict.contact ? verdict.contact.kind : (verdict.reason ?? '')
    counts.reasons.set(key, (counts.reasons.get(key) ?? 0) + 1)
  }
  const reminders = sent.map(({ contact }) => contact).filter(({ kind }) => kind !== 'reaction')
  reminders.sort((a, b) => a.notBefore - b.notBefore)
  reminders.forEach((contact, i) => {
    const before = reminders[i - 1]
    const exempt = contact.kind === 'formal_notice'
    if (before && !exempt && contact.notBefore - before.notBefore < GAP_MS) counts.broken++
    const day = localDay(contact.notBefore, zone)
    if (contact.channel === 'email' && new Date(`${day}T12:00Z`).getUTCDay() === 0) counts.broken++
  })
}

function print(customerDays: number, living: number, all: number, counts: Counts): void {
  const { spans, messages, broken, reasons } = counts
  const each = (living * 1e6) / customerDays
  const verdict = living < LIMIT_SECONDS ? 'holds' : 'BROKEN'
  console.log(
    `${customerDays.toLocaleString('en')} customer-days lived in ${living.toFixed(1)} s (limit ${LIMIT_SECONDS} s: ${verdict}), ${each.toFixed(2)} µs each; processor ${all.toFixed(1)} s with making the customers`,
  )
  console.log(
    `${spans.toLocaleString('en')} of them looked at (${((100 * spans) / customerDays).toFixed(1)} %), ${((all * 1e6) / spans).toFixed(1)} µs of processor each; ${messages.toLocaleString('en')} messages, ${broken} broken rules`,
  )
  const ordered = [...reasons].sort((a, b) => b[1] - a[1])
  console.log(ordered.map(([reason, number]) => `${reason} ${number.toLocaleString('en')}`).join(', '))
  const heap = process.memoryUsage()
  console.log(`memory ${(heap.rss / 1e6).toFixed(0)} MB`)
}
