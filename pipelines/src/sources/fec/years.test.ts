import fs from 'node:fs'
import fc from 'fast-check'
import { expect, it } from 'vitest'
import { useWarehouse } from '../../engine/testing'
import { currentEvents } from '../../ingest/testing'
import type { Line } from './testing'
import { cash, derivedState, figures, ledger, loadLedger, opening, sale } from './testing'

const test = useWarehouse()

/** Three years of four customers: openings in detail and in one sum, letters within a year and from one to the next. */
const years: Record<string, Line[]> = {
  '2023': [
    ...opening('20230101', 'A', '30,00', { letter: 'A' }),
    ...opening('20230101', 'B', '500,00'),
    ...cash('1', '20230115', 'A', 'V0', '30,00', 'A'),
    ...sale('2', '20231110', 'A', 'F1', '100,00'),
    ...sale('3', '20231120', 'A', 'F2', '200,00'),
    ...cash('4', '20231210', 'A', 'V1', '120,00'),
    ...sale('5', '20231201', 'C', 'F3', '70,00', 'ZZ'),
    ...sale('6', '20231202', 'D', '12', '10,00'),
  ],
  '2024': [
    // in one sum, what the year before leaves in detail
    ...opening('20240101', 'A', '180,00'),
    ...opening('20240101', 'B', '500,00', { letter: 'A' }),
    ...opening('20240101', 'C', '70,00', { piece: 'F3', pieceDay: '20231201' }),
    ...opening('20240101', 'D', '10,00', { piece: '12', pieceDay: '20231202' }),
    ...cash('1', '20240215', 'B', 'V2', '500,00', 'A'),
    ...cash('2', '20240216', 'C', 'V3', '70,00', 'ZZ'),
    // the number of last year again
    ...sale('3', '20240302', 'D', '12', '11,00', 'AA'),
    ...cash('4', '20240402', 'D', 'V4', '11,00', 'AA'),
    ...cash('5', '20240502', 'A', 'V5', '180,00'),
  ],
  '2025': [
    ...opening('20250101', 'D', '10,00', { piece: '12', pieceDay: '20231202' }),
    ...opening('20250101', 'E', '1,00'),
    ...sale('1', '20250302', 'A', 'F9', '40,00'),
  ],
}
/** Σ debit − credit of the customers of a ledger alone, in cents. */
const closing = (lines: readonly Line[]) =>
  lines
    .filter(({ customer }) => customer)
    .reduce((sum, { debit = '0', credit = '0' }) => sum + cents(debit) - cents(credit), 0)
const cents = (text: string) => Math.round(Number(text.replace(',', '.')) * 100)
const load = (year: string) =>
  loadLedger(test.warehouse, ledger(years[year] ?? []), { fileName: `123456789FEC${year}1231.txt` })

it.each([
  ['2023', '2024', '2025'],
  ['2025', '2024', '2023'],
  ['2024', '2025', '2023'],
])('has the balances of each ledger whatever the order of the years (%s, %s, %s)', async (...order) => {
  await test.reset()
  for (const year of order) expect(await load(year)).toMatchObject({ rejected: 0, duplicates: 0 })
  for (const [year, lines] of Object.entries(years)) {
    const shown = await figures(test.warehouse, `${year}-12-31`)
    expect([year, shown['open_net']]).toEqual([year, (closing(lines) / 100).toFixed(2)])
  }
  const state = await figures(test.warehouse, '2025-12-31')
  // A's invoices and money of three years are not lettered; C's letter goes on over the year's end
  expect(state).toMatchObject({
    open: '351.00',
    on_account: '300.00',
    open_net: '51.00',
    refund_unexplained: '0.00',
  })
  for (const year of order) expect(await load(year)).toMatchObject({ accepted: 0, rejected: 0 })
  expect(await figures(test.warehouse, '2025-12-31')).toEqual(state)
})

it('lets a year stand alone where the one between is missing', async () => {
  await test.reset()
  await load('2025')
  await load('2023')
  const shown = await figures(test.warehouse, '2025-12-31')
  // of 2023 only D's invoice is known to be open still; what the others owed at its end is not stated again
  expect(shown['open_net']).toBe(((closing(years['2025'] ?? []) + 75_000) / 100).toFixed(2))
})

/** Lines by entry: what a ledger may be cut between. */
function entriesOf(lines: readonly Line[]): Line[][] {
  const entries = new Map<string, Line[]>()
  for (const line of lines) {
    const key = `${line.journal} ${line.entry}`
    entries.set(key, [...(entries.get(key) ?? []), line])
  }
  return [...entries.values()]
}
const entries = entriesOf(years['2024'] ?? [])
const orders = fc.record({
  order: fc.shuffledSubarray([...entries, ...entries.slice(0, 3)], { minLength: entries.length + 3 }),
  cut: fc.integer({ min: 1, max: entries.length }),
  mixed: fc.boolean(),
})

it('gives the same state whether entries come in one load or shuffled, repeated and in several', async () => {
  await test.reset()
  await load('2024')
  const whole = [await currentEvents(test.warehouse), await derivedState(test.warehouse)]
  await fc.assert(
    fc.asyncProperty(orders, async ({ order, cut, mixed }) => {
      await test.reset()
      for (const part of [order.slice(0, cut), order.slice(cut)]) {
        const unique = [...new Set(part)]
        const lines = unique.flatMap((entry) => (mixed ? [...entry].reverse() : entry))
        const result = await loadLedger(test.warehouse, ledger(lines), {
          fileName: '123456789FEC20241231.txt',
        })
        expect(result.rejected).toBe(0)
      }
      expect([await currentEvents(test.warehouse), await derivedState(test.warehouse)]).toEqual(whole)
    }),
    { numRuns: 4, seed: 20_263, endOnFailure: true },
  )
})

const FILE = '../shared/data/fec/quadra-123456789FEC20190731.txt'
const present = fs.existsSync(FILE)
if (!present) console.log(`skipped: ${FILE} is not here`)

it.skipIf(!present)(
  'gives the same state for a real ledger loaded in two halves, the later entries first',
  async () => {
    const [header = '', ...rows] = fs.readFileSync(FILE, 'utf8').trim().split('\n')
    const name = { fileName: '123456789FEC20190731.txt' }
    await test.reset()
    await loadLedger(test.warehouse, [header, ...rows].join('\n'), name)
    const whole = [await currentEvents(test.warehouse), await derivedState(test.warehouse)]
    await test.reset()
    const isLate = (row: string) => (row.split('\t')[3] ?? '') > '20190115'
    for (const half of [rows.filter(isLate), rows.filter((row) => !isLate(row)).reverse()]) {
      expect(await loadLedger(test.warehouse, [header, ...half].join('\n'), name)).toMatchObject({
        rejected: 0,
      })
    }
    expect([await currentEvents(test.warehouse), await derivedState(test.warehouse)]).toEqual(whole)
  },
)
