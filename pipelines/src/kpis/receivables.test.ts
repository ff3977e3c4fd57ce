import { expect, it } from 'vitest'
import { useWarehouse } from '../engine/testing'
import { eventsCsv, loadText } from '../ingest/testing'
import { mostOverdue, receivables } from './receivables'

const test = useWarehouse()

it('knows what was open before a last day on which as much was paid as billed', async () => {
  const text = eventsCsv([
    ['e1', 'invoice.issued', '2024-05-02', 'C1', 'A', '', 100, '2024-06-01', 1],
    ['e2', 'payment.received', '2024-06-30', 'C1', 'A', 'P', 100, '', 1],
    ['e3', 'invoice.issued', '2024-06-30', 'C1', 'B', '', 100, '2024-07-30', 1],
  ])
  const { accepted } = await loadText(test.warehouse, text)
  expect(accepted).toBe(3)
  const { rows } = await receivables(test.warehouse, { asOf: '2024-06-29' })
  expect(rows.map(({ customer_id, open, overdue }) => [customer_id, open, overdue])).toEqual([
    ['C1', '100.00', '100.00'],
  ])
  expect((await mostOverdue(test.warehouse, { asOf: '2024-06-29' }, 10)).map(({ open }) => open)).toEqual([
    '100.00',
  ])
  expect(await mostOverdue(test.warehouse, { asOf: '2024-06-30' }, 10)).toEqual([])
})
