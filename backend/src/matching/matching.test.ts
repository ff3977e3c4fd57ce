import { describe, expect, it } from 'vitest'
import { useServer } from '../app/testing'
import type { BankEntry, EntriesAnswer } from './matching.contract'

const test = useServer()
const post = (path: string, body: unknown) => test.asOwner('POST', `/api/bank-entries/${path}`, body)
const list = async (state: string) => {
  const { body } = await test.asOwner('GET', `/api/bank-entries?state=${state}`)
  return body as EntriesAnswer
}
async function until(holds: () => Promise<boolean>): Promise<void> {
  for (let tries = 0; tries < 200 && !(await holds()); tries += 1)
    await new Promise((resolve) => setTimeout(resolve, 200))
}

const invoice = (customer: string, number: string) => ({
  event_type: 'invoice.issued',
  occurred_on: '2026-01-10',
  due_on: '2026-02-10',
  customer_id: customer,
  invoice_id: number,
  amount: '75.00',
})
const entry = (id: string, attributes: object) => ({
  event_id: `bank:${id}`,
  event_type: 'bank.entry',
  occurred_on: '2026-02-12',
  amount: '75.00',
  attributes: { account: 'FR00', status: 'BOOK', statement_kind: 'camt.053', ...attributes },
})

describe('bank entries', () => {
  it('are matched by themselves when they are sure; a person decides on the others, and takes back', async () => {
    const names = ['C1', 'C2'].map((customer) => ({
      event_type: 'customer.updated',
      occurred_on: '2026-01-01',
      customer_id: customer,
      attributes: { name: 'Garage du Centre' },
    }))
    const { status } = await test.asOwner('POST', '/api/events', [
      ...names,
      invoice('C1', 'FA-2026-0001'),
      invoice('C2', 'FA-2026-0002'),
      invoice('C2', 'FA-2026-0003'),
      entry('sure', { remittance: 'FA-2026-0003' }),
      entry('unsure', { counterparty_name: 'GARAGE DU CENTRE' }),
    ])
    expect(status).toBeLessThan(300)
    await until(async () => (await list('matched')).rows.length === 1)
    const review = await list('review')
    expect(review.counts).toEqual({ review: 1, unmatched: 0, outgoing: 0, matched: 1, ignored: 0 })
    const [unsure] = review.rows as [BankEntry]
    const [proposal] = unsure.proposals
    expect(unsure).toMatchObject({ event_id: 'bank:unsure', amount: '75.0000', confidence: null })
    expect(await post('accept', { event_id: 'bank:unsure', proposal: 'no such' })).toMatchObject({
      status: 409,
      body: { code: 'matching/no-such-proposal' },
    })
    const accepted = await post('accept', { event_id: 'bank:unsure', proposal: proposal?.proposal })
    expect((await list('review')).settled, 'other proposals follow in a moment').toBe(false)
    await until(async () => (await list('review')).settled)
    expect((await list('review')).settled).toBe(true)
    expect(accepted).toMatchObject({ status: 200, body: { batch_id: expect.any(String) as string } })
    expect((await list('matched')).rows).toHaveLength(2)
    expect(await post('undo', { event_id: 'bank:unsure' })).toMatchObject({ status: 200 })
    expect((await list('matched')).rows).toHaveLength(1)
    const parts = [{ invoice_id: 'FA-2026-0001', amount: '80' }]
    const refused = await post('assign', { event_id: 'bank:unsure', customer_id: 'C1', parts })
    expect(refused).toMatchObject({ status: 422, body: { code: 'matching/bad-split' } })
    await post('assign', { event_id: 'bank:unsure', customer_id: 'C1' })
    expect((await list('matched')).rows.find(({ event_id }) => event_id === 'bank:unsure')).toMatchObject({
      customer_id: 'C1',
      allocations: [],
      matched_by: 'person',
    })
  })
})
