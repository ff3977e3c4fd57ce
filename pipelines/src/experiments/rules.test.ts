import { Readable } from 'node:stream'
import { beforeAll, expect, it } from 'vitest'
import { useWarehouse } from '../engine/testing'
import { ingestStream } from '../ingest'
import { experimentCells } from './age-sums'
import { experimentDataCut } from './around'

/** One customer for each case in which people ask how it is counted; each is a segment of its own. */
const test = useWarehouse()
const ENTRY = '2026-03-01'
const CASES = ['plain', 'later', 'refunded', 'rejected', 'before', 'mixed', 'stale'] as const
type Case = (typeof CASES)[number]

const money = (customer_id: Case, occurred_on: string) => ({
  ...{ customer_id, occurred_on, currency: 'EUR', amount: '100.00', payment_id: `P-${customer_id}` },
})
const paid = (of: Case, on: string, invoice = `I-${of}`) => ({
  ...{ event_type: 'payment.received', ...money(of, on) },
  allocations: [{ invoice_id: invoice, amount: '100.00' }],
})
const invoice = (of: Case, id: string, on: string) => ({
  ...{ event_type: 'invoice.issued', occurred_on: on, due_on: '2026-03-20', customer_id: of },
  ...{ invoice_id: id, amount: '100.00', currency: 'EUR' },
})
const entry = (of: Case) => ({
  ...{ event_type: 'experiment.exposed', occurred_on: ENTRY, customer_id: of, variant_id: 'firm' },
  segment_id: of,
  attributes: {
    ...{ experiment_id: 'rules', cluster: of, probability: 0.5, weight_epoch: 1 },
    invoices: [{ invoice_id: `I-${of}`, open: '100' }],
  },
})
const message = (of: Case, on: string, variant_id: string) => ({
  ...{ event_type: 'reminder.sent', occurred_on: on, customer_id: of, variant_id, channel: 'email' },
  ...{ reminder_id: `R-${of}`, invoice_id: `I-${of}`, attributes: { experiment_id: 'rules' } },
})

beforeAll(async () => {
  const events = [
    ...CASES.flatMap((of) => [invoice(of, `I-${of}`, '2026-02-01'), entry(of)]),
    ...[invoice('later', 'NEW', '2026-03-03'), paid('later', '2026-03-05', 'NEW')],
    ...[
      paid('refunded', '2026-03-04'),
      { event_type: 'payment.refunded', ...money('refunded', '2026-03-06') },
    ],
    ...[
      paid('rejected', '2026-03-04'),
      { event_type: 'payment.rejected', ...money('rejected', '2026-03-06') },
    ],
    ...[paid('before', '2026-03-03'), message('before', '2026-03-08', 'firm')],
    ...[message('mixed', '2026-03-02', 'courteous'), paid('mixed', '2026-03-04')],
    // Known of a payment on the last day that the bank statements reach.
    paid('stale', '2026-03-09'),
  ]
  const lines = events.map((event, i) => `${JSON.stringify({ event_id: `e${i}`, ...event })}\n`)
  const file = { fileName: 'rules.ndjson', source: 'ndjson' } as const
  const loaded = await ingestStream(test.warehouse, Readable.from(lines, { objectMode: false }), file)
  expect(loaded).toMatchObject({ rejected: 0 })
})

async function countedOn(cut: string) {
  const question = { experiment: 'rules', cut, horizon: 5, last: 5, byStratum: false }
  const cells = await experimentCells(test.warehouse, question)
  return (of: Case) => {
    const cell = cells.find(({ segment }) => segment === of)
    if (cell === undefined) throw new Error(`${of} has entered`)
    const { variant, exposed, received, paid_before_message: before, ages } = cell
    const known = ages.euros.atRisk.filter((owed) => owed > 0).length
    return { variant, exposed, received, before, known }
  }
}

it('an invoice issued after the entry is neither owed nor paid in the experiment', async () => {
  const counted = await countedOn('2026-03-31')
  expect(counted('later')).toMatchObject({ exposed: 100, received: 0 })
})

it('a refund re-opens nothing, a rejection takes its payment back', async () => {
  const counted = await countedOn('2026-03-31')
  expect([counted('refunded').received, counted('rejected').received]).toEqual([100, 0])
})

it('who pays before the first message stays in his variant, and is counted as such', async () => {
  const counted = await countedOn('2026-03-31')
  expect(counted('before')).toMatchObject({ variant: 'firm', received: 100, before: 1 })
  expect(counted('plain')).toMatchObject({ received: 0, before: 0 })
})

it('who got a message of another variant counts in the one that was drawn', async () => {
  const counted = await countedOn('2026-03-31')
  expect(counted('mixed')).toMatchObject({ variant: 'firm', received: 100, before: 0 })
})

it('bank data that end early end the follow-up: days after them are not days without payment', async () => {
  expect(await experimentDataCut(test.warehouse, 'rules')).toMatchObject({ cut: '2026-03-09', waiting: 0 })
  const counted = await countedOn('2026-03-03')
  expect(counted('plain')).toMatchObject({ received: 0, known: 3 })
  expect((await countedOn('2026-03-31'))('plain').known).toBe(6)
})
