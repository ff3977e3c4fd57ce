/** Asks the API as the owner of the data directory. Throws where the answer is no success. */
export type Ask = (method: string, path: string, body?: unknown) => Promise<Record<string, unknown>>

/** A Tuesday morning in Paris, when every channel is open. */
export const MORNING = new Date('2026-11-17T09:00:00Z')

/** Asks a server by its address and token. */
export const askerOf =
  ({ address, token }: { address: string; token: string }): Ask =>
  async (method, path, body) => {
    const headers = { authorization: `Bearer ${token}`, 'content-type': 'application/json' }
    const init = body === undefined ? { method, headers } : { method, headers, body: JSON.stringify(body) }
    const answer = await fetch(address + path, init)
    const text = await answer.text()
    if (!answer.ok) throw new Error(`${method} ${path}: ${answer.status} ${text}`)
    return text === '' ? {} : (JSON.parse(text) as Record<string, unknown>)
  }

/** Events of a customer and of the one invoice that he owes, by the ids given. */
export function owing(n: string, dates: { issued: string; due: string }): [object, object] {
  const common = { customer_id: `C${n}`, entity_id: 'MAIN', currency: 'EUR', occurred_on: dates.issued }
  const person = { role: 'accounts_payable', name: `Client ${n}`, email: addressOf(n), phone: '' }
  const attributes = { name: `Client ${n}`, kind: 'business', country: 'FR', contacts: [person] }
  const invoice = { invoice_id: `F${n}`, amount: '120.00', due_on: dates.due }
  return [
    { ...common, event_id: `u${n}`, event_type: 'customer.updated', attributes },
    { ...common, event_id: `i${n}`, event_type: 'invoice.issued', ...invoice },
  ]
}

/** Where such a customer is written to. */
export const addressOf = (n: string) => `c${n}@exemple.fr`

/** Events of customers who each owe one invoice since 2 November 2026; the first has paid a little on the 16th. */
export function debts(customers: number): object[] {
  const dates = { issued: '2026-10-03', due: '2026-11-02' }
  const all = Array.from({ length: customers }, (_, n) => owing(String(n), dates))
  const payment = { payment_id: 'P0', amount: '1.00', allocations: [{ invoice_id: 'F0', amount: '1.00' }] }
  const paid = { event_id: 'p0', event_type: 'payment.received', occurred_on: '2026-11-16', ...payment }
  return [...all.flat(), { ...paid, customer_id: 'C0', entity_id: 'MAIN', currency: 'EUR' }]
}

/**
 * What a person does until reminders go out: an identity as sender, the rates that letters quote, a mail server, and
 * a campaign of one step, checked, approved and started. `change` says what is different in its design.
 * @returns id of the campaign
 */
export async function startCampaign(ask: Ask, smtpPort: number, change: object = {}): Promise<string> {
  await ask('PUT', '/api/senders/MAIN', {
    name: 'Maison Exemple SAS',
    address: '1 rue du Port\n35000 Rennes',
    registration: '552 100 554 RCS Rennes',
    email: 'compta@maison.example',
    phone: '02 99 00 00 00',
  })
  for (const rate of ['ecb_refinancing', 'legal_other'])
    await ask('PUT', '/api/reference-rates', { rate, from: '2026-07-01', percent: '2.15', source: 'a test' })
  const settings = {
    host: '127.0.0.1',
    port: smtpPort,
    security: 'none',
    from_address: 'compta@maison.example',
    per_second: 0,
  }
  await ask('PUT', '/api/channels/email', { settings, secrets: {} })
  const step = { id: 'one', kind: 'courteous', day: { from_due: 5 }, channels: ['email'] }
  const steps = [{ ...step, tone: 'neutral', template: 'courteous' }]
  const scenarios = [{ segment: null, steps }]
  const definition = { name: 'Relances', stale_after_hours: 744, scenarios, ...change }
  const { id } = await ask('POST', '/api/campaigns', { definition })
  for (const move of ['check', 'approve', 'start'])
    await ask('POST', `/api/campaigns/${String(id)}/${move}`, {})
  return String(id)
}
