import { describe, expect, it } from 'vitest'
import { useServer } from '../app/testing'
import { InboxService } from '../inbox/inbox.service'
import type { EventsAnswer } from './events.contract'

const test = useServer()
const event = (n: number, more: object = {}) => ({
  event_id: `e${n}`,
  event_type: 'invoice.issued',
  occurred_on: '2026-01-05',
  due_on: '2026-02-05',
  customer_id: 'C1',
  invoice_id: `F${n}`,
  amount: '10.00',
  ...more,
})

async function send(
  body: string,
  headers: Record<string, string>,
): Promise<{ status: number; body: EventsAnswer }> {
  const response = await fetch(`${test.server.address}/api/events`, {
    method: 'POST',
    headers: { authorization: `Bearer ${test.server.token}`, ...headers },
    body,
  })
  return { status: response.status, body: (await response.json()) as EventsAnswer }
}
const NDJSON = { 'content-type': 'application/x-ndjson' }

describe('events sent to the API', () => {
  it('that are nested without end are refused', async () => {
    const deep = `{"event_id":"d","x":${'['.repeat(1e6)}${']'.repeat(1e6)}}`
    const { status, body } = await send(deep, { 'content-type': 'application/json' })
    expect([status, body]).toMatchObject([400, { code: 'events/too-deep' }])
  })

  it('are answered row by row', async () => {
    const rows = [event(1), event(1), event(2, { amount: 'ten' }), { event_type: 'nothing.known' }, event(3)]
    const { status, body } = (await test.asOwner('POST', '/api/events', rows)) as {
      status: number
      body: EventsAnswer
    }
    expect(status).toBe(200)
    expect(body).toMatchObject({ state: 'loaded', read: 5, accepted: 2, duplicates: 1, rejected: 2 })
    expect(body.rows.map(({ line, state, reason }) => `${line} ${state} ${reason}`.trim())).toEqual([
      '1 accepted',
      '2 duplicate',
      '3 rejected bad_amount',
      '4 rejected unknown_type',
      '5 accepted',
    ])
  })

  it('that nobody waits for are answered once they are kept, and told of later', async () => {
    const line = `${JSON.stringify(event(10))}\n`
    const { status, body } = await send(line, { ...NDJSON, prefer: 'respond-async' })
    expect(status).toBe(202)
    expect(body).toMatchObject({ state: 'kept', read: 1, rows: [] })
    await test.server.app.get(InboxService).idle()
    const receipt = await test.asOwner('GET', `/api/events/receipts/${body.receipt}`)
    expect(receipt).toMatchObject({
      status: 200,
      body: { state: 'loaded', accepted: 1, rows: [{ state: 'accepted' }] },
    })
  })

  it('at the same time share loads, and each is told of his own', async () => {
    const answers = await Promise.all(
      Array.from({ length: 8 }, (_, sender) =>
        test.asOwner('POST', '/api/events', [
          event(100 + sender),
          event(100 + sender, { amount: 'x', event_id: 'b' }),
        ]),
      ),
    )
    for (const { body } of answers) {
      expect((body as EventsAnswer).rows.map(({ line, state }) => [line, state])).toEqual([
        [1, 'accepted'],
        [2, 'rejected'],
      ])
    }
    expect(new Set(answers.map(({ body }) => (body as EventsAnswer).batch_id)).size).toBeLessThan(8)
  })

  it('without ids count once however often the same body comes', async () => {
    const { event_id: _, ...nameless } = event(200)
    const body = [nameless, nameless].map((row) => ({ ...row, event_type: 'payment.claimed' }))
    expect((await test.asOwner('POST', '/api/events', body)).body).toMatchObject({ accepted: 2 })
    expect((await test.asOwner('POST', '/api/events', body)).body).toMatchObject({
      accepted: 0,
      duplicates: 2,
    })
  })

  it('in a long stream are one job that can be watched', async () => {
    const lines = Array.from({ length: 8000 }, (_, n) => `${JSON.stringify(event(1000 + n))}\n`).join('')
    const { status, body } = await send(lines, NDJSON)
    expect(status).toBe(200)
    expect(body).toMatchObject({ state: 'loaded', read: 8000, accepted: 8000, receipt: null })
    expect(await test.asOwner('GET', `/api/jobs/${body.job}`)).toMatchObject({
      body: { state: 'done', kind: 'load' },
    })
    const later = await send(lines, { ...NDJSON, prefer: 'respond-async' })
    expect(later).toMatchObject({ status: 202, body: { state: 'running' } })
  })

  it('that are none are refused', async () => {
    expect((await send('\n\n', NDJSON)).status).toBe(400)
    expect((await test.asOwner('POST', '/api/events', [])).status).toBe(400)
    expect(
      (await test.asOwner('GET', '/api/events/receipts/00000000-0000-4000-8000-000000000000')).status,
    ).toBe(404)
  })
})
