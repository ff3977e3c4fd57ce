import { beforeEach, describe, expect, it } from 'vitest'
import { useWarehouse } from '../../engine/testing'
import { listRejects } from '../../ingest/rejects'
import type { Line } from './testing'
import { ask, cash, cells, derivedState, HEADER, ledger, opening, sale } from './testing'
import { loadEitherWay } from './testing-ways'

const test = useWarehouse()
beforeEach(() => test.reset())

/** Lines are parted the quick way only in a file larger than the sample. */
const SALES = 900

/** Purchases and bank costs, which say nothing of customers. */
const purchase = (entry: string, day: string): Line[] => [
  { journal: 'AC', entry, day, account: '607000', debit: '10,00' },
  { journal: 'AC', entry, day, account: ' 401000', credit: '10,00' },
]
const day = (n: number) =>
  `2025${String((n % 12) + 1).padStart(2, '0')}${String((n % 28) + 1).padStart(2, '0')}`
/** What needs a look at other lines: short numbers twice, a loss, a doubtful receivable, an opening with detail. */
const peculiar: Line[] = [
  ...opening('20250101', 'C1', '100,00', { piece: 'FA1999', pieceDay: '20241201' }),
  ...sale('V1', '20250110', 'C2', '7', '50,00'),
  ...sale('V2', '20250111', 'C2', '7', '60,00'),
  { journal: 'OD', entry: 'O1', day: '20250601', customer: 'C2', piece: '7', credit: '50,00' },
  { journal: 'OD', entry: 'O1', day: '20250601', account: '654000', debit: '50,00' },
  { journal: 'OD', entry: 'O2', day: '20250701', customer: 'C2', piece: '7', credit: '60,00', letter: 'A' },
  {
    journal: 'OD',
    entry: 'O2',
    day: '20250701',
    account: '416000',
    customer: 'C2',
    piece: '7',
    debit: '60,00',
  },
  { journal: 'VE', entry: 'V3', day: '20250801', customer: 'C3', debit: '0,00' },
]
const lines = [
  ...peculiar,
  ...Array.from({ length: SALES }, (_, n) => [
    ...sale(`V9${n}`, day(n), `C${n % 40}`, `FA${n}`, `1.${String(n).padStart(3, '0')},50`, 'A'),
    ...purchase(`A${n}`, day(n)),
    ...(n % 2
      ? cash(`B${n}`, day(n + 1), `C${n % 40}`, `FA${n}`, `1${String(n).padStart(3, '0')},50`, 'A')
      : []),
  ]).flat(),
]
const text = ledger(lines)

const load = (content: string | Buffer) => loadEitherWay(test.warehouse, Buffer.from(content))

const events = () =>
  ask(
    test.warehouse,
    `SELECT toString(tuple(* EXCEPT (recorded_at, batch_id, source))) AS text FROM events ORDER BY text`,
  )

/** The same ledger, of which each field stands in quotes. */
const quoted = `${[HEADER, ...lines.map(cells)].map((row) => row.map((cell) => `"${cell}"`).join('\t')).join('\n')}\n`

describe('a large ledger', () => {
  it('tells the same events and counts whether lines are parted here or by the reader of CSV', async () => {
    const quick = await load(text)
    expect(quick).toMatchObject({ landed: 1, result: { rejected: 0, read: lines.length } })
    expect(quick.result.ignored_reasons).toMatchObject({ empty_row: 1, moved: 2 })
    const found = [await events(), await derivedState(test.warehouse)]
    await test.reset()
    const careful = await load(quoted)
    const { batch_id: _one, seconds: _seconds, understood: _understood, ...counts } = quick.result
    expect(careful).toMatchObject({ landed: 1, result: counts })
    expect([await events(), await derivedState(test.warehouse)]).toEqual(found)
  })

  it('is the same with other separators, line ends and spaces around its cells', async () => {
    await load(text)
    const found = await events()
    const rows = [HEADER, ...lines.map(cells)]
    for (const written of [text.replaceAll('\n', '\r\n'), rows.map((row) => row.join(' | ')).join('\n')]) {
      await test.reset()
      expect(await load(written)).toMatchObject({ landed: 1, result: { rejected: 0 } })
      expect(await events()).toEqual(found)
    }
  })

  it.each([
    ['ends before its amounts', 'AC\tAC\tA1\t20250101\t607000', 'malformed'],
    [
      'has a day that is none',
      cells({ journal: 'VE', entry: 'X', day: '20251341', debit: '5,00' }).join('\t'),
      'bad_date',
    ],
    ['is in no encoding', `AC\tAC\tA1\t20250101\t607000\t\xff\t\t\t\t\t\t1,00\t0,00`, 'bad_encoding'],
  ])('is read the careful way where a line %s', async (_, line, reason) => {
    const bytes = Buffer.concat([Buffer.from(text), Buffer.from(`${line}\n`, 'latin1')])
    const { result, landed } = await load(bytes)
    expect(landed).toBe(2)
    expect(result).toMatchObject({ read: lines.length + 1, rejected: 1 })
    const { rows } = await listRejects(test.warehouse, result.batch_id, { limit: 5 })
    expect(rows).toMatchObject([{ line: lines.length + 1, reason }])
  })

  it('keeps the text of a line that contradicts what is known', async () => {
    await load(text)
    const changed = lines.map((line) =>
      line.piece === 'FA700' && line.customer ? { ...line, debit: '9,00' } : line,
    )
    const { result, landed } = await load(ledger(changed))
    expect(landed).toBe(1)
    expect(result).toMatchObject({ accepted: 0, rejected: 1 })
    const { rows } = await listRejects(test.warehouse, result.batch_id, { limit: 5 })
    expect(rows).toMatchObject([
      {
        reason: 'duplicate_conflict',
        raw: cells(changed.find((line) => line.debit === '9,00') as Line).join('\t'),
      },
    ])
  })
})
