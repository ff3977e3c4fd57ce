import iconv from 'iconv-lite'
import { beforeEach, expect, it } from 'vitest'
import { useWarehouse } from '../../engine/testing'
import { listRejects } from '../../ingest/rejects'
import { ask, derivedState } from './testing'
import type { Writing } from './testing-random'
import { headerOf, randomLedger } from './testing-random'
import { HEAD_BYTES, loadEitherWay } from './testing-ways'
import type { Way } from './testing-ways'

const test = useWarehouse()
beforeEach(() => test.reset())

/** Enough for the sample, so that what is odd stands behind it; UTF-16 has two bytes for each. */
const PLAIN = 1700
const ODD = 1500
/** What the quick reading leaves to the careful one; all else is told of lines that both have read. */
const OF_LINES = ['malformed', 'missing_field', 'bad_date', 'bad_amount', 'bad_encoding', 'too_large']

const norm: Writing = { separator: '\t', encoding: 'utf-8', lineEnd: '\n', mark: ',' }
const WRITINGS: [seed: number, writing: Writing][] = [
  [1, norm],
  [2, { ...norm, separator: '|', encoding: 'windows-1252', lineEnd: '\r\n' }],
  [3, { ...norm, separator: ';', around: ' ', columns: 14 }],
  [4, { ...norm, separator: ',', mark: '.', columns: 19 }],
  [5, { ...norm, sided: true, encoding: 'utf-16le', columns: 13 }],
  [6, { ...norm, separator: '|', mark: '.', encoding: 'utf8-bom', around: '  ' }],
]

function bytesOf(lines: readonly string[], writing: Writing): Buffer {
  const text = [headerOf(writing), ...lines, ''].join(writing.lineEnd)
  if (writing.encoding === 'utf-8') return Buffer.from(text)
  if (writing.encoding === 'utf8-bom') return Buffer.from(`\ufeff${text}`)
  return iconv.encode(text, writing.encoding, { addBOM: writing.encoding.startsWith('utf-16') })
}

/** Everything that a load leaves, but what is of this load alone. */
async function left({ result }: Way) {
  const { batch_id, seconds: _seconds, ...told } = result
  const { rows } = await listRejects(test.warehouse, batch_id, { limit: 100_000 })
  const events = await ask(
    test.warehouse,
    `SELECT toString(tuple(* EXCEPT (recorded_at, batch_id))) AS text FROM events ORDER BY text`,
  )
  return { told, rows, events, state: await derivedState(test.warehouse) }
}

it.each(WRITINGS)(
  'tells the same of a random ledger whichever way it is read (seed %i, %o)',
  async (seed, writing) => {
    const lines = randomLedger(seed, writing, PLAIN, ODD)
    const all = await loadEitherWay(test.warehouse, bytesOf(lines, writing))
    const { rows } = await listRejects(test.warehouse, all.result.batch_id, { limit: 100_000 })
    const rejected = rows.filter(({ reason }) => OF_LINES.includes(reason)).map(({ line }) => line)
    expect(rejected.length, 'it has faults').toBeGreaterThan(40)

    const objected = new Set(all.objected)
    const unseen = rejected.filter((line) => !objected.has(line))
    expect(
      unseen.map((line) => lines[line - 1]),
      'what is wrong with a line is seen the quick way as well',
    ).toEqual([])

    const faults = new Set([...rejected, ...objected])
    const right = bytesOf(
      lines.filter((_, at) => !faults.has(at + 1)),
      writing,
    )
    expect(right.length).toBeGreaterThan(HEAD_BYTES)
    await test.reset()
    const quick = await loadEitherWay(test.warehouse, right)
    expect(quick, 'it is read the quick way').toMatchObject({ landed: 1, objected: [] })
    expect(quick.result.accepted).toBeGreaterThan(PLAIN)
    const found = await left(quick)
    await test.reset()
    const careful = await loadEitherWay(test.warehouse, right, 'careful')
    expect(careful, 'it is read the careful way').toMatchObject({ landed: 1, objected: null })
    expect(found).toEqual(await left(careful))
  },
)

/** A purchase, of which nothing is made, and a sale; in them what no export should have. */
const FOREIGN = 'AC|ACHATS|A1|20250301|607000|Achats|||PX|20250301|x|5,00|0,00|||20300101||'
const OURS = 'VE|VENTES|V1|20250301|411000|Clients|C1|Client C1|FX|20250301|x|5,00|0,00|||20300101||'
const PECULIAR: [what: string, change: (line: string) => Buffer][] = [
  ['a return within', (line) => Buffer.from(line.replace('|x|', '|x\ry|'))],
  ['a return before its account', (line) => Buffer.from(line.replace('|2025', '\r|2025'))],
  ['two returns at its end', (line) => Buffer.from(`${line}\r\r`)],
  ['a byte of no encoding', (line) => Buffer.from(line.replace('|x|', '|\xff|'), 'latin1')],
  ['a zero byte', (line) => Buffer.from(line.replace('|x|', '|\0|'))],
  ['\\x01 for an amount', (line) => Buffer.from(line.replace('|0,00|', '|\u0001|'))],
  ['\\x02 at its beginning', (line) => Buffer.from(`\u0002${line}`)],
  ['\\x02bad_encoding at its beginning', (line) => Buffer.from(`\u0002bad_encoding\u0002${line}`)],
  ['\\x03 for an amount', (line) => Buffer.from(line.replace('|0,00|', '|\u0003|'))],
  ['the characters \\x03 for an amount', (line) => Buffer.from(line.replace('|0,00|', '|\\x03|'))],
  ['a form feed and a line separator', (line) => Buffer.from(line.replace('|x|', '|\f\u2028|'))],
  ['a byte order mark', (line) => Buffer.from(`\ufeff${line}`)],
  ['more than a mebibyte', (line) => Buffer.from(line.replace('|x|', `|${'x'.repeat(1_100_000)}|`))],
  ['a quote that opens a cell', (line) => Buffer.from(line.replace('|x|', '|"x|'))],
]

it.each(PECULIAR)('tells the same whichever way it is read, of lines with %s', async (_, change) => {
  const writing = { ...norm, separator: '|' }
  const before = bytesOf(randomLedger(7, writing, PLAIN, 0), writing)
  for (const line of [FOREIGN, OURS]) {
    await test.reset()
    const bytes = Buffer.concat([before, change(line), Buffer.from('\n')])
    const asked = await loadEitherWay(test.warehouse, bytes)
    // Whoever was in doubt has read it with care already.
    if (asked.landed === 2) continue
    const found = await left(asked)
    await test.reset()
    expect(found, line).toEqual(await left(await loadEitherWay(test.warehouse, bytes, 'careful')))
  }
})
