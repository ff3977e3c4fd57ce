import { Readable } from 'node:stream'
import { experimentCells, experimentDataCut, experimentRowsMark, ingestStream } from '@relance/pipelines'
import { useWarehouse } from '@relance/pipelines/testing'
import { expect, it } from 'vitest'
import { countCells } from './blocks'

const test = useWarehouse()
const EXPERIMENT = 'x'
const QUESTION = { experiment: EXPERIMENT, cut: '2026-04-30', horizon: 10, last: 10, byStratum: false }

async function load(events: object[]): Promise<void> {
  const lines = events.map(
    (event, i) => `${JSON.stringify({ event_id: `${events.length}-${i}`, ...event })}\n`,
  )
  const input = Readable.from(lines, { objectMode: false })
  const result = await ingestStream(test.warehouse, input, { fileName: 'events.ndjson', source: 'ndjson' })
  expect(result).toMatchObject({ rejected: 0 })
}

const invoice = (customer_id: string) => ({
  event_type: 'invoice.issued',
  occurred_on: '2026-02-01',
  due_on: '2026-02-27',
  customer_id,
  invoice_id: `I-${customer_id}`,
  amount: '100.00',
  currency: 'EUR',
})
const entry = (customer_id: string) => ({
  event_type: 'experiment.exposed',
  occurred_on: '2026-03-01',
  customer_id,
  variant_id: 'a',
  segment_id: 's',
  attributes: {
    experiment_id: EXPERIMENT,
    cluster: `payer-${customer_id}`,
    probability: 0.5,
    weight_epoch: 1,
    invoices: [{ invoice_id: `I-${customer_id}`, open: '100' }],
  },
})
const paid = (customer_id: string, occurred_on: string) => ({
  event_type: 'payment.received',
  occurred_on,
  customer_id,
  payment_id: `P-${customer_id}`,
  amount: '100.00',
  currency: 'EUR',
  allocations: [{ invoice_id: `I-${customer_id}`, amount: '100.00' }],
})

async function counted() {
  const cells = await experimentCells(test.warehouse, QUESTION)
  const [cell] = await countCells(test.warehouse, QUESTION, cells)
  const sums = cell?.metrics.recovered_share
  if (sums?.measurable !== true) throw new Error('the share can be had')
  return [sums.influence.customers, sums.influence.clusters]
}
const marks = async () => [
  (await experimentDataCut(test.warehouse, EXPERIMENT)).version,
  await experimentRowsMark(test.warehouse, EXPERIMENT),
]

it('customers merged after their entry count as one payer, and their rows are no longer those of before', async () => {
  const customers = ['C1', 'C2', 'C3', 'C4']
  const payments = [paid('C1', '2026-03-03'), paid('C3', '2026-03-05')]
  await load([...customers.map(invoice), ...customers.map(entry), ...payments])
  expect(await counted()).toEqual([4, 4])
  const [loads, rows] = await marks()
  await load([{ ...invoice('other'), event_id: 'other' }])
  expect((await marks())[0]).not.toBe(loads)
  expect((await marks())[1]).toBe(rows)
  await load([
    {
      event_type: 'customer.merged',
      event_id: 'merger',
      occurred_on: '2026-03-20',
      customer_id: 'C2',
      attributes: { merged_id: 'C1' },
    },
  ])
  expect(await counted()).toEqual([4, 3])
  expect((await marks())[1]).not.toBe(rows)
})
