import { Readable } from 'node:stream'
import { expect, it } from 'vitest'
import { z } from 'zod'
import { useWarehouse } from '../engine/testing'
import { ingestStream } from '../ingest'
import { generateDemo } from './index'

const test = useWarehouse()

async function* lines() {
  const story = generateDemo({ customers: 40, months: 9, today: '2026-06-30' })
  for await (const event of story) yield `${JSON.stringify(event)}\n`
}

const load = () =>
  ingestStream(test.warehouse, Readable.from(lines(), { objectMode: false }), {
    source: 'ndjson',
    fileName: 'demo',
    entityId: 'DEMO',
    currency: 'EUR',
  })

it('is accepted by ingest in full, and once', async () => {
  const first = await load()
  expect(first).toMatchObject({ accepted: first.read, duplicates: 0, ignored: 0, rejected: 0, waiting: 0 })
  expect(await load()).toMatchObject({ read: first.read, accepted: 0, duplicates: first.read })
})

it('owes in the warehouse what it owes in the story', async () => {
  const cents = (amount: unknown) => Math.round(Number(amount ?? 0) * 100)
  const signs: Record<string, number> = {
    'invoice.issued': 1,
    'payment.rejected': 1,
    'payment.refunded': 1,
    'payment.received': -1,
    'invoice.credited': -1,
    'invoice.written_off': -1,
  }
  let owed = 0
  for await (const line of lines()) {
    const event = JSON.parse(line) as { event_type: string; amount?: string }
    owed += (signs[event.event_type] ?? 0) * cents(event.amount)
  }
  const sql = `SELECT toInt64(100 * (sumIf(value, measure = 'open') - sumIf(value, measure = 'on_account'))) AS owed FROM kpi_totals`
  const [row] = await test.warehouse.query({ name: 'owed', sql, row: z.object({ owed: z.coerce.number() }) })
  expect(row?.owed).toBe(owed)
})
