import type { Page } from 'playwright-core'
import { expect } from 'vitest'
import { ask } from './company'

const DAY_MS = 86_400_000
/** So many days from today, as a date. */
export const dayFrom = (days: number) => new Date(Date.now() + days * DAY_MS).toISOString().slice(0, 10)

/** How many customers of each size the company has: the large ones are too few for a test of their own. */
const SIZES = { large: 30, small: 390, medium: 420 }
type Size = keyof typeof SIZES

/** A customer with an invoice of the past, paid sooner or later, and one that is four days late now. */
function history(size: Size, n: number) {
  const id = `${size}-${n}`
  const email = `${id}@client.example`
  const contacts = [{ role: 'accounts_payable', name: 'Ana', email, phone: '+33639980001' }]
  const attributes = { name: `Client ${id}`, kind: 'business', size, language: 'fr', country: 'FR', contacts }
  // Between 45 and 165 days ago; half of it comes within ten days of the second day of lateness.
  const due = -(45 + ((n * 37) % 120))
  const paid = { payment_id: `old-${id}`, amount: '1000.00', currency: 'EUR' }
  const allocations = [{ invoice_id: `OLD-${id}`, amount: '1000.00' }]
  return [
    { event_type: 'customer.updated', occurred_on: dayFrom(-300), customer_id: id, attributes },
    invoice(id, 'OLD', due),
    {
      ...{ event_type: 'payment.received', occurred_on: dayFrom(due + 3 + ((n * 7) % 20)) },
      ...{ customer_id: id, allocations, ...paid },
    },
    invoice(id, 'NEW', -4),
  ]
}

const invoice = (id: string, name: string, due: number) => ({
  ...{ event_type: 'invoice.issued', occurred_on: dayFrom(due - 30), due_on: dayFrom(due) },
  ...{ customer_id: id, invoice_id: `${name}-${id}`, amount: '1000.00', currency: 'EUR' },
})

const step = (id: string, fromDue: number) => ({
  ...{ id, kind: 'courteous', day: { from_due: fromDue }, channels: ['email'], tone: 'friendly' },
  template: 'courteous',
})

/**
 * A creditor (MAIN) with 840 businesses who paid before and owe again, and a campaign that runs over all of them, in
 * which large and small ones are segments of their own. It is ready to send already.
 */
export async function payingCompany(page: Page): Promise<void> {
  const sizes = Object.entries(SIZES) as [Size, number][]
  const events = sizes.flatMap(([size, count]) =>
    Array.from({ length: count }, (_, n) => history(size, n)).flat(),
  )
  await tell(page, [...events, bank(-1)])
  const right = async (path: string, body?: unknown) => {
    const answer = await ask(page, 'POST', path, body)
    expect(answer.status, `${path} ${JSON.stringify(answer.body)}`).toBeLessThan(300)
    return answer.body
  }
  const segment = async (name: string, size: Size) =>
    (await right('/segments', { name, rule: { field: 'size', op: 'in', value: [size] } }))['id'] as string
  const segments = [await segment('Grands comptes', 'large'), await segment('Petites entreprises', 'small')]
  const scenarios = [...segments, null].map((one) => ({
    segment: one,
    steps: [step('first', 2), step('next', 30)],
  }))
  const definition = { name: 'Relances', scenarios, stale_after_hours: 744 }
  const campaign = (await right('/campaigns', { definition }))['id'] as string
  await right(`/campaigns/${campaign}/check`)
  await right(`/campaigns/${campaign}/approve`, {})
  await right(`/campaigns/${campaign}/start`, {})
}

/** Loads events of the creditor, all of which are taken. */
export async function tell(page: Page, events: readonly object[]): Promise<void> {
  const answer = await ask(page, 'POST', '/events?entity=MAIN', events)
  expect(answer.body, JSON.stringify(answer.body)).toMatchObject({ state: 'loaded', rejected: 0 })
}

/** A payment of somebody who owes nothing, by which the payments of that day are known. */
export const bank = (day: number) => ({
  ...{ event_type: 'payment.received', customer_id: 'BANK', occurred_on: dayFrom(day), currency: 'EUR' },
  ...{ payment_id: `bank-${day}`, amount: '10.00' },
})

/** A customer pays his open invoice. */
export const payment = (id: string, day: number) => ({
  ...{ event_type: 'payment.received', customer_id: id, occurred_on: dayFrom(day), currency: 'EUR' },
  ...{ payment_id: `new-${id}`, amount: '1000.00' },
  allocations: [{ invoice_id: `NEW-${id}`, amount: '1000.00' }],
})

export interface Entered {
  customer_id: string
  variant: string
  segment: string
}

/** All customers of an experiment, whose payments are known up to the day of their entry. */
export async function enteredCustomers(page: Page, experiment: string): Promise<Entered[]> {
  const all: Entered[] = []
  for (let cursor: unknown = ''; cursor !== null;) {
    const after = cursor === '' ? '' : `&cursor=${String(cursor)}`
    const { body } = await ask(page, 'GET', `/experiments/${experiment}/customers?limit=500${after}`)
    all.push(...(body['rows'] as Entered[]))
    cursor = body['next']
  }
  return all
}
