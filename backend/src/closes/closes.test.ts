import { beforeAll, expect, it, vi } from 'vitest'
import { useServer } from '../app/testing'
import type { KpisAnswer } from '../kpis/kpis.contract'
import type { PaymentTermsAnswer } from '../kpis/payment-terms.contract'
import type { Close, CloseDetail } from './closes.contract'

const test = useServer()

/** Sends events, and waits until figures show them: they are derived a moment later. */
async function load(lines: object[], open: string): Promise<void> {
  const response = await fetch(`${test.server.address}/api/events?entity=FR`, {
    method: 'POST',
    headers: { authorization: `Bearer ${test.server.token}`, 'content-type': 'application/x-ndjson' },
    body: lines.map((line) => JSON.stringify(line)).join('\n'),
  })
  expect(response.status).toBeLessThan(300)
  const shown = async () => {
    const { body } = await test.asOwner('GET', '/api/kpis?as_of=2026-03-31&kpi=open')
    return (body as KpisAnswer).rows.find(({ kpi }) => kpi === 'open')?.value
  }
  await vi.waitFor(async () => expect(await shown()).toBe(open), { timeout: 120_000, interval: 200 })
}
const event = (event_type: string, event_id: string, occurred_on: string, more: object) => ({
  event_type,
  event_id,
  occurred_on,
  entity_id: 'FR',
  customer_id: 'C1',
  currency: 'EUR',
  ...more,
})
const closing = { as_of: '2026-03-31', entity: 'FR', currency: 'EUR', note: 'March' }

beforeAll(async () => {
  const invoice = (id: string, on: string, due_on: string, amount: string) =>
    event('invoice.issued', id, on, { invoice_id: id, due_on, amount })
  await load(
    [invoice('I1', '2026-01-10', '2026-02-10', '100.00'), invoice('I2', '2026-03-02', '2026-04-02', '50.00')],
    '150.00',
  )
})

it('keeps the figures of a month as published, beside what is known since', async () => {
  const made = await test.asOwner('POST', '/api/closes', closing)
  expect(made).toMatchObject({ status: 201, body: { from: '2026-03-01', entities: ['FR'], note: 'March' } })
  await load(
    [
      event('payment.received', 'P1', '2026-03-20', {
        payment_id: 'P1',
        amount: '100.00',
        allocations: [{ invoice_id: 'I1', amount: '100.00' }],
      }),
    ],
    '50.00',
  )
  const { rows } = (await test.asOwner('GET', `/api/closes/${(made.body as Close).id}`)).body as CloseDetail
  const row = (kpi: string) => rows.find(({ published }) => published.kpi === kpi && published.by === null)
  expect(row('open')).toMatchObject({
    published: { value: '150.00' },
    restated: { value: '50.00' },
    changed: true,
  })
  expect(row('open_count')).toMatchObject({ published: { value: 2 }, restated: { value: 1 } })
})

it('closes a month once, and only a whole one', async () => {
  expect(await test.asOwner('POST', '/api/closes', closing)).toMatchObject({
    status: 409,
    body: { code: 'closes/already-closed' },
  })
  expect(await test.asOwner('POST', '/api/closes', { ...closing, as_of: '2026-03-30' })).toMatchObject({
    status: 400,
    body: { code: 'closes/not-a-month-end' },
  })
  expect(await test.asOwner('GET', '/api/closes')).toMatchObject({
    body: { rows: [{ as_of: '2026-03-31' }] },
  })
  expect((await test.asOwner('GET', '/api/closes/00000000-0000-4000-8000-000000000000')).status).toBe(404)
})

it('sets a target for the group and for an entity, and takes it away', async () => {
  const target = { kpi: 'dso_countback', entity_id: '', value: 45 }
  await test.asOwner('PUT', '/api/targets', target)
  const both = await test.asOwner('PUT', '/api/targets', { ...target, entity_id: 'FR', value: 40.5 })
  expect(both.body).toMatchObject({ rows: [target, { entity_id: 'FR', value: 40.5 }] })
  const left = await test.asOwner('PUT', '/api/targets', { ...target, value: null })
  expect(left.body).toMatchObject({ rows: [{ entity_id: 'FR' }] })
  expect(await test.asOwner('PUT', '/api/targets', { ...target, kpi: 'nothing' })).toMatchObject({
    status: 404,
    body: { code: 'kpis/not-found' },
  })
})

it('gives the yearly tables on terms of payment', async () => {
  const { body } = await test.asOwner('GET', '/api/payment-terms?as_of=2026-12-31&currency=EUR&entity=FR')
  const { unpaid, paid, from } = body as PaymentTermsAnswer
  expect(from).toBe('2026-01-01')
  expect(unpaid.cells.at(-1)).toMatchObject({ bracket: 'late', invoices: 1, amount: '50.00' })
  expect(paid.cells.find(({ bracket }) => bracket === '31-60')).toMatchObject({
    invoices: 1,
    amount: '100.00',
  })
})
