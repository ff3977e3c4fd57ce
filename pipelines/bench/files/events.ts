import fs from 'node:fs'
import { once } from 'node:events'
import { seeded } from '../../src/sources/testing/seeded'

export const COLUMNS = [
  'event_id',
  'event_type',
  'occurred_on',
  'entity_id',
  'customer_id',
  'invoice_id',
  'amount',
  'currency',
  'due_on',
]
const DAYS = 540
const FIRST_DAY = Date.UTC(2025, 4, 1)
const BLOCK = 1 << 20

/**
 * Writes invoices of 20,000 customers over 18 months as events; the same file for the same number of rows.
 * @returns the sum billed in cents
 */
export async function writeEventsFile(file: string, rows: number, format: 'csv' | 'ndjson'): Promise<bigint> {
  const out = fs.createWriteStream(file)
  const random = seeded(20_260)
  let block = format === 'csv' ? `${COLUMNS.join(',')}\n` : ''
  let billed = 0n
  for (let row = 0; row < rows; row += 1) {
    const customer = `C${String(Math.floor(20_000 * random() ** 2)).padStart(6, '0')}`
    const invoice = `F${String(row).padStart(8, '0')}`
    const issued = FIRST_DAY + Math.floor((row * DAYS) / rows) * 86_400_000
    const due = issued + ([30, 45, 60][Math.floor(random() * 3)] ?? 30) * 86_400_000
    const cents = Math.floor(Math.exp(6 + 2 * (random() + random() - 1)) * 100)
    billed += BigInt(cents)
    const id = `invoice:FR01:${customer}:${invoice}`
    const amount = (cents / 100).toFixed(2)
    const cells = [id, 'invoice.issued', day(issued), 'FR01', customer, invoice, amount, 'EUR', day(due)]
    block += format === 'csv' ? `${cells.join(',')}\n` : `${object(cells)}\n`
    if (block.length < BLOCK) continue
    if (!out.write(block)) await once(out, 'drain')
    block = ''
  }
  out.end(block)
  await once(out, 'finish')
  return billed
}

const object = (cells: string[]): string =>
  `{${COLUMNS.map((column, at) => `"${column}":"${cells[at]}"`).join(',')}}`

const day = (time: number): string => new Date(time).toISOString().slice(0, 10)
