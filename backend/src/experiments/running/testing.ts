import { expect } from 'vitest'
import type { z } from 'zod'
import type { TestServer } from '../../app/testing'
import { DispatchService } from '../../dispatch'
import { CLOCK } from '../../dispatch/ports'
import { InboxService } from '../../inbox/inbox.service'
import { SendersService } from '../../messages'
import { experimentDesign } from '../experiment.contract'
import type { ExperimentDesign } from '../experiment.contract'
import { experimentChange } from '../experiments.contract'
import { ExperimentsService } from '../experiments.service'

type Design = z.input<typeof experimentDesign>
type Given = Partial<Omit<Design, 'cells'>> & Pick<Design, 'cells'>

/** Test aid: a design over everyone else with what no test cares for filled in. */
export const aDesign = (given: Given): ExperimentDesign =>
  experimentDesign.parse({
    name: 'Un test',
    hypothesis: 'Plus tôt fait payer plus tôt.',
    control: given.cells[0]?.id ?? '',
    segments: [{ id: 'everyone_else', name: 'Tous' }],
    worth_having: 0.03,
    max_customers: 100_000,
    max_days: 90,
    unit_variance: 0.2,
    ...given,
  })

export const aCell = (id: string, changes: NonNullable<Design['cells'][number]['changes']> = []) => ({
  id,
  label: id,
  levels: { way: id },
  changes,
})

interface Debtor {
  readonly id: string
  readonly amount?: string
  readonly due?: string
  readonly email?: string
  readonly phone?: string
  readonly payer?: string
  readonly kind?: string
}

/** Test aid: a company whose server plans by a clock that the test sets, with texts, rates and a sender. */
export function useCompany(test: TestServer, startsAt: string) {
  let now = Date.parse(startsAt)
  const app = () => test.server.app
  const company = {
    set now(text: string) {
      now = Date.parse(text)
    },
    get dispatch() {
      return app().get(DispatchService)
    },
    async ask(method: string, path: string, body?: unknown): Promise<Record<string, unknown>> {
      const answer = await test.asOwner(method, path, body)
      if (answer.status >= 300) throw new Error(`${method} ${path}: ${JSON.stringify(answer.body)}`)
      return answer.body as Record<string, unknown>
    },
    async load(events: object[]): Promise<void> {
      await company.ask('POST', '/api/events?entity=MAIN', events)
      await app().get(InboxService).idle()
    },
    /** Sets the clock of a server that has just started. */
    setClock(): void {
      app().get<{ now: () => Date }>(CLOCK).now = () => new Date(now)
    },
    async open(): Promise<void> {
      company.setClock()
      const sender = {
        name: 'Vernier SAS',
        address: '12 rue de la Paix\n75002 Paris',
        registration: '552 100 554 RCS Paris',
        phone: '01 99 00 00 01',
        email: 'compta@vernier.example',
        account_manager: 'Paul Lefèvre',
        iban: 'FR7630006000011234567890189',
        bic: 'AGRIFRPP',
      }
      await app().get(SendersService).save('', sender, 'test')
      for (const rate of ['ecb_refinancing', 'legal_other']) {
        const given = { rate, from: '2026-07-01', percent: '2.15', source: 'a test' }
        await company.ask('PUT', '/api/reference-rates', given)
      }
      // Without any payment nobody would know whether anybody has paid.
      const paid = { occurred_on: '2026-11-16', payment_id: 'P0', amount: '10.00' }
      await company.load([event('p-0', 'payment.received', 'PAID', paid)])
    },
    /** Customers with one invoice each. */
    debtors: (debtors: readonly Debtor[]): Promise<void> => company.load(debtors.flatMap(eventsOf)),
    /** A campaign that runs, reminding from day 5 on; its id. */
    async campaign(name: string, more: object = {}): Promise<string> {
      const step = (id: string, kind: string, from_due: number) => ({
        id,
        kind,
        day: { from_due },
        channels: ['email'],
        tone: kind === 'firm' ? 'firm' : 'neutral',
        template: kind,
      })
      const steps = [step('courteous', 'courteous', 5), step('firm', 'firm', 20)]
      const scenarios = [{ segment: null, steps }]
      const definition = { name, stale_after_hours: 744, scenarios, ...more }
      const { id } = await company.ask('POST', '/api/campaigns', { definition })
      const checked = await company.ask('POST', `/api/campaigns/${String(id)}/check`, {})
      expect(checked['state'], JSON.stringify(checked['check'] ?? checked)).toBe('checked')
      await company.ask('POST', `/api/campaigns/${String(id)}/approve`, { note: '' })
      await company.ask('POST', `/api/campaigns/${String(id)}/start`, { note: '' })
      return String(id)
    },
    async launch(id: string, campaign: string, design: ExperimentDesign): Promise<void> {
      const started_on = new Date(now).toISOString().slice(0, 10)
      const given = { design, campaign_id: campaign, state: 'running', started_on }
      const told = experimentChange.parse(given)
      await app().get(ExperimentsService).record(id, told, 'test')
    },
    async tell(): Promise<number> {
      const told = await company.dispatch.tell()
      await app().get(InboxService).idle()
      return told
    },
  }
  return company
}

const event = (id: string, type: string, customer: string, more: object) => ({
  event_id: id,
  event_type: type,
  occurred_on: '2026-10-03',
  entity_id: 'MAIN',
  customer_id: customer,
  currency: 'EUR',
  ...more,
})

function eventsOf({
  id,
  amount = '120.00',
  due = '2026-11-10',
  kind = 'business',
  payer,
  ...reached
}: Debtor) {
  const { email = `${id.toLowerCase()}@exemple.fr`, phone = '' } = reached
  const contacts = [{ role: 'accounts_payable', name: id, email, phone }]
  const attributes = { name: id, kind, country: 'FR', language: 'fr', contacts, group_key: payer ?? '' }
  return [
    event(`u-${id}`, 'customer.updated', id, { attributes }),
    event(`i-${id}`, 'invoice.issued', id, { invoice_id: `F-${id}`, due_on: due, amount }),
  ]
}
