import { expect, it } from 'vitest'
import { useWarehouse } from '../engine/testing'
import { eventsCsv, loadText } from '../ingest/testing'
import { conversionInto } from './currencies/rates'
import { largestOverdue } from './currencies/top-overdue'
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

it('counts with an overdue amount of one currency what the customer owes in another, not yet due', async () => {
  const row = (id: string, due_on: string, currency: string, amount: string) => ({
    ...{ event_id: id, event_type: 'invoice.issued', occurred_on: '2024-05-02', entity_id: 'GROUP' },
    ...{ customer_id: 'C9', invoice_id: id, due_on, currency, amount },
  })
  const lines = [row('U', '2024-06-01', 'USD', '50.00'), row('E', '2024-12-31', 'EUR', '70.00')]
  await loadText(test.warehouse, lines.map((line) => JSON.stringify(line)).join('\n') + '\n', {
    fileName: 'two.ndjson',
    source: 'ndjson',
  })
  const rates = conversionInto('EUR', [{ currency: 'USD', day: '2024-06-29', rate: '2' }])
  const question = { asOf: '2024-06-29', entityIds: ['GROUP'] }
  const found = await largestOverdue(test.warehouse, question, rates, ['EUR', 'USD'], 10)
  expect(found.map(({ open, overdue }) => [open, overdue])).toEqual([['95.00', '25.00']])
})
