// npm run bench -- matching [--entries 100000] [--invoices 100000]: how long a statement of many entries takes to match.
import fs from 'node:fs'
import os from 'node:os'
import path from 'node:path'
import { Readable } from 'node:stream'
import { z } from 'zod'
import { connectWarehouse, ingestStream, matchEntries, migrate, startEngine } from '../src'

interface Options {
  entries?: string
  invoices?: string
}

/** New entries and invoices of a day. */
const A_DAY = 200

/** Prints seconds and matches; comparing all the same data again must change nothing. */
export async function run(options: Options): Promise<void> {
  const [entries, invoices] = [Number(options.entries ?? 100_000), Number(options.invoices ?? 100_000)]
  const dataDir = fs.mkdtempSync(path.join(os.tmpdir(), 'relance-bench-'))
  const engine = await startEngine({ dataDir })
  const warehouse = connectWarehouse(engine)
  try {
    await migrate(warehouse)
    const load = (lines: Iterable<string>, fileName: string) =>
      ingestStream(warehouse, Readable.from(lines), { fileName, source: 'ndjson', strict: true })
    await load(invoiceLines(invoices), 'invoices.ndjson')
    await load(entryLines(entries, invoices), 'statement.ndjson')
    const memory = process.memoryUsage().rss
    const first = await timed(() => matchEntries(warehouse))
    const second = await timed(() => matchEntries(warehouse))
    await load(invoiceLines(invoices + A_DAY, invoices), 'new-invoices.ndjson')
    await load(entryLines(entries + A_DAY, invoices, entries), 'new-statement.ndjson')
    const day = await timed(() => matchEntries(warehouse))
    const all = await timed(() => matchEntries(warehouse, { all: true }))
    const [found] = await warehouse.query({
      name: 'bench-found',
      sql: 'SELECT countIf(sure = 1) AS certain, uniqIf(event_id, sure = 0) AS unsure FROM bank_proposals',
      row: z.object({ certain: z.coerce.number(), unsure: z.coerce.number() }),
    })
    line(`${entries} entries, ${invoices} open invoices`)
    line(
      `matched and applied in ${first.seconds.toFixed(1)} s: ${found?.certain} sure, ${found?.unsure} with unsure proposals`,
    )
    line(`again, nothing to change: ${second.seconds.toFixed(1)} s, ${second.value.length} loads`)
    line(`a day more, ${A_DAY} entries and ${A_DAY} invoices: ${day.seconds.toFixed(1)} s`)
    line(`everything compared again: ${all.seconds.toFixed(1)} s, ${all.value.length} loads`)
    line(`resident memory grew by ${((process.memoryUsage().rss - memory) / 1e6).toFixed(0)} MB`)
  } finally {
    await warehouse.close()
    await engine.stop()
    fs.rmSync(dataDir, { recursive: true, force: true })
  }
}

const line = (text: string) => process.stdout.write(`${text}\n`)

async function timed<T>(work: () => Promise<T>): Promise<{ value: T; seconds: number }> {
  const began = performance.now()
  const value = await work()
  return { value, seconds: (performance.now() - began) / 1000 }
}

const INVOICES_A_CUSTOMER = 5
const number = (n: number) => `FA-2026-${String(n).padStart(6, '0')}`
const customerOf = (n: number) => `C${Math.floor(n / INVOICES_A_CUSTOMER)}`
/** Names of two words out of many, so that some are alike. */
const nameOf = (customer: string) => {
  const n = Number(customer.slice(1))
  return `${word(n * 7919)} ${word(n * 104_729 + 13)}`
}
const SYLLABLES = [
  'ba',
  'ce',
  'di',
  'fo',
  'gu',
  'la',
  'me',
  'ni',
  'po',
  'ru',
  'sa',
  'te',
  'vi',
  'zo',
  'cha',
  'tre',
]
const word = (n: number) =>
  [n, n >> 4, n >> 8, n >> 12].map((part) => SYLLABLES[Math.abs(part) % SYLLABLES.length] ?? '').join('')
const cents = (n: number) => 1000 + ((n * 7_368_787) % 900_000)

function* invoiceLines(count: number, from = 0): Generator<string> {
  for (let n = from; n < count; n += 1) {
    const customer = customerOf(n)
    if (n % INVOICES_A_CUSTOMER === 0) {
      const attributes = { name: nameOf(customer) }
      yield `${JSON.stringify({ event_type: 'customer.updated', event_id: `customer:${customer}`, occurred_on: '2026-01-01', customer_id: customer, attributes })}\n`
    }
    const issued = `2026-01-${String((n % 28) + 1).padStart(2, '0')}`
    yield `${JSON.stringify({ event_type: 'invoice.issued', occurred_on: issued, due_on: '2026-02-28', customer_id: customer, invoice_id: number(n), amount: (cents(n) / 100).toFixed(2) })}\n`
  }
}

/** A third names its invoice, a third gives name and amount, the rest a name, or an amount that nothing is open for. */
function* entryLines(count: number, invoices: number, from = 0): Generator<string> {
  for (let n = from; n < count; n += 1) {
    const paid = (n * 31) % invoices
    const named = n % 3 === 0
    const amount = n % 3 === 2 ? cents(n) + 1 : cents(paid)
    const attributes = {
      account: 'FR00',
      status: 'BOOK',
      statement_kind: 'camt.053',
      counterparty_name: n % 6 === 5 ? `UNKNOWN ${n}` : nameOf(customerOf(paid)).toUpperCase(),
      ...(named ? { remittance: `VIREMENT FACT ${number(paid).replaceAll('-', ' ')}` } : {}),
    }
    yield `${JSON.stringify({ event_type: 'bank.entry', event_id: `bank:${n}`, occurred_on: '2026-03-02', amount: (amount / 100).toFixed(2), attributes })}\n`
  }
}
