import type { Page } from 'playwright-core'
import { expect, vi } from 'vitest'

/** Asks the API as the visitor who is signed in. @returns status and body; the body is text where it is no JSON */
export const ask = (page: Page, method: string, path: string, body?: unknown) =>
  page.evaluate(
    async ([method, path, body]) => {
      const headers: Record<string, string> = { 'x-relance-request': '1' }
      if (body !== undefined) headers['content-type'] = 'application/json'
      const init: RequestInit = { method, headers }
      if (body !== undefined) init.body = JSON.stringify(body)
      const answer = await fetch(`/api${path}`, init)
      const text = await answer.text()
      try {
        return { status: answer.status, body: JSON.parse(text) as Record<string, unknown> }
      } catch {
        return { status: answer.status, body: { text } as Record<string, unknown> }
      }
    },
    [method, path, body] as const,
  )

/** Loads the demo company and waits until it is there. */
export async function loadDemo(page: Page, wishes: object): Promise<void> {
  const { status, body } = await ask(page, 'POST', '/demo', wishes)
  expect(status, JSON.stringify(body)).toBeLessThan(300)
  const state = async () => (await ask(page, 'GET', `/jobs/${body['id'] as string}`)).body['state']
  await vi.waitFor(async () => expect(await state()).toBe('done'), { interval: 300, timeout: 200_000 })
}

const daysAgo = (days: number) => new Date(Date.now() - days * 86_400_000).toISOString().slice(0, 10)

function eventsOf(id: string, name: string, kind: string, owed: number, late: number) {
  const contacts = [
    { role: 'accounts_payable', name: 'Ana', email: `${id}@client.example`, phone: '+33612345678' },
  ]
  const address = '1 rue du Port\n35000 Rennes'
  const attributes = { name, kind, language: 'fr', country: 'FR', contacts, address }
  const common = { customer_id: id, entity_id: 'MAIN' }
  return [
    { ...common, event_type: 'customer.updated', occurred_on: '2026-01-01', attributes },
    {
      ...common,
      event_type: 'invoice.issued',
      occurred_on: daysAgo(late + 30),
      due_on: daysAgo(late),
      invoice_id: `FA-${id}`,
      amount: owed.toFixed(2),
      currency: 'EUR',
    },
  ]
}

/** A creditor with two businesses and a consumer who owe, an identity as sender, and the rates of the year. */
export async function seedCompany(page: Page) {
  const events = [
    ...eventsOf('C1', 'Imprimerie Vallauris', 'business', 4200, 20),
    ...eventsOf('C2', 'Garage du Centre', 'business', 900, 5),
    ...eventsOf('C3', 'Jeanne Morvan', 'consumer', 150, 12),
  ]
  expect((await ask(page, 'POST', '/events', events)).status).toBeLessThan(300)
  const rule = { field: 'open_amount', op: 'gt', value: 0 }
  const owing = async () => (await ask(page, 'POST', '/segments/preview', { rule })).body['customers']
  await vi.waitFor(async () => expect(await owing()).toBe(3), { interval: 250, timeout: 120_000 })
  const sender = {
    name: 'Maison Exemple SAS',
    address: '1 rue du Port\n35000 Rennes',
    registration: '552 100 554 RCS Rennes',
    email: 'compta@maison.example',
    phone: '02 99 00 00 00',
  }
  expect((await ask(page, 'PUT', '/senders/MAIN', sender)).status).toBe(200)
  const year = new Date().getFullYear()
  for (const [rate, percent] of [
    ['ecb_refinancing', '2.15'],
    ['legal_other', '2.60'],
  ])
    for (const from of [`${year}-01-01`, `${year}-07-01`, `${year + 1}-01-01`])
      await ask(page, 'PUT', '/reference-rates', { rate, from, percent, source: 'test' })
}
