import type { Page } from 'playwright-core'
import { expect, vi } from 'vitest'
import { ask } from './company'

/** The last day of a past month from now; months have 28 days at least, so that days of months exist in all. */
const monthOf = (n: number) => new Date(Date.UTC(2025, 5 + n, 1)).toISOString().slice(0, 7)
const after = (day: string, days: number) =>
  new Date(Date.parse(day) + days * 86_400_000).toISOString().slice(0, 10)
const MONTHS = 12
const AMOUNT = '12000.00'

/** One invoice a month, due after 30 days; paid five days late until month `until` of the twelve. */
function habit(entity_id: string, customer_id: string, name: string, currency: string, until: number) {
  const common = { entity_id, customer_id }
  return [
    {
      ...common,
      event_type: 'customer.updated',
      occurred_on: '2025-06-01',
      attributes: { name, kind: 'business', country: 'FR' },
    },
    ...Array.from({ length: MONTHS }, (_, n) => {
      const issued = `${monthOf(n)}-04`
      const invoice_id = `${customer_id}-${n}`
      const money = { amount: AMOUNT, currency }
      const bill = {
        event_type: 'invoice.issued',
        occurred_on: issued,
        invoice_id,
        due_on: after(issued, 30),
      }
      const payment = { event_type: 'payment.received', payment_id: `P-${invoice_id}` }
      const allocations = [{ invoice_id, amount: AMOUNT }]
      const paid = { ...payment, occurred_on: after(issued, 35), allocations }
      return [bill, ...(n < until ? [paid] : [])].map((event) => ({ ...common, ...money, ...event }))
    }).flat(),
  ]
}

/** Rates of working days, in the form of the European Central Bank's file, the newest first. */
export function ratesFile(): string {
  const lines: string[] = []
  for (let day = '2025-05-30'; day <= '2026-05-29'; day = after(day, 1)) {
    const date = new Date(day)
    if ([0, 6].includes(date.getUTCDay())) continue
    const n = date.getUTCDate()
    lines.unshift(`${day},${(1.08 + n / 1000).toFixed(4)},${(0.85 + n / 5000).toFixed(5)},`)
  }
  return ['Date,USD,GBP,', ...lines, ''].join('\n')
}

/**
 * A group of two creditors, one billing in euros and one in dollars, from June 2025 to May 2026. Gamma, who owes
 * dollars, pays nothing of what was billed since March 2026.
 */
export async function loadGroup(page: Page): Promise<void> {
  const events = [
    ...habit('FR', 'alpha', 'Imprimerie Alpha', 'EUR', MONTHS),
    ...habit('FR', 'beta', 'Garage Beta', 'EUR', MONTHS),
    ...habit('US', 'gamma', 'Gamma Motors', 'USD', MONTHS - 3),
    ...habit('US', 'delta', 'Delta Foods', 'USD', MONTHS),
  ]
  const id = await page.evaluate(
    async (body) => {
      const headers = { 'x-relance-request': '1', 'content-type': 'application/octet-stream' }
      const answer = await fetch('/api/files?name=group.ndjson', { method: 'POST', headers, body })
      return ((await answer.json()) as { id: string }).id
    },
    events.map((event) => JSON.stringify(event)).join('\n'),
  )
  const job = (await ask(page, 'POST', `/files/${id}/load`, { history_from: '2025-06-01' })).body[
    'id'
  ] as string
  const ended = async () => (await ask(page, 'GET', `/jobs/${job}`)).body
  await vi.waitFor(async () => expect(await ended()).toMatchObject({ state: 'done' }), {
    interval: 250,
    timeout: 120_000,
  })
}
