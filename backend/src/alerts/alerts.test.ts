import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { useServer } from '../app/testing'
import { METADATA } from '../app/tokens'
import { signedIn } from '../auth/testing'
import { startSmtp } from '../dispatch/channels/email/testing'
import type { TestSmtp } from '../dispatch/channels/email/testing'
import { webhookSignature } from '../dispatch/channels/webhook/webhook-channel'
import { users } from '../metadata'
import type { Metadata } from '../metadata'
import { NoticesService } from '../notices'
import type { AlertChecks, AlertsListed, TrialAnswer } from './alerts.contract'
import { FigureWatch } from './figure-watch.service'
import { loadInvoices, quietHistory, startReceiver } from './testing'

const test = useServer()
const BILLED = { kpi: 'billed', entity_id: 'FR01', currency: 'EUR' }
const RANGE = { kind: 'range', side: 'both' } as const
let smtp: TestSmtp
let receiver: Awaited<ReturnType<typeof startReceiver>>
let claire = ''

async function right<T>(method: string, path: string, body?: unknown): Promise<T> {
  const answer = await test.asOwner(method, path, body)
  expect(answer.status, `${method} ${path}: ${JSON.stringify(answer.body)}`).toBeLessThan(300)
  return answer.body as T
}
const watch = () => test.server.app.get(FigureWatch)
const send = (now = new Date()) => test.server.app.get(NoticesService).send(now)
const listed = async () => (await right<AlertsListed>('GET', '/api/alerts')).rows

beforeAll(async () => {
  smtp = await startSmtp()
  receiver = await startReceiver()
  await loadInvoices(test, 'FR01', [
    ...quietHistory(),
    'CUT1,Client 1,2026-02-01,2026-03-03,10.00,2026-02-28',
  ])
  const { db } = test.server.app.get<Metadata>(METADATA)
  const person = { role: 'cfo', locale: 'fr', passwordHash: null } as const
  const rows = await db
    .insert(users)
    .values([
      { ...person, email: 'claire@maison.example', name: 'Claire', entities: ['FR01'] },
      { ...person, email: 'otto@maison.example', name: 'Otto', entities: ['FR02'] },
    ])
    .returning()
  claire = rows[0]?.id ?? ''
  await right('PUT', '/api/channels/email', {
    settings: {
      ...{ host: '127.0.0.1', port: smtp.port, security: 'none', per_second: 0 },
      from_address: 'a@maison.example',
    },
    secrets: {},
  })
})
afterAll(async () => {
  await smtp.close()
  await receiver.close()
})

