import { beforeEach, describe, expect, it } from 'vitest'
import { useWarehouse } from '../../engine/testing'
import type { Line } from './testing'
import { cash, derivedState, figures, invoiceOf, ledger, loadLedger, sale } from './testing'

const test = useWarehouse()
beforeEach(() => test.reset())
const load = (lines: readonly Line[]) => loadLedger(test.warehouse, ledger(lines))
const invoice = (customer: string, number: string) => invoiceOf(test.warehouse, customer, number)

describe('lettering', () => {
  it('pays from the later day of the two lines, whatever the day of the lettering', async () => {
    await load([
      ...cash('1', '20250105', 'A', 'V1', '100,00', 'A').map((line) => ({ ...line, lettered: '20250901' })),
      ...sale('2', '20250120', 'A', 'F1', '100,00', 'A').map((line) => ({ ...line, lettered: '20250901' })),
    ])
    expect(await invoice('A', 'F1')).toMatchObject({ settled: '2025-01-20' })
  })

  it('that does not come out even settles the smaller side in the order of days; alone it settles nothing', async () => {
    await load([
      ...sale('1', '20250110', 'A', 'F1', '60,00', 'A'),
      ...sale('2', '20250111', 'A', 'F2', '60,00', 'A'),
      ...cash('3', '20250201', 'A', 'V1', '100,00', 'A'),
      ...sale('4', '20250110', 'B', 'F3', '60,00', 'A'),
      ...cash('5', '20250201', 'B', 'V2', '100,00', 'A'),
      ...cash('6', '20250202', 'C', 'V3', '33,00', 'B'),
      ...sale('7', '20250110', 'D', 'F4', '10,00', 'A'),
      ...cash('8', '20250201', 'D', 'V4', '10,00', 'a'),
    ])
    expect(await invoice('A', 'F1')).toMatchObject({ open: '0.0000' })
    expect(await invoice('A', 'F2')).toMatchObject({ open: '20.0000' })
    expect(await invoice('B', 'F3')).toMatchObject({ open: '0.0000', settled: '2025-02-01' })
    expect(await invoice('D', 'F4')).toMatchObject({ open: '10.0000' })
    expect(await figures(test.warehouse, '2025-12-31')).toMatchObject({
      open: '30.00',
      on_account: '83.00',
      open_net: '-53.00',
    })
  })

  it('of a returned payment opens the invoice again until the next one', async () => {
    await load([
      ...sale('1', '20250110', 'A', 'F1', '100,00', 'A'),
      ...cash('2', '20250210', 'A', 'CHQ1', '100,00', 'A'),
      {
        journal: 'BQ',
        name: 'BANQUE',
        entry: '3',
        day: '20250220',
        customer: 'A',
        label: 'IMPAYE',
        debit: '100,00',
        letter: 'A',
      },
      { journal: 'BQ', name: 'BANQUE', entry: '3', day: '20250220', account: '512000', credit: '100,00' },
      ...cash('4', '20250405', 'A', 'VIR2', '100,00', 'A'),
    ])
    expect(await figures(test.warehouse, '2025-02-15')).toMatchObject({ open: '0.00', on_account: '0.00' })
    expect(await figures(test.warehouse, '2025-03-31')).toMatchObject({
      open: '100.00',
      on_account: '0.00',
      open_net: '100.00',
    })
    expect(await figures(test.warehouse, '2025-04-30')).toMatchObject({
      open: '0.00',
      open_net: '0.00',
      refund_unexplained: '0.00',
    })
    expect(await invoice('A', 'F1')).toMatchObject({ settled: '2025-04-05', state: 'paid' })
  })

  it('that comes with a later export adds events and is in conflict with nothing', async () => {
    const first = [
      ...sale('1', '20250110', 'A', 'F1', '100,00'),
      ...cash('2', '20250210', 'A', 'V1', '100,00'),
    ]
    const later = [
      ...sale('1', '20250110', 'A', 'F1', '100,00', 'AA'),
      ...cash('2', '20250210', 'A', 'V1', '100,00', 'AA'),
      ...sale('3', '20250310', 'A', 'F2', '50,00'),
    ]
    await load(first)
    expect(await invoice('A', 'F1')).toMatchObject({ open: '100.0000' })
    expect(await load(later)).toMatchObject({ accepted: 3, duplicates: 0, rejected: 0 })
    expect(await invoice('A', 'F1')).toMatchObject({ open: '0.0000', settled: '2025-02-10' })
    const grown = await derivedState(test.warehouse)
    await test.reset()
    await load(later)
    expect(await derivedState(test.warehouse)).toEqual(grown)
    await load(first)
    expect(await derivedState(test.warehouse)).toEqual(grown)
  })

  it('that was done anew counts as it was exported last', async () => {
    await load([
      ...sale('1', '20250110', 'A', 'F1', '100,00', 'A'),
      ...sale('2', '20250111', 'A', 'F2', '100,00'),
      ...cash('3', '20250210', 'A', 'V1', '100,00', 'A'),
    ])
    await load([
      ...sale('1', '20250110', 'A', 'F1', '100,00'),
      ...sale('2', '20250111', 'A', 'F2', '100,00', 'B'),
      ...cash('3', '20250210', 'A', 'V1', '100,00', 'B'),
    ])
    expect(await invoice('A', 'F1')).toMatchObject({ open: '100.0000' })
    expect(await invoice('A', 'F2')).toMatchObject({ open: '0.0000' })
    expect(await figures(test.warehouse, '2025-12-31')).toMatchObject({
      open_net: '100.00',
      on_account: '0.00',
    })
  })
})
