import { Readable } from 'node:stream'
import { expect, it } from 'vitest'
import { useWarehouse } from '../engine/testing'
import { ingestStream } from '../ingest'
import { computeKpis } from '.'

const test = useWarehouse()

const issued = (entity: string, id: string, on: string, due: string, amount: string, currency: string) => ({
  event_id: `${entity}-${id}`,
  event_type: 'invoice.issued',
  occurred_on: on,
  due_on: due,
  entity_id: entity,
  customer_id: 'C1',
  invoice_id: id,
  amount,
  currency,
})
const load = (rows: object[]) =>
  ingestStream(test.warehouse, Readable.from([rows.map((row) => JSON.stringify(row)).join('\n') + '\n']), {
    fileName: 'open-items.ndjson',
    source: 'ndjson',
  })

it('a list of open items gives balances, and says why the rest has no value', async () => {
  await load([
    issued('OPEN', '1', '2024-05-02', '2024-06-01', '100.00', 'EUR'),
    issued('OPEN', '2', '2024-06-20', '2024-07-20', '50.10', 'EUR'),
  ])
  const rows = await computeKpis(test.warehouse, {
    from: '2024-06-01',
    asOf: '2024-06-30',
    entityIds: ['OPEN'],
  })
  const of = (kpi: string) => rows.find((row) => row.kpi === kpi)
  expect(of('open')?.value).toBe('150.10')
  expect(of('overdue')?.value).toBe('100.00')
  expect(of('overdue_rate')?.value).toBeCloseTo(0.666223, 6)
  const needPaid = [
    'recovery_rate_overdue',
    'recovery_rate',
    'recovery_cohort.30',
    'dso_countback',
    'dso_simple',
    'dso_90d',
    'dso_best_countback',
    'add_countback',
    'dso_bridge.terms',
    'days_to_pay.mean',
    'days_to_pay.km_median',
    'days_late.share',
    'cei',
    'billed',
    'collected',
  ]
  for (const kpi of needPaid) expect(of(kpi), kpi).toMatchObject({ value: null, reason: 'open_items_only' })
})

it('never sums currencies', async () => {
  await load([
    issued('TWO', '1', '2024-05-02', '2024-06-01', '100.00', 'EUR'),
    issued('TWO', '2', '2024-05-02', '2024-06-01', '7.00', 'USD'),
  ])
  const question = { from: '2024-06-01', asOf: '2024-06-30', entityIds: ['TWO'] }
  const open = (await computeKpis(test.warehouse, question)).filter((row) => row.kpi === 'open')
  expect(open.map(({ value, by }) => [by, value])).toEqual([
    [{ currency: 'EUR' }, '100.00'],
    [{ currency: 'USD' }, '7.00'],
  ])
  const dollars = await computeKpis(test.warehouse, { ...question, currency: 'USD', kpis: ['open'] })
  expect(dollars).toMatchObject([{ kpi: 'open', value: '7.00', by: null }])
})

it('shows nothing to who may see no entity', async () => {
  expect(
    await computeKpis(test.warehouse, { from: '2024-06-01', asOf: '2024-06-30', entityIds: [] }),
  ).toEqual([])
})
