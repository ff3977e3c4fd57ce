import { METADATA, WAREHOUSE } from '../app/tokens'
import type { TestServer } from '../app/testing'
import type { Metadata } from '../metadata'
import type { Warehouse } from '@relance/pipelines'
import { addDays, localDay } from '../dispatch/planner/days'
import { customerKey, recordsOf } from '../dispatch/records/records'
import type { CustomerRecord } from '../dispatch/planner/customer-record'
import { InboxService } from '../inbox/inbox.service'
import { CustomerLinksService } from './links/links.service'
import { writeLink } from './links/link-token'
import { SecretsService } from '../secrets/secrets.service'

export const REMINDER = '7c1f0a52-4d0e-4a6b-9c3b-0d6a4d2f1e10'
export const MAIN = 'MAIN'

/** A day so many days from today, which begins an hour or two earlier in Paris than in Greenwich. */
export const inDays = (count: number): string => addDays(localDay(Date.now(), 'Europe/Paris'), count)

/** Test aid: a page of a customer on a running server, and the stores behind it. */
export function pagesOf(test: TestServer) {
  const get = <T>(token: unknown) => test.server.app.get<T>(token as never)
  const events = async (rows: object[]) => {
    const { status, body } = await test.asOwner('POST', `/api/events?entity=${MAIN}`, rows)
    // What follows from events is written after they were accepted.
    await get<InboxService>(InboxService).idle()
    if (status !== 200 || (body as { rejected?: number }).rejected !== 0)
      throw new Error(`the events were not loaded: ${JSON.stringify(body)}`)
  }
  return {
    events,
    metadata: () => get<Metadata>(METADATA),
    /** A customer of a kind with one invoice of 120 € that is 20 days late and, unless told otherwise, one of 80 € to come. */
    debtor: (customer: string, kind = 'business', invoices = 2) =>
      events(
        [
          event(customer, 'customer.updated', {
            attributes: {
              name: `<b>${customer}</b> & Fils`,
              kind,
              country: 'FR',
              address: '1 rue X\n33000 Bordeaux',
              contacts: [{ role: 'accounts_payable', name: 'Jeanne', email: 'j@exemple.fr', phone: '' }],
            },
          }),
          event(customer, 'invoice.issued', {
            invoice_id: `${customer}-F1`,
            amount: '120.00',
            issued_on: inDays(-50),
            occurred_on: inDays(-50),
            due_on: inDays(-20),
          }),
          event(customer, 'invoice.issued', {
            invoice_id: `${customer}-F2`,
            amount: '80.00',
            issued_on: inDays(-10),
            occurred_on: inDays(-10),
            due_on: inDays(20),
          }),
        ].slice(0, invoices + 1),
      ),
    async token(customerId: string, reminderId = REMINDER): Promise<string> {
      const links = get<CustomerLinksService>(CustomerLinksService)
      const { page } = await links.linksFor({ entityId: MAIN, customerId, reminderId }, 'http://x')
      return page.split('/').at(-1) ?? ''
    },
    signed: (customerId: string, expiresAt: Date) =>
      writeLink(
        { entityId: MAIN, customerId, reminderId: REMINDER, expiresAt },
        get<SecretsService>(SecretsService).subkey('customer-page'),
      ),
    async record(customerId: string): Promise<CustomerRecord> {
      const name = { entityId: MAIN, customerId }
      const record = (await recordsOf(get<Warehouse>(WAREHOUSE), [name], inDays(-45))).get(customerKey(name))
      if (!record) throw new Error(`${customerId} is not known`)
      return record
    },
    async call(method: string, address: string, body?: object, headers: Record<string, string> = {}) {
      const response = await fetch(`${test.server.address}/api/page/${address}`, {
        method,
        headers: {
          'x-relance-request': '1',
          ...(body === undefined ? {} : { 'content-type': 'application/json' }),
          ...headers,
        },
        ...(body === undefined ? {} : { body: JSON.stringify(body) }),
      })
      const text = await response.text()
      return {
        status: response.status,
        headers: response.headers,
        text,
        body: (text.startsWith('{') ? JSON.parse(text) : {}) as Record<string, never>,
      }
    },
  }
}

let counter = 0
export const event = (customer_id: string, event_type: string, more: object) => ({
  event_id: `page-${(counter += 1)}`,
  event_type,
  occurred_on: inDays(-60),
  entity_id: MAIN,
  customer_id,
  currency: 'EUR',
  ...more,
})

/** A mark of a form, as the page makes it. */
export const aNonce = (): string => `form-${'x'.repeat(12)}${(counter += 1)}`
