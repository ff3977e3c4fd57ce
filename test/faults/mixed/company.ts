import { setTimeout as sleep } from 'node:timers/promises'
import { addressOf, askerOf, owing, startCampaign } from '../../operating/owing-company'
import type { Ask } from '../../operating/owing-company'
import { emptyInbox, eventId } from '../ingest-clients'
import type { Product } from '../product'
import type { Known } from './pages'

/** A Tuesday of a month without public holidays, nine o'clock in Paris: here the clock of the product begins. */
const FIRST_MORNING = Date.parse('2026-09-01T07:00:00Z')
const DAY_MS = 86_400_000
/** The nth working day from there; Friday is followed by Monday. */
export const morningOf = (n: number) => FIRST_MORNING + (n + 2 * Math.floor((n + 1) / 5)) * DAY_MS
/** Due for long, so that the only step of the campaign is due on the first day on which letters may go out. */
const DATES = { issued: '2026-07-06', due: '2026-08-05' }
const PAID = 6

/** The demo company for dashboards to show, customers of MAIN who owe, and a campaign that runs for these. */
export async function foundCompany(
  product: Product,
  data: string,
  smtpPort: number,
  given: { readonly debtors: number; readonly demoCustomers: number },
): Promise<Known> {
  const ask = askerOf(product)
  const asOf = new Date(FIRST_MORNING).toISOString().slice(0, 10)
  const demo = { customers: given.demoCustomers, months: 12, today: asOf, experiments: true }
  const { id } = await ask('POST', '/api/demo', demo)
  await ended(ask, String(id))
  const debts = Array.from({ length: given.debtors }, (_, n) => owing(String(n), DATES))
  await ask('POST', '/api/events', [...debts.flat(), ...eventsOfBody('before')])
  await emptyInbox(data)
  const { rows } = await ask('GET', '/api/experiments')
  const [experiment] = rows as { id: string }[]
  const campaign = await startCampaign(ask, smtpPort, { entities: ['MAIN'] })
  return { asOf, campaign, experiment: experiment?.id ?? '', customer: 'C0' }
}

async function ended(ask: Ask, job: string): Promise<void> {
  for (;;) {
    const { state } = await ask('GET', `/api/jobs/${job}`)
    if (state === 'done') return
    if (state !== 'running' && state !== 'waiting')
      throw new Error(`the demo company was not loaded: ${String(state)}`)
    await sleep(100)
  }
}

/** Where a reminder has to arrive: of those who owe from the beginning, and of the customer of each body. */
export const addressees = (debtors: number, bodies: Iterable<string>): string[] => [
  ...Array.from({ length: debtors }, (_, n) => addressOf(String(n))),
  ...[...bodies].map(addressOf),
]

/** A customer who owes an invoice, and some that he has paid. */
export function eventsOfBody(body: string): object[] {
  const common = { customer_id: `C${body}`, entity_id: 'MAIN', currency: 'EUR', amount: '75.50' }
  const paid = Array.from({ length: PAID }, (_, n) => {
    const invoice_id = `P${body}-${n}`
    const payment = { payment_id: invoice_id, allocations: [{ invoice_id, amount: '75.50' }] }
    return [
      { ...common, event_type: 'invoice.issued', occurred_on: DATES.issued, due_on: DATES.due, invoice_id },
      { ...common, event_type: 'payment.received', occurred_on: '2026-08-31', ...payment },
    ]
  })
  return [...owing(body, DATES), ...paid.flat()].map((event, n) => ({ ...event, event_id: eventId(body, n) }))
}
