import type { Page } from 'playwright-core'
import { expect, vi } from 'vitest'
import type { ClockedProduct } from './clocked-product'
import { ask } from './company'

const ENTITY = 'DEMO'
const daysAgo = (days: number) => new Date(Date.now() - days * 86_400_000).toISOString().slice(0, 10)

const debtor = (id: string, name: string, kind: string, email: string) => [
  {
    event_type: 'customer.updated',
    occurred_on: daysAgo(300),
    customer_id: id,
    attributes: {
      name,
      kind,
      language: 'fr',
      country: 'FR',
      address: '1 rue du Port\n35000 Rennes',
      contacts: [{ role: 'accounts_payable', name: 'Ana', email, phone: '+33639980001' }],
    },
  },
  {
    event_type: 'invoice.issued',
    occurred_on: daysAgo(34),
    due_on: daysAgo(4),
    customer_id: id,
    invoice_id: `FA-${id}`,
    amount: '1250.00',
    currency: 'EUR',
  },
]

/** Asks the API and takes no refusal. */
const asked = (page: Page) => async (method: string, path: string, body?: unknown) => {
  const answer = await ask(page, method, path, body)
  expect(answer.status, `${method} ${path} ${JSON.stringify(answer.body)}`).toBeLessThan(300)
  return answer.body
}

/** Enters by the printed link, as the administrator. */
export async function enter(page: Page, { link }: ClockedProduct) {
  await page.goto(link)
  await page.getByRole('button', { name: 'Continuer sans compte' }).click()
  await page.getByRole('heading', { name: 'Commencez par un fichier' }).waitFor()
}

/**
 * What a creditor needs to write to customers: a sender, the rates of the year, and the mail server.
 * @returns the link by which a credit manager enters for the first time
 */
export async function readyToSend(
  page: Page,
  { origin, smtp }: ClockedProduct,
  entity: string,
): Promise<string> {
  const right = asked(page)
  await right('PUT', `/senders/${entity}`, {
    name: 'Maison Exemple SAS',
    address: '1 rue du Port\n35000 Rennes',
    registration: '552 100 554 RCS Rennes',
    email: 'compta@maison.example',
    phone: '02 99 00 00 00',
  })
  const year = new Date().getFullYear()
  for (const [rate, percent] of Object.entries({ ecb_refinancing: '2.15', legal_other: '2.60' }))
    for (const from of [`${year - 1}-07-01`, `${year}-01-01`, `${year}-07-01`, `${year + 1}-01-01`])
      await right('PUT', '/reference-rates', { rate, from, percent, source: 'test' })
  await right('PUT', '/channels/email', {
    settings: {
      host: '127.0.0.1',
      port: smtp.port,
      security: 'none',
      from_address: 'compta@maison.example',
      per_second: 0,
    },
    secrets: {},
  })
  const invited = await right('POST', '/users', {
    name: 'Claire Morvan',
    email: 'claire@example.com',
    role: 'credit_manager',
    entities: null,
  })
  return `${origin}/sign-in#${invited['token'] as string}`
}

/**
 * As an administrator who enters by the printed link: the demo company with a business (V1) and a consumer (V2) whose
 * invoices are four days late, ready to send.
 * @returns the link by which a credit manager enters for the first time
 */
export async function demoCompany(page: Page, product: ClockedProduct): Promise<string> {
  await enter(page, product)
  const right = asked(page)
  const job = (await right('POST', '/demo', { customers: 80, months: 12 }))['id'] as string
  const state = async () => (await ask(page, 'GET', `/jobs/${job}`)).body['state']
  await vi.waitFor(async () => expect(await state()).toBe('done'), { interval: 200, timeout: 120_000 })
  await right('POST', `/events?entity=${ENTITY}`, [
    ...debtor('V1', 'Imprimerie Vallauris', 'business', 'ana@vallauris.example'),
    ...debtor('V2', 'Jeanne Morvan', 'consumer', 'jeanne@morvan.example'),
  ])
  return readyToSend(page, product, ENTITY)
}
