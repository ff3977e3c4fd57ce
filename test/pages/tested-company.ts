import type { Page } from 'playwright-core'
import { expect } from 'vitest'
import { ask, loadDemo } from './company'

const step = (id: string, fromDue: number) => ({
  ...{ id, kind: 'courteous', day: { from_due: fromDue }, channels: ['email'], tone: 'friendly' },
  template: 'courteous',
})

/**
 * The demo company with a campaign that runs, two reminders for businesses, in which large ones are a segment of their
 * own. @returns id of the campaign
 */
export async function testedCompany(page: Page, wishes: object): Promise<string> {
  const right = async (method: string, path: string, body?: unknown) => {
    const answer = await ask(page, method, path, body)
    expect(answer.status, `${method} ${path} ${JSON.stringify(answer.body)}`).toBeLessThan(300)
    return answer.body
  }
  await loadDemo(page, wishes)
  await right('PUT', '/senders/DEMO', {
    ...{ name: 'Maison Exemple SAS', address: '1 rue du Port\n35000 Rennes', phone: '02 99 00 00 00' },
    ...{ registration: '552 100 554 RCS Rennes', email: 'compta@maison.example' },
  })
  const year = new Date().getFullYear()
  for (const rate of ['ecb_refinancing', 'legal_other'])
    for (const from of [`${year - 1}-07-01`, `${year}-01-01`, `${year}-07-01`, `${year + 1}-01-01`])
      await right('PUT', '/reference-rates', { rate, from, percent: '2.15', source: 'test' })
  const rule = { field: 'size', op: 'in', value: ['large'] }
  const segment = (await right('POST', '/segments', { name: 'Grands comptes', rule }))['id'] as string
  const scenarios = [segment, null].map((one) => ({
    segment: one,
    steps: [step('first', 2), step('next', 12)],
  }))
  const population = { field: 'kind', op: 'in', value: ['business'] }
  const definition = { name: 'Relances', scenarios, population, stale_after_hours: 744 }
  const campaign = (await right('POST', '/campaigns', { definition }))['id'] as string
  await right('POST', `/campaigns/${campaign}/check`)
  await right('POST', `/campaigns/${campaign}/approve`, {})
  await right('POST', `/campaigns/${campaign}/start`, {})
  return campaign
}
