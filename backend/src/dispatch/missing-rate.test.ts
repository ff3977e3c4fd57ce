import { expect, it } from 'vitest'
import { useServer } from '../app/testing'
import { InboxService } from '../inbox/inbox.service'
import { SendersService } from '../messages'
import { DispatchService } from './index'
import { CLOCK } from './ports'

const test = useServer()
/** A Tuesday morning in Paris. */
const NOW = Date.parse('2026-11-17T09:00:00Z')

const asked = async (method: string, path: string, body?: unknown): Promise<Record<string, unknown>> => {
  const answer = await test.asOwner(method, path, body)
  if (answer.status >= 300) throw new Error(`${method} ${path}: ${JSON.stringify(answer.body)}`)
  return answer.body as Record<string, unknown>
}
const rate = (from: string) =>
  asked('PUT', '/api/reference-rates', { rate: 'ecb_refinancing', from, percent: '2.15', source: 'a test' })
const event = (id: string, type: string, more: object) => ({
  event_id: id,
  event_type: type,
  occurred_on: '2022-10-03',
  entity_id: 'MAIN',
  customer_id: 'C1',
  currency: 'EUR',
  ...more,
})
const contacts = [{ role: 'accounts_payable', name: 'Claire', email: 'claire@exemple.fr', phone: '' }]
const firm = {
  id: 'firm',
  kind: 'firm',
  day: { from_due: 20 },
  channels: ['email'],
  tone: 'firm',
  template: 'firm',
}

async function seed(): Promise<string> {
  await asked('POST', '/api/events?entity=MAIN', [
    event('u1', 'customer.updated', {
      attributes: { name: 'Duval', kind: 'business', country: 'FR', language: 'fr', contacts },
    }),
    // Late since a half-year of which no rate came with the product.
    event('i1', 'invoice.issued', { invoice_id: 'F-1', due_on: '2022-11-02', amount: '1200.00' }),
    event('p1', 'payment.received', {
      occurred_on: '2026-11-16',
      payment_id: 'P1',
      amount: '200.00',
      allocations: [{ invoice_id: 'F-1', amount: '200.00' }],
    }),
  ])
  await test.server.app.get(InboxService).idle()
  const sender = {
    name: 'Vernier SAS',
    address: '12 rue de la Paix\n75002 Paris',
    registration: '552 100 554 RCS Paris',
    phone: '01 99 00 00 01',
    email: 'compta@vernier.example',
    iban: 'FR7630006000011234567890189',
  }
  await test.server.app.get(SendersService).save('', sender as never, 'test')
  await rate('2026-07-01')
  const definition = {
    name: 'Relances',
    stale_after_hours: 744,
    scenarios: [{ segment: null, steps: [firm] }],
  }
  const id = String((await asked('POST', '/api/campaigns', { definition }))['id'])
  for (const [move, body] of [
    ['check', {}],
    ['approve', { note: '' }],
    ['start', { note: '' }],
  ] as const)
    await asked('POST', `/api/campaigns/${id}/${move}`, body)
  return id
}

it('a message without its reference rate is held, says what to enter and where, and goes once it is entered', async () => {
  const { app } = test.server
  app.get<{ now: () => Date }>(CLOCK).now = () => new Date(NOW)
  const dispatch = app.get(DispatchService)
  const id = await seed()
  const verdict = async () => {
    const { rows } = (await asked('GET', `/api/verdicts?campaign=${id}&day=2026-11-17`)) as {
      rows: { reason: string; sentence: { fr: string } }[]
    }
    return rows
  }
  const dead = async () => (await asked('GET', '/api/sending/dead-letters'))['rows']

  expect(await dispatch.plan()).toEqual({ customers: 1, contacts: 0 })
  expect(await verdict()).toMatchObject([{ reason: 'rate_missing' }])
  expect((await verdict())[0]?.sentence.fr).toMatch(
    /^Message retenu.: il manque le taux de refinancement de la BCE du semestre 2022-S2.*1 juillet 2022 dans Réglages, Taux de référence/,
  )
  await dispatch.send()
  expect(await dead()).toEqual([])

  await rate('2022-07-01')
  expect(await dispatch.plan(), 'the same day is planned anew').toEqual({ customers: 1, contacts: 1 })
  await dispatch.send()
  expect(await verdict()).toMatchObject([{ reason: '' }])
  const shown = (await asked('GET', '/api/sending/shown')) as { rows: { text: string }[] }
  expect(shown.rows).toHaveLength(1)
  expect(shown.rows[0]?.text).toMatch(/intérêts|pénalités/i)
  expect(await dead()).toEqual([])
})
