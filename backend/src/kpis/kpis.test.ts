import { beforeAll, describe, expect, it } from 'vitest'
import { useServer } from '../app/testing'
import type { EntitiesAnswer } from '../entities/entities.contract'
import { JobBoard } from '../jobs/job-board'
import type { Job } from '../jobs/jobs.contract'
import type {
  CustomerAnswer,
  InvoiceAnswer,
  InvoicesAnswer,
  ReceivablesAnswer,
} from '../receivables/receivables.contract'
import type { KpiDefinitionsAnswer, KpisAnswer } from './kpis.contract'
import type { OverviewAnswer } from './overview.contract'

const test = useServer()
const period = 'as_of=2026-05-31&entity=DEMO'

async function get<T>(path: string): Promise<T> {
  const { status, body } = await test.asOwner('GET', path)
  expect(status, `${path}: ${JSON.stringify(body).slice(0, 300)}`).toBe(200)
  return body as T
}
const ended = async (answer: { body: unknown }) =>
  test.server.app.get(JobBoard).ended((answer.body as Job).id)
const cents = (amount: string | number | null | undefined) => Math.round(Number(amount) * 100)

describe('with the demo company', () => {
  beforeAll(async () => {
    const wishes = { customers: 25, months: 14, seed: 3, today: '2026-06-30' }
    const job = await ended(await test.asOwner('POST', '/api/demo', wishes))
    expect(job).toMatchObject({ state: 'done', result: { rejected: 0, entity_id: 'DEMO' } })
  })

  it('names its entity as a demo, with its days and currency', async () => {
    const { entities } = await get<EntitiesAnswer>('/api/entities')
    expect(entities).toMatchObject([{ entity_id: 'DEMO', is_demo: true, currencies: ['EUR'] }])
    expect(entities[0]?.first_day?.slice(0, 7)).toBe('2025-05')
    expect(entities[0]?.complete_through).toBe('2026-06-30')
  })

  it('defines every KPI that it gives', async () => {
    const { definitions } = await get<KpiDefinitionsAnswer>('/api/kpis/definitions')
    const { rows, currency, from } = await get<KpisAnswer>(`/api/kpis?${period}`)
    const known = new Set(definitions.map(({ id }) => id))
    expect(rows.map(({ kpi }) => kpi).filter((kpi) => !known.has(kpi))).toEqual([])
    expect(rows.length).toBeGreaterThan(20)
    expect([currency, from]).toEqual(['EUR', '2026-05-01'])
  })

  it('gives the same open amount in figures, Overview and receivables', async () => {
    const { rows } = await get<KpisAnswer>(`/api/kpis?${period}&kpi=open,overdue`)
    const overview = await get<OverviewAnswer>(`/api/overview?${period}`)
    const { rows: customers } = await get<ReceivablesAnswer>(`/api/receivables?${period}&limit=500`)
    const open = cents(rows.find(({ kpi }) => kpi === 'open')?.value)
    expect(open).toBeGreaterThan(0)
    expect(cents(overview.current.find(({ kpi }) => kpi === 'open')?.value)).toBe(open)
    expect(customers.reduce((sum, row) => sum + cents(row.open), 0)).toBe(open)
    expect(overview.months).toHaveLength(13)
    expect(overview.months.at(-1)).toMatchObject({ month: '2026-05', as_of: '2026-05-31' })
  })

  it('leads from a figure to its invoices, page by page, and to what happened to one', async () => {
    const address = `/api/kpis/open/invoices?${period}&limit=7`
    const ids = new Set<string>()
    let sum = 0
    let page = await get<InvoicesAnswer>(address)
    for (;;) {
      for (const row of page.rows) {
        ids.add(`${row.customer_id}/${row.invoice_id}`)
        sum += cents(row.open)
      }
      if (page.next === null) break
      page = await get<InvoicesAnswer>(`${address}&cursor=${encodeURIComponent(page.next)}`)
    }
    const { rows } = await get<KpisAnswer>(`/api/kpis?${period}&kpi=open,open_count`)
    expect(sum).toBe(cents(rows.find(({ kpi }) => kpi === 'open')?.value))
    expect(ids.size).toBe(Number(rows.find(({ kpi }) => kpi === 'open_count')?.value))
    const [first = ''] = ids
    const { invoice, events } = await get<InvoiceAnswer>(`/api/invoices/${first}`)
    expect(first).toBe(`${invoice.customer_id}/${invoice.invoice_id}`)
    expect(events[0]?.event_type).toBe('invoice.issued')
  })

  it('shows one customer with balances and invoices', async () => {
    const { rows } = await get<ReceivablesAnswer>(`/api/receivables?${period}&limit=1`)
    const [row] = rows
    const address = `/api/receivables/customers/${row?.customer_id}`
    const customer = await get<CustomerAnswer>(`${address}?as_of=2026-05-31`)
    expect(customer.name).toBe(row?.name)
    expect(customer.balances[0]?.open).toBe(row?.open)
    const { rows: invoices } = await get<InvoicesAnswer>(`${address}/invoices?as_of=2026-05-31&limit=500`)
    expect(invoices.reduce((sum, invoice) => sum + cents(invoice.open), 0)).toBe(cents(row?.open))
  })

  it('refuses questions that cannot be meant, and says what does not exist', async () => {
    const status = async (path: string) => (await test.asOwner('GET', path)).status
    for (const query of ['', '?as_of=2026-02-30', '?as_of=9999-12-31', '?as_of=2026-05-31&by=colour']) {
      expect(await status(`/api/kpis${query}`), query).toBe(400)
    }
    expect(await status('/api/kpis?as_of=2026-05-01&from=2026-05-02')).toBe(400)
    expect(await status('/api/receivables?as_of=2026-05-31&cursor=x')).toBe(400)
    expect(await status('/api/kpis?as_of=2026-05-31&kpi=nothing')).toBe(404)
    expect(await status('/api/kpis/nothing/invoices?as_of=2026-05-31')).toBe(404)
    expect(await status('/api/receivables/customers/nobody?as_of=2026-05-31')).toBe(404)
  })

  it('is taken back for own data, once', async () => {
    const removed = await ended(await test.asOwner('DELETE', '/api/demo'))
    expect(removed).toMatchObject({ state: 'done', problem: null })
    expect((await get<EntitiesAnswer>('/api/entities')).entities).toEqual([])
    expect(await test.asOwner('DELETE', '/api/demo')).toMatchObject({
      status: 409,
      body: { code: 'demo/not-loaded' },
    })
  })
})