describe('a figure that leaves its usual range', () => {
  it('shows its rule and its numbers before it is watched', async () => {
    const { finding, words } = await right<TrialAnswer>('POST', '/api/alerts/trial', {
      ...BILLED,
      rule: RANGE,
    })
    expect(finding).toMatchObject({ day: '2026-02-28', outcome: 'well', range: { figures: 24 } })
    expect(finding?.range?.low).toBeLessThan(8010)
    expect(finding?.range?.high).toBeGreaterThan(8010)
    expect(words.rule.fr).toMatch(/plage habituelle/)
    expect(words.finding?.en).toMatch(
      /On 28 February 2026: €\d,\d{3}; usual range €\d,\d{3} to €\d+,\d{3} \(/,
    )
  })

  it('is told once by e-mail and webhook, and once that it is well again', async () => {
    const { key } = await right<{ key: string }>('PUT', '/api/notices/webhook', { url: receiver.url })
    const made = await right<AlertsListed>('POST', '/api/alerts', {
      ...{ ...BILLED, rule: RANGE, to_users: [claire], to_webhook: true },
    })
    expect(made.rows[0]).toMatchObject({ state: 'well', people: ['Claire'], last: { day: '2026-02-28' } })
    expect(await send()).toBe(0)

    await loadInvoices(test, 'FR01', ['BIG,Client 1,2026-03-02,2026-04-01,40000.00,'])
    await watch().look(new Date())
    expect((await listed())[0]?.last?.day, 'figures after the cut do not alert').toBe('2026-02-28')

    await loadInvoices(test, 'FR01', ['CUT2,Client 1,2026-02-03,2026-03-05,10.00,2026-03-05'])
    receiver.answer.status = 500
    await Promise.all([watch().look(new Date()), watch().look(new Date())])
    const [alert] = await listed()
    expect(alert).toMatchObject({ state: 'alerting', since: '2026-03-05', last: { outcome: 'alerting' } })
    expect(await send()).toBe(1)
    expect(await send(), 'what was refused waits').toBe(0)
    receiver.answer.status = 200
    expect(await send(new Date(Date.now() + 10 * 60_000))).toBe(1)
    expect(await send(new Date(Date.now() + 20 * 60_000))).toBe(0)

    expect(smtp.received.map(({ to }) => to)).toEqual([['claire@maison.example']])
    expect(smtp.received[0]?.source).toMatch(/plage habituelle/)
    expect(receiver.calls).toHaveLength(2)
    const [first, second] = receiver.calls
    expect(second?.headers['idempotency-key']).toBe(first?.headers['idempotency-key'])
    const [, seconds = '', signature = ''] =
      /^t=(\d+),v1=([0-9a-f]+)$/.exec(String(second?.headers['relance-signature'])) ?? []
    expect(signature).toBe(webhookSignature(key, Number(seconds), second?.body ?? ''))
    expect(JSON.parse(second?.body ?? '{}')).toMatchObject({
      ...{ type: 'kpi.alerting', kpi: 'billed', entity_id: 'FR01' },
      finding: { day: '2026-03-05', value: 40_000 },
    })

    await loadInvoices(test, 'FR01', ['CUT3,Client 1,2026-03-04,2026-04-05,10.00,2026-03-09'])
    await watch().look(new Date())
    expect(await send(), 'it still alerts: nothing is told twice').toBe(0)
    const april = [2, 3].map((day) => `D${day},Client 2,2026-04-0${day},2026-05-02,1010.00,`)
    await loadInvoices(test, 'FR01', [...april, 'CUT4,Client 1,2026-03-04,2026-04-05,10.00,2026-04-03'])
    await Promise.all([watch().look(new Date()), watch().look(new Date())])
    expect((await listed())[0]).toMatchObject({ state: 'well', since: '2026-04-03' })
    expect(await send()).toBe(2)
    expect(smtp.received).toHaveLength(2)
    expect(JSON.parse(receiver.calls[2]?.body ?? '{}')).toMatchObject({ type: 'kpi.well' })
    const { rows } = await right<AlertChecks>('GET', `/api/alerts/${alert?.id}/checks`)
    expect(rows.map(({ day, outcome }) => [day, outcome])).toEqual([
      ['2026-04-03', 'well'],
      ['2026-03-09', 'alerting'],
      ['2026-03-05', 'alerting'],
      ['2026-02-28', 'well'],
    ])
  })
})

describe('an alert', () => {
  it('by a limit is silent while it is muted, and is told when it outlasts that', async () => {
    const limit = { kind: 'limit', side: 'above', value: 1000 } as const
    const overdue = { kpi: 'open', entity_id: 'FR01', currency: 'EUR', rule: limit, to_users: [claire] }
    const mails = smtp.received.length
    await right('DELETE', '/api/notices/webhook')
    for (const { id } of await listed()) await right('DELETE', `/api/alerts/${id}`)
    const made = await right<AlertsListed>('POST', '/api/alerts', overdue)
    const { id = '' } = made.rows.find(({ kpi }) => kpi === 'open') ?? {}
    expect(await send()).toBe(1)
    // Another limit begins anew.
    const higher = { ...overdue, rule: { ...limit, value: 2000 } }
    await right('POST', `/api/alerts/${id}/mute`, { until: '2026-04-10' })
    const changed = await right<AlertsListed>('PUT', `/api/alerts/${id}`, higher)
    expect(changed.rows.find((row) => row.id === id)).toMatchObject({
      ...{ state: 'alerting', muted_until: '2026-04-10' },
      words: { rule: { en: 'Alerts when the figure rises above €2,000.' } },
    })
    expect(await send()).toBe(0)
    await loadInvoices(test, 'FR01', ['CUT5,Client 1,2026-03-04,2026-04-05,10.00,2026-04-12'])
    await watch().look(new Date())
    expect(await send()).toBe(1)
    expect(smtp.received).toHaveLength(mails + 2)
    await right('DELETE', `/api/alerts/${id}`)
    expect((await test.asOwner('GET', `/api/alerts/${id}/checks`)).status).toBe(404)
  })

  it('is kept to KPIs of one figure, and to people who see it', async () => {
    const refusal = async (more: object) => {
      const body = { ...BILLED, rule: RANGE, ...more }
      return (await test.asOwner('POST', '/api/alerts', body)).body as { code?: string }
    }
    expect(await refusal({ kpi: 'nothing' })).toMatchObject({ code: 'kpis/not-found' })
    expect(await refusal({ kpi: 'ageing' })).toMatchObject({ code: 'alerts/not-watchable' })
    const otto = (await right<{ rows: { id: string; name: string }[] }>('GET', '/api/notices/readers')).rows
    expect(otto.map(({ name }) => name)).not.toContain('Otto')
    expect(await refusal({ to_users: [claire], entity_id: '' })).toMatchObject({
      code: 'alerts/unknown-reader',
    })
  })

  it('tells somebody: people, or a program where there is one', async () => {
    const made = await right<AlertsListed>('POST', '/api/alerts', {
      ...{ ...BILLED, rule: RANGE, to_users: [claire] },
    })
    const { id } = made.rows.at(-1) ?? {}
    const answer = async (method: string, path: string, more: object) =>
      test.asOwner(method, path, { ...BILLED, rule: RANGE, ...more })
    for (const [method, path] of [
      ['POST', '/api/alerts'],
      ['PUT', `/api/alerts/${id}`],
    ] as const)
      for (const more of [{}, { to_users: [] }, { to_webhook: true }])
        expect(await answer(method, path, more), `${method} ${JSON.stringify(more)}`).toMatchObject({
          ...{ status: 422, body: { code: 'alerts/nobody-told' } },
        })
    expect((await listed()).filter(({ kpi }) => kpi === 'billed')).toHaveLength(1)
    await right('PUT', '/api/notices/webhook', { url: receiver.url })
    expect(await answer('PUT', `/api/alerts/${id}`, { to_webhook: true })).toMatchObject({ status: 200 })
    await right('DELETE', `/api/alerts/${id}`)
  })

  it('of another creditor, or of the group, is neither seen nor changed', async () => {
    await right('PUT', '/api/notices/webhook', { url: receiver.url })
    const told = { rule: RANGE, to_webhook: true }
    const { rows: before } = await right<AlertsListed>('POST', '/api/alerts', { ...BILLED, ...told })
    const own = before.at(-1)
    const group = { ...BILLED, entity_id: '', ...told }
    await right('POST', '/api/alerts', group)
    const limited = await signedIn(test, 'credit_manager', ['FR02'])
    expect((await limited.as('GET', '/api/alerts')).body).toEqual({ rows: [] })
    for (const [method, path, body] of [
      ['PUT', `/api/alerts/${own?.id}`, { ...BILLED, rule: RANGE }],
      ['DELETE', `/api/alerts/${own?.id}`, undefined],
      ['POST', `/api/alerts/${own?.id}/mute`, { until: null }],
      ['GET', `/api/alerts/${own?.id}/checks`, undefined],
      ['POST', '/api/alerts', group],
      ['POST', '/api/alerts/trial', { ...BILLED, rule: RANGE }],
    ] as const) {
      const { status, body: answer } = await limited.as(method, path, body)
      expect([status, (answer as { code: string }).code], path).toEqual([403, 'auth/entity-refused'])
    }
    const reader = await signedIn(test, 'cfo', ['FR01'])
    expect(((await reader.as('GET', '/api/alerts')).body as AlertsListed).rows.map(({ id }) => id)).toEqual([
      own?.id,
    ])
  })
})
