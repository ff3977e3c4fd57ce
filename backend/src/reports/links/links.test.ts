import { eq } from 'drizzle-orm'
import { beforeAll, describe, expect, it } from 'vitest'
import { useServer } from '../../app/testing'
import { send, signedIn } from '../../auth/testing'
import { JobBoard } from '../../jobs/job-board'
import type { Job } from '../../jobs/jobs.contract'
import type { OverviewAnswer } from '../../kpis/overview.contract'
import { auditLog, reportLinks } from '../../metadata'
import type { MadeReportLink, NewReportLink, ReportLinksListed, SharedReport } from './links.contract'

const test = useServer()
type Somebody = Awaited<ReturnType<typeof signedIn>>
let cfo: Somebody

const wanted = (more: Partial<NewReportLink> = {}): NewReportLink => ({
  ...{ name: 'Commissaire aux comptes', entity: ['DEMO'], currency: 'EUR', days: 7, ...more },
})
const allow = (links: boolean, max_days = 30) =>
  test.asOwner('PUT', '/api/reports/sharing', { links, max_days, addresses: [] })
const make = async (who: Somebody = cfo, more: Partial<NewReportLink> = {}) => {
  const { status, body } = await who.as('POST', '/api/reports/links', wanted(more))
  expect([200, 201], JSON.stringify(body)).toContain(status)
  const { address, rows } = body as MadeReportLink
  return { token: address.split('/r/')[1] ?? '', row: rows[0] }
}
const refusal = async (who: Somebody, more: Partial<NewReportLink> = {}) => {
  const { status, body } = await who.as('POST', '/api/reports/links', wanted(more))
  return [status, (body as { code: string }).code]
}
/** as somebody without a session */
const open = (token: string) => send(test, 'GET', `/api/shared-report/${token}`)
const codeOf = async (token: string) => {
  const { status, body } = await open(token)
  return [status, (body as { code?: string }).code]
}
const listed = async () => ((await cfo.as('GET', '/api/reports/links')).body as ReportLinksListed).rows
const db = () => test.server.stores.metadata.db

beforeAll(async () => {
  const wishes = { customers: 25, months: 14, seed: 3, today: '2026-06-30' }
  const started = await test.asOwner('POST', '/api/demo', wishes)
  expect((await test.server.app.get(JobBoard).ended((started.body as Job).id)).state).toBe('done')
  cfo = await signedIn(test, 'cfo', ['DEMO'])
})

