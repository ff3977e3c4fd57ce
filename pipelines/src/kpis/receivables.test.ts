import { expect, it } from 'vitest'
import { z } from 'zod'
import { useWarehouse } from '../engine/testing'
import { eventsCsv, loadText } from '../ingest/testing'
import { conversionInto } from './currencies/rates'
import { largestOverdue } from './currencies/top-overdue'
import { shardsOf } from '../warehouse/shards'
import type { Query, Warehouse } from '../warehouse/warehouse'
import { mostOverdue, mostOverdueIds, receivables } from './receivables'

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

const owed = (customer: string, id: string, amount: string, more: object = {}) =>
  JSON.stringify({
    ...{
      event_id: `${customer}-${id}`,
      event_type: 'invoice.issued',
      occurred_on: '2024-05-02',
      entity_id: 'TOP',
    },
    ...{
      customer_id: customer,
      invoice_id: `${customer}-${id}`,
      due_on: '2024-06-01',
      currency: 'EUR',
      amount,
    },
    ...more,
  })
const paid = (customer: string, id: string, amount: string) =>
  owed(customer, `paid-${id}`, amount, {
    ...{ event_type: 'payment.received', occurred_on: '2024-05-20', payment_id: `P${customer}${id}` },
    ...{ invoice_id: `${customer}-${id}`, due_on: undefined },
  })

it('finds who owes most overdue in each currency, those who owe as much as the last with them', async () => {
  const instalments = [
    { due_on: '2024-06-01', amount: '250.00' },
    { due_on: '2024-12-01', amount: '9000.00' },
  ]
  const lines = [
    ...['1', '2', '3'].map((id) => owed('MANY', id, '100.00')),
    owed('ONE', '1', '200.00'),
    owed('SAME', '1', '120.00'),
    owed('SAME', '2', '80.00'),
    owed('PARTS', '1', '9250.00', { instalments, due_on: '2024-12-01' }),
    owed('PAID', '1', '5000.00'),
    paid('PAID', '1', '5000.00'),
    owed('LATER', '1', '5000.00', { due_on: '2024-12-01' }),
    owed('DOLLARS', '1', '210.00', { currency: 'USD' }),
    owed('LITTLE', '1', '10.00'),
  ]
  const text = lines.join('\n') + '\n'
  const { accepted } = await loadText(test.warehouse, text, { fileName: 'top.ndjson', source: 'ndjson' })
  expect(accepted).toBe(lines.length)
  const question = { asOf: '2024-06-29', entityIds: ['TOP'], currency: 'EUR' }
  const ids = await mostOverdueIds(test.warehouse, question, 3)
  expect(ids.sort()).toEqual(['MANY', 'ONE', 'PARTS', 'SAME'])
  const rows = await mostOverdue(test.warehouse, question, 2)
  expect(rows.map(({ customer_id, overdue }) => [customer_id, overdue])).toEqual([
    ['MANY', '300.00'],
    ['PARTS', '250.00'],
  ])
  expect(await mostOverdueIds(test.warehouse, { ...question, currency: 'USD' }, 3)).toEqual(['DOLLARS'])
})

it('reads nothing of invoices paid at once to find what is open on the last day', async () => {
  const asked: Query<z.ZodType>[] = []
  const watched = new Proxy(test.warehouse, {
    get: (target, name) =>
      name === 'query'
        ? (query: Query<z.ZodType>) => {
            asked.push(query)
            return target.query(query)
          }
        : (Reflect.get(target, name) as unknown),
  }) as Warehouse
  await mostOverdueIds(watched, { asOf: '2024-06-30' }, 10)
  const [shard = test.warehouse] = shardsOf(test.warehouse)
  const plan = await shard.query({
    name: 'test-plan',
    sql: `EXPLAIN indexes = 1 ${asked[0]?.sql ?? ''}`,
    params: asked[0]?.params ?? {},
    row: z.object({ explain: z.string() }),
  })
  const conditions = plan.map(({ explain }) => explain).filter((line) => line.includes('Condition: (plain'))
  expect(conditions).toEqual([expect.stringContaining('(plain in (-Inf, 1])')])
})
