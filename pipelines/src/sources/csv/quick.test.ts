import { describe, expect, it } from 'vitest'
import { useWarehouse } from '../../engine/testing'
import { listRejects } from '../../ingest/rejects'
import { currentEvents, loadText } from '../../ingest/testing'

const test = useWarehouse()
const ROWS = 6000
const HEADER = 'event_id,event_type,occurred_on,entity_id,customer_id,invoice_id,amount,currency,due_on'
const row = (n: number) =>
  `e${n},invoice.issued,2026-01-${String((n % 28) + 1).padStart(2, '0')},FR01,C${n % 50},F${n},${n}.50,EUR,2026-03-01`
/** Too long to be read as a small file; the beginning, which decides how it is read, is as it should be. */
const rows = (other: Record<number, string> = {}) =>
  Array.from({ length: ROWS }, (_, n) => other[n] ?? row(n))

async function load(lines: string[], end = '\n') {
  await test.reset()
  const result = await loadText(test.warehouse, `${[HEADER, ...lines].join('\n')}${end}`)
  expect(result.read).toBe(result.accepted + result.duplicates + result.ignored + result.rejected)
  const { rows: rejects } = await listRejects(test.warehouse, result.batch_id, { limit: 10 })
  return { result, rejects, events: await currentEvents(test.warehouse) }
}

describe('a long table without quotes', () => {
  it('gives the same events as its rows in quotes, which are read the careful way', async () => {
    const plain = await load(rows())
    const quoted = await load(rows().map((line) => line.replace(/[^,]+/g, '"$&"')))
    expect(plain.result.accepted).toBe(ROWS)
    expect(plain.events).toEqual(quoted.events)
  })

  it('needs no line end after the last row', async () => {
    expect((await load(rows(), '')).result).toMatchObject({ read: ROWS, accepted: ROWS })
  })

  it.each([
    ['their form', ['malformed', 'malformed'], ['e,invoice.issued,2026-01-05', `${row(1)},more,and more`]],
    [
      'their values',
      ['bad_date', 'bad_amount'],
      [row(1).replace(/2026-01-\d+/, '2026-02-31'), row(2).replace('2.50', 'about 3')],
    ],
  ])('rejects late rows for %s, and keeps their texts', async (_, reasons, [one = '', other = '']) => {
    const { result, rejects } = await load(rows({ 5000: one, 5001: other }))
    expect(result).toMatchObject({ read: ROWS, accepted: ROWS - 2, rejected: 2 })
    expect(rejects).toMatchObject([
      { line: 5001, reason: reasons[0], raw: expect.stringContaining(one) as string },
      { line: 5002, reason: reasons[1], raw: expect.stringContaining(other) as string },
    ])
  })

  it('takes a late quoted cell with a separator and a line end in it as one', async () => {
    const { result, events } = await load(rows({ 5000: row(5000).replace('C0,', '"C,\n0",') }))
    expect(result).toMatchObject({ read: ROWS, accepted: ROWS })
    expect(events.filter((text) => text.includes('C,\n0'))).toHaveLength(1)
  })
})