describe('a public link', () => {
  it('is not to be had until an administrator allows it, nor for longer than he says', async () => {
    expect(await refusal(cfo)).toEqual([409, 'reports/links-off'])
    await allow(true, 5)
    expect(await refusal(cfo)).toEqual([422, 'reports/link-too-long'])
    expect((await cfo.as('PUT', '/api/reports/sharing', { links: true })).status).toBe(403)
    await allow(true)
    for (const role of ['analyst', 'agent'] as const)
      expect(await refusal(await signedIn(test, role))).toEqual([403, 'auth/not-allowed'])
    expect(await refusal(await signedIn(test, 'cfo', ['FR02']))).toEqual([403, 'auth/entity-refused'])
  })

  it('shows anybody the figures of the Overview and no name of a customer, in no cache', async () => {
    const { token, row } = await make()
    expect(token).toMatch(/^[\w-]{43}$/)
    expect(row).toMatchObject({ state: 'open', opened: 0, last_opened_at: null, created_by: 'The cfo' })
    const { status, body, headers } = await open(token)
    expect(status).toBe(200)
    const asked = '/api/overview?entity=DEMO&currency=EUR&from=2026-06-01&as_of=2026-06-30'
    const whole = (await test.asOwner('GET', asked)).body as OverviewAnswer
    const { overview, forecast, creditors } = body as SharedReport
    expect(creditors).toEqual(['Maison Exemple SAS'])
    expect(overview.current).toEqual(whole.current)
    expect(overview.months).toEqual(whole.months)
    expect(forecast?.weeks).toHaveLength(13)
    const text = JSON.stringify(body)
    expect(whole.top_overdue.length).toBeGreaterThan(0)
    for (const { name, customer_id } of whole.top_overdue) {
      expect(text).not.toContain(name)
      expect(text).not.toContain(customer_id)
    }
    expect(headers.get('cache-control')).toBe('no-store')
    expect(headers.get('referrer-policy')).toBe('no-referrer')
    expect(headers.get('x-robots-tag')).toBe('noindex, nofollow')
    expect((await listed())[0]).toMatchObject({ opened: 1 })
    expect((await listed())[0]?.last_opened_at).not.toBeNull()
  })

  it('is kept as a fingerprint only, and its making and end are in the audit log without it', async () => {
    const { token, row } = await make(cfo, { name: 'Banque' })
    await cfo.as('DELETE', `/api/reports/links/${row?.id}`)
    const kept = JSON.stringify(await db().select().from(reportLinks))
    const log = await db()
      .select()
      .from(auditLog)
      .where(eq(auditLog.subject, `report-link:${row?.id}`))
    expect(kept + JSON.stringify(log)).not.toContain(token)
    expect(log.map(({ action, actor }) => [action, actor])).toEqual([
      ['report-link.created', cfo.id],
      ['report-link.revoked', cfo.id],
    ])
  })

  it('says plainly that it is revoked, expired, closed or unknown', async () => {
    const { token, row } = await make()
    await allow(false)
    expect(await codeOf(token)).toEqual([410, 'reports/link-closed'])
    await allow(true)
    expect(await codeOf(token)).toEqual([200, undefined])
    await db()
      .update(reportLinks)
      .set({ expiresAt: new Date(Date.now() - 1000) })
      .where(eq(reportLinks.id, row?.id ?? ''))
    expect(await codeOf(token)).toEqual([410, 'reports/link-expired'])
    const other = await make()
    const stranger = await signedIn(test, 'cfo', ['FR02'])
    expect((await stranger.as('DELETE', `/api/reports/links/${other.row?.id}`)).status).toBe(403)
    await cfo.as('DELETE', `/api/reports/links/${other.row?.id}`)
    expect(await codeOf(other.token)).toEqual([410, 'reports/link-revoked'])
    const changed = `${other.token.slice(0, -1)}${other.token.endsWith('A') ? 'B' : 'A'}`
    expect(await codeOf(changed)).toEqual([404, 'reports/link-unknown'])
    expect((await open(other.token)).headers.get('cache-control')).toBe('no-store')
  })

  it('ends with the account, or the entities, of whoever made it', async () => {
    const leaving = await signedIn(test, 'credit_manager', ['DEMO'])
    const { token } = await make(leaving)
    expect(await codeOf(token)).toEqual([200, undefined])
    const change = { name: 'x', role: 'credit_manager', contacts: false, disabled: false }
    await test.asOwner('PUT', `/api/users/${leaving.id}`, { ...change, entities: ['FR02'] })
    expect(await codeOf(token)).toEqual([410, 'reports/link-revoked'])
    await test.asOwner('PUT', `/api/users/${leaving.id}`, { ...change, entities: ['DEMO'] })
    expect(await codeOf(token)).toEqual([200, undefined])
    await test.asOwner('PUT', `/api/users/${leaving.id}`, {
      ...change,
      entities: ['DEMO'],
      disabled: true,
    })
    expect(await codeOf(token)).toEqual([410, 'reports/link-revoked'])
  })

  it('without an entity shows those of whoever made it, never all', async () => {
    const { row } = await make(cfo, { entity: [] })
    expect(row?.entities).toEqual(['DEMO'])
  })

  it('is asked for a limited number of times a minute', async () => {
    const tries = await Promise.all(Array.from({ length: 40 }, () => open('nothing')))
    expect(tries.filter(({ status }) => status === 429).length).toBeGreaterThan(0)
  })
})
