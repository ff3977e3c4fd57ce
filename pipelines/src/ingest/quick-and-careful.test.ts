import { Readable } from 'node:stream'
import { beforeEach, describe, expect, it } from 'vitest'
import { useWarehouse } from '../engine/testing'
import { seeded } from '../sources/testing/seeded'
import { ingestStream } from './ingest-stream'
import { listRejects } from './rejects'
import { currentEvents } from './testing'

const test = useWarehouse()
beforeEach(() => test.reset())

/** Enough to be read the quick way; odd lines stand behind the beginning, which decides how a file is read. */
const PLAIN = 4500
const MORE = 500
const SEEDS = [1, 2]
const COLUMNS = 'event_id,event_type,occurred_on,customer_id,invoice_id,amount,currency,due_on'.split(',')
const day = (n: number) => `2026-01-${String((n % 28) + 1).padStart(2, '0')}`
const plain = (n: number) => [
  `e${n}`,
  'invoice.issued',
  day(n),
  `C${n % 50}`,
  `F${n}`,
  `${n + 1}.50`,
  'EUR',
  '2026-03-01',
]

/** What may stand in a cell, whichever column it is, as valid or invalid as it may be there. */
const VALUES = [
  ...['', ' ', '0', '-5.25', '1e3', '1,5', '(12.00)', '1 234.5', '12.34567', '€ 7', 'NULL', '\\N', 'null'],
  ...['2026-02-30', '2026-1-5', '20260105', '05/01/2026', '2026-01-05T10:00:00Z', '1989-12-31', 'Jan 5 2026'],
  ...['été 東京 😀', 'a\\b', "it's", '\u00a0x\u00a0', '\u0003', '\ufeff', 'EURO', 'usd', 'payment.reversed'],
  ...['cost.recorded', 'e7', 'F7', '{"a":1}', '[1]', 'x'.repeat(3000), 'true'],
]

interface Format {
  quick(lines: string[][]): string
  careful(lines: string[][]): string
  fileName: string
  odd: string[]
}

const object = (row: string[], more = ''): string =>
  `{${row.map((cell, at) => `${JSON.stringify(COLUMNS[at] ?? 'more')}:${JSON.stringify(cell)}`).join(',')}${more}}`
const quote = (cell: string) => `"${cell.replaceAll('"', '""')}"`
const bare = (row: string[]) => row.map((cell) => cell.replace(/[,"\r\n]/g, ' ')).join(',')
/** A first record that is the same either way, but lets the file be read the quick way only once. */
const first = plain(999_999)

const FORMATS: Record<string, Format> = {
  csv: {
    fileName: 'events.csv',
    quick: (rows) => [COLUMNS.join(','), bare(first), ...rows.map(bare)].join('\n'),
    careful: (rows) => [COLUMNS.join(','), first.map(quote).join(','), ...rows.map(bare)].join('\n'),
    odd: [
      '',
      '\r',
      'one cell',
      `${bare(plain(8))},more,and more`,
      `${bare(plain(9))}\r`,
      '"C,\n0",x',
      'a "b" c',
      ',,,,,,,',
    ],
  },
  ndjson: {
    fileName: 'events.ndjson',
    quick: (rows) => [object(first), ...rows.map((row) => object(row))].join('\n'),
    careful: (rows) => [object(first, ',"unheard_of":1'), ...rows.map((row) => object(row))].join('\n'),
    odd: [
      ...['', '  ', '{}', '[]', 'null', '{"event_id":"cut', `${object(plain(8))} ${object(plain(9))}`],
      `${object(plain(10), ',"due_on":"2026-04-01"')}`,
      `${object(plain(11), ',"memo":"\\ud83d\\ude00"')}`,
      object(plain(12)).replace('"13.50"', '13.50').replace('"EUR"', 'null'),
      object(plain(13)).replace('"C13"', '"C\\u0031\\u0033 \\"x\\""'),
      ` ${object(plain(14)).replaceAll(',"', ' , "')}\r`,
    ],
  },
}

async function load(text: Buffer, fileName: string) {
  await test.reset()
  const { batch_id, seconds, understood, ...counts } = await ingestStream(
    test.warehouse,
    // as it comes: how it is written is told from the beginning
    Readable.from([text.subarray(0, 300_000), text.subarray(300_000)]),
    { fileName },
  )
  expect(seconds).toBeGreaterThan(0)
  expect(understood.source).not.toBe('')
  expect(counts.read).toBe(counts.accepted + counts.duplicates + counts.ignored + counts.rejected)
  const { rows } = await listRejects(test.warehouse, batch_id, { limit: 1000 })
  return { counts, rows, events: await currentEvents(test.warehouse) }
}

/** Rows of which some cells are others, a few come twice, and between them lines of whatever form. */
function oddRows(seed: number): string[][] {
  const random = seeded(seed)
  const pick = <T>(list: readonly T[]) => list[Math.floor(random() * list.length)] as T
  return Array.from({ length: MORE }, (_, n) => {
    const row = plain(random() < 0.05 ? n : PLAIN + n)
    return random() < 0.4 ? row.map((cell) => (random() < 0.2 ? pick(VALUES) : cell)) : row
  })
}

describe.each(Object.entries(FORMATS))('%s', (_, { quick, careful, fileName, odd }) => {
  const rows = Array.from({ length: PLAIN }, (_, n) => plain(n))

  it.each(SEEDS)('of random cells gives the same whichever way it is read (seed %i)', async (seed) => {
    const all = [...rows, ...oddRows(seed)]
    const found = await load(Buffer.from(quick(all)), fileName)
    expect(found.counts.accepted).toBeGreaterThan(PLAIN)
    expect(found.counts.rejected).toBeGreaterThan(10)
    expect(found).toEqual(await load(Buffer.from(careful(all)), fileName))
    // what one fault would send the careful way as a whole
    const faults = new Set(found.rows.map(({ line }) => line))
    const right = all.filter((_, at) => !faults.has(at + 2))
    const clean = await load(Buffer.from(quick(right)), fileName)
    expect(clean.counts.rejected).toBe(0)
    expect(clean).toEqual(await load(Buffer.from(careful(right)), fileName))
  })

  it.each(odd)('with the late line %j gives the same whichever way it is read', async (line) => {
    const end = Buffer.from(`\n${line}\n`)
    const found = await load(Buffer.concat([Buffer.from(quick(rows)), end]), fileName)
    expect(found).toEqual(await load(Buffer.concat([Buffer.from(careful(rows)), end]), fileName))
  })

  it('with bytes of no encoding gives the same whichever way it is read', async () => {
    const end = Buffer.from([0x0a, 0x61, 0xff, 0xfe, 0x0a])
    const found = await load(Buffer.concat([Buffer.from(quick(rows)), end]), fileName)
    expect(found.counts.rejected).toBe(1)
    expect(found).toEqual(await load(Buffer.concat([Buffer.from(careful(rows)), end]), fileName))
  })
})
