import { beforeEach, describe, expect, it } from 'vitest'
import { useWarehouse } from '../../engine/testing'
import type { Line } from './testing'
import { cash, figures, invoiceOf, ledger, loadLedger, opening, sale } from './testing'

const test = useWarehouse()
beforeEach(() => test.reset())
const load = (lines: readonly Line[], fileName = '732829320FEC20251231.txt') =>
  loadLedger(test.warehouse, ledger(lines), { fileName })
const invoice = (customer: string, number: string) => invoiceOf(test.warehouse, customer, number)

/** What a customer owes, moved to another of his accounts. */
const move = (
  entry: string,
  day: string,
  customer: string,
  to: string,
  amount: string,
  letters = ['', ''],
): Line[] => [
  { journal: 'OD', name: 'DIVERS', entry, day, customer, credit: amount, letter: letters[0] ?? '' },
  {
    journal: 'OD',
    name: 'DIVERS',
    entry,
    day,
    customer,
    account: to,
    debit: amount,
    letter: letters[1] ?? '',
  },
]

describe('a doubtful receivable', () => {
  it('and one against a bill stay what they are, and due, when they are moved', async () => {
    const result = await load([
      ...sale('1', '20250110', 'A', 'F1', '120,00', 'A'),
      ...move('2', '20250601', 'A', '416000', '120,00', ['A', '']),
      ...sale('3', '20250110', 'B', 'F2', '80,00'),
      ...move('4', '20250115', 'B', '413000', '80,00'),
    ])
    expect(result).toMatchObject({
      rejected: 0,
      duplicates: 0,
      ignored_reasons: { moved: 4, not_receivable: 2 },
    })
    expect(result.events).toMatchObject({ 'invoice.issued': 2 })
    expect(result.events).not.toHaveProperty('invoice.credited')
    expect(result.understood).toMatchObject({ siren: '732829320' })
    expect(await invoice('A', 'F1')).toMatchObject({
      open: '120.0000',
      due: '2025-02-09',
      credited: '0.0000',
    })
    expect(await figures(test.warehouse, '2025-12-31')).toMatchObject({
      open: '200.00',
      overdue: '200.00',
      open_net: '200.00',
    })
  })

  it.each(['732829320FEC20251231.txt', 'ledger.txt'])(
    'is paid or lost from the account it was moved to, by letters of both, in %s',
    async (name) => {
      const paid = (account: string, lines: Line[]) =>
        lines.map((line) => (line.customer ? { ...line, account } : line))
      await load(
        [
          ...sale('1', '20250110', 'A', 'F1', '100,00', 'A'),
          ...move('2', '20250601', 'A', '416000', '100,00', ['A', 'B']),
          ...paid('416000', cash('3', '20250801', 'A', 'V1', '100,00', 'B')),
          ...sale('4', '20250110', 'B', 'F2', '60,00', 'A'),
          ...move('5', '20250601', 'B', '416000', '60,00', ['A', 'C']),
          {
            journal: 'OD',
            name: 'DIVERS',
            entry: '6',
            day: '20251101',
            customer: 'B',
            account: '416000',
            credit: '60,00',
            letter: 'C',
          },
          { journal: 'OD', name: 'DIVERS', entry: '6', day: '20251101', account: '654000', debit: '60,00' },
        ],
        name,
      )
      expect(await invoice('A', 'F1')).toMatchObject({ state: 'paid', settled: '2025-08-01' })
      expect(await invoice('B', 'F2')).toMatchObject({ state: 'written_off', open: '0.0000' })
      expect(await figures(test.warehouse, '2025-12-31')).toMatchObject({ open: '0.00', on_account: '0.00' })
      expect(await figures(test.warehouse, '2025-07-31')).toMatchObject({ open: '160.00' })
    },
  )

  it('is brought forward like any other', async () => {
    await load([
      ...opening('20250101', 'A', '50,00', { account: '416000' }),
      { journal: 'OD', name: 'DIVERS', entry: '2', day: '20250301', account: '491000', credit: '25,00' },
    ])
    expect(await figures(test.warehouse, '2025-12-31')).toMatchObject({ open_net: '50.00' })
  })
})
