import { eq } from 'drizzle-orm'
import { describe, expect, it } from 'vitest'
import { useServer } from '../app/testing'
import type { EntitiesAnswer } from '../entities/entities.contract'
import { JobBoard } from '../jobs/job-board'
import type { Job } from '../jobs/jobs.contract'
import { apiTokens, sessions, users } from '../metadata'
import { SESSION_COOKIE, SessionsService } from './sessions.service'
import { send as request, signedIn } from './testing'
import { hashToken } from './tokens'
import type { AuditAnswer } from './audit.contract'
import type { MadeToken, SessionsAnswer, User } from './auth.contract'
import type { MadeInvitation, UsersAnswer } from './users.contract'

const test = useServer()
const PASSWORD = 'correct horse battery'

const send = (method: string, path: string, body?: unknown, headers: Record<string, string> = {}) =>
  request(test, method, path, body, headers)
const person = (role: User['role'], entities: string[] | null = null, contacts = false) =>
  signedIn(test, role, entities, contacts)

async function load(lines: object[], entity: string): Promise<void> {
  const answer = await test.asOwner('POST', `/api/events?entity=${entity}`, lines)
  expect(answer.status, JSON.stringify(answer.body)).toBe(200)
}

const invoice = (entity: string, n: number) => ({
  event_id: `${entity}-${n}`,
  event_type: 'invoice.issued',
  occurred_on: '2026-03-02',
  entity_id: entity,
  customer_id: `C-${entity}`,
  invoice_id: `I-${entity}-${n}`,
  amount: '100',
  currency: 'EUR',
  due_on: '2026-04-01',
})

describe('somebody who was invited', () => {
  it('chooses a password by a link that works once, and is then known by it', async () => {
    const given = { email: 'cleo@example.com', name: 'Cleo', role: 'cfo', entities: null }
    const made = (await test.asOwner('POST', '/api/users', given)).body as MadeInvitation
    expect(made).toMatchObject({ mailed: false, user: { state: 'invited', email: given.email } })
    const check = (await send('POST', '/api/session/link/check', { token: made.token })).body
    expect(check).toEqual({
      valid: true,
      first_account: true,
      invited: { email: given.email, name: 'Cleo' },
    })
    const bare = await send('POST', '/api/session/link', { token: made.token })
    expect(bare).toMatchObject({ status: 422, body: { code: 'auth/password-needed' } })
    const account = { email: 'other@example.com', name: 'Cleo C.', password: PASSWORD }
    const first = await send('POST', '/api/session/link', { token: made.token, account })
    // The address is the one that was invited, whatever the form says.
    expect(first.body).toMatchObject({ user: { email: given.email, name: 'Cleo C.', role: 'cfo' } })
    expect((await send('POST', '/api/session/link', { token: made.token, account })).status).toBe(401)
    const later = await send('POST', '/api/session', { email: given.email, password: PASSWORD })
    expect(later.status).toBe(200)
    const { rows } = (await test.asOwner('GET', '/api/users')).body as UsersAnswer
    expect(rows.find(({ email }) => email === given.email)).toMatchObject({ state: 'active' })
  })

  it('is stored with an argon2id hash, and of sessions and tokens only hashes are stored', async () => {
    const admin = await person('admin')
    const made = (await admin.as('POST', '/api/tokens', { name: 'BI', scope: 'read' })).body as MadeToken
    const { db } = test.server.stores.metadata
    const kept = JSON.stringify([
      await db.select().from(users),
      await db.select().from(sessions),
      await db.select().from(apiTokens),
    ])
    expect(kept).toMatch(/"passwordHash":"\$argon2id\$v=19\$m=19456,t=2,p=1\$/)
    expect(kept).not.toContain(made.token)
    expect(kept).toContain(hashToken(made.token))
    expect(kept).not.toContain(admin.cookie.split('=')[1])
  })

  it('loses every session and token at once when disabled', async () => {
    const agent = await person('cfo')
    const made = (await agent.as('POST', '/api/tokens', { name: 'x', scope: 'read' })).body as MadeToken
    const bearer = { authorization: `Bearer ${made.token}` }
    expect((await send('GET', '/api/entities', undefined, bearer)).status).toBe(200)
    const change = { name: 'Gone', role: 'cfo', entities: null, disabled: true }
    expect((await test.asOwner('PUT', `/api/users/${agent.id}`, change)).status).toBe(200)
    expect((await agent.as('GET', '/api/entities')).status).toBe(401)
    expect((await send('GET', '/api/entities', undefined, bearer)).status).toBe(401)
  })

  it('may go, unless nobody would be left who administers the whole company', async () => {
    const admins = [await person('admin'), await person('admin')]
    const { db } = test.server.stores.metadata
    for (const { id } of admins) await db.update(users).set({ passwordHash: 'x' }).where(eq(users.id, id))
    const change = { name: 'Gone', role: 'admin', entities: ['FR01'] }
    const answers = []
    for (const { id } of admins) answers.push(await test.asOwner('PUT', `/api/users/${id}`, change))
    expect(answers).toMatchObject([
      { status: 200 },
      { status: 409, body: { code: 'auth/last-administrator' } },
    ])
  })
})

describe('somebody limited to one entity', () => {
  it('sees its figures only, is refused the others by name, and no detail of them by id', async () => {
    await load([invoice('FR01', 1), invoice('FR01', 2)], 'FR01')
    await load([invoice('FR02', 1), invoice('FR02', 2), invoice('FR02', 3)], 'FR02')
    const cfo = await person('cfo', ['FR01'])
    const { entities } = (await cfo.as('GET', '/api/entities')).body as EntitiesAnswer
    expect(entities.map(({ entity_id }) => entity_id)).toEqual(['FR01'])
    const open = async (as: typeof cfo.as, entity = '') => {
      const { status, body } = await as('GET', `/api/kpis?as_of=2026-05-31&kpi=open${entity}`)
      const [row] = (body as { rows?: { value: string }[] }).rows ?? []
      return [status, Number(row?.value)]
    }
    expect(await open(cfo.as)).toEqual([200, 200])
    expect(await open(cfo.as, '&entity=FR01')).toEqual([200, 200])
    expect(await open(cfo.as, '&entity=')).toEqual([200, 200])
    const whole = await person('cfo')
    expect(await open(whole.as)).toEqual([200, 500])
    for (const path of [
      '/api/kpis?as_of=2026-05-31&entity=FR02',
      '/api/kpis?as_of=2026-05-31&entity=FR01,FR02',
      '/api/kpis?as_of=2026-05-31&entity=FR01&entity=FR02',
      '/api/overview?as_of=2026-05-31&entity=FR02',
      '/api/senders/FR02',
    ]) {
      expect(await cfo.as('GET', path), path).toMatchObject({
        status: 403,
        body: { code: 'auth/entity-refused' },
      })
    }
    const customer = '/api/receivables/customers/C-FR02'
    expect((await cfo.as('GET', `${customer}?as_of=2026-05-31`)).status).toBe(404)
    expect((await cfo.as('GET', `${customer}/invoices?as_of=2026-05-31`)).status).toBe(404)
    expect((await cfo.as('GET', '/api/invoices/C-FR02/I-FR02-1')).status).toBe(404)
    expect((await whole.as('GET', '/api/invoices/C-FR02/I-FR02-1')).status).toBe(200)
    const loads = (await cfo.as('GET', '/api/loads')).body as { rows: { entity_id: string }[] }
    expect(loads.rows.map(({ entity_id }) => entity_id)).toEqual(['FR01'])
    const freshness = (await cfo.as('GET', '/api/sources/freshness')).body as typeof loads
    expect(new Set(freshness.rows.map(({ entity_id }) => entity_id))).toEqual(new Set(['FR01']))
  })

  it('makes campaigns for its entity alone, and finds no others', async () => {
    const manager = await person('credit_manager', ['FR01'])
    const created = await manager.as('POST', '/api/campaigns', { plan: 'ladder' })
    expect(created).toMatchObject({ status: 201, body: { definition: { entities: ['FR01'] } } })
    const { id, definition } = created.body as { id: string; definition: object }
    const wide = { ...definition, entities: [] }
    expect((await manager.as('POST', '/api/campaigns', { definition: wide })).status).toBe(403)
    expect((await manager.as('PUT', `/api/campaigns/${id}`, { definition: wide, version: 1 })).status).toBe(
      403,
    )
    const company = (await test.asOwner('POST', '/api/campaigns', { plan: 'ladder' })).body as typeof created
    const all = (await manager.as('GET', '/api/campaigns')).body as { rows: { id: string }[] }
    expect(all.rows.map((row) => row.id)).toEqual([id])
    const other = (company as unknown as { id: string }).id
    expect((await manager.as('GET', `/api/campaigns/${other}`)).status).toBe(403)
    expect((await manager.as('GET', `/api/campaigns/${id}`)).status).toBe(200)
    expect((await manager.as('PUT', '/api/sending/stops/all', {})).status).toBe(403)
    expect((await manager.as('PUT', '/api/sending/stops/entity:FR01', {})).status).toBe(200)
  })

  it('follows own jobs, not those of others', async () => {
    const limited = await person('cfo', ['FR01'])
    const job = (await test.asOwner('POST', '/api/demo', { customers: 3, months: 2, seed: 1 })).body as Job
    expect((await limited.as('GET', `/api/jobs/${job.id}`)).status).toBe(403)
    expect((await limited.as('GET', '/api/jobs')).body).toEqual({ rows: [] })
    const whole = await person('cfo')
    expect((await whole.as('GET', `/api/jobs/${job.id}`)).status).toBe(200)
    expect((await whole.as('DELETE', `/api/jobs/${job.id}`)).status).toBe(403)
    await test.server.app.get(JobBoard).ended(job.id)
  })
})

describe('contact data', () => {
  it('is kept from an analyst until it is granted', async () => {
    const without = await person('analyst')
    const granted = await person('analyst', null, true)
    expect((await without.as('GET', '/api/bank-entries')).status).toBe(403)
    expect((await granted.as('GET', '/api/bank-entries')).status).toBe(200)
    const note = { ...invoice('FR01', 9), attributes: { contact_email: 'x@example.com' } }
    await load([note], 'FR01')
    const events = async (as: typeof without.as) =>
      JSON.stringify((await as('GET', '/api/invoices/C-FR01/I-FR01-9')).body)
    // Events are answered when they count; what is derived from them follows a moment later.
    await expect.poll(() => events(granted.as), { timeout: 60_000 }).toContain('x@example.com')
    expect(await events(without.as)).not.toContain('x@example.com')
  })
})

describe('an API token', () => {
  it('may what its scope says and its owner may, until its day', async () => {
    const manager = await person('credit_manager')
    const make = async (scope: string) => {
      const { status, body } = await manager.as('POST', '/api/tokens', { name: scope, scope, days: 1 })
      return { status, bearer: { authorization: `Bearer ${(body as MadeToken).token}` }, body }
    }
    const read = await make('read')
    const ingest = await make('ingest')
    expect((await make('sql')).status).toBe(403)
    const ask = async (bearer: Record<string, string>, method: string, path: string, body?: unknown) =>
      (await send(method, path, body, bearer)).status
    expect(await ask(read.bearer, 'GET', '/api/kpis?as_of=2026-05-31')).toBe(200)
    expect(await ask(read.bearer, 'POST', '/api/events', [invoice('FR01', 20)])).toBe(403)
    expect(await ask(ingest.bearer, 'POST', '/api/events', [invoice('FR01', 20)])).toBe(200)
    expect(await ask(ingest.bearer, 'GET', '/api/kpis?as_of=2026-05-31')).toBe(403)
    // A token makes no further tokens and changes no account.
    expect(await ask(read.bearer, 'POST', '/api/tokens', { name: 'y', scope: 'read' })).toBe(403)
    const { id } = read.body as MadeToken
    const stranger = await person('credit_manager')
    expect((await stranger.as('DELETE', `/api/tokens/${id}`)).status).toBe(404)
    expect((await manager.as('DELETE', `/api/tokens/${id}`)).status).toBe(200)
    expect(await ask(read.bearer, 'GET', '/api/kpis?as_of=2026-05-31')).toBe(401)
    const past = { expiresAt: new Date(Date.now() - 1000) }
    await test.server.stores.metadata.db.update(apiTokens).set(past)
    expect(await ask(ingest.bearer, 'POST', '/api/events', [invoice('FR01', 20)])).toBe(401)
  })
})

describe('sessions', () => {
  it('are listed for their owner, who ends one from afar; an administrator sees all', async () => {
    const cfo = await person('cfo')
    const { token } = await test.server.app.get(SessionsService).open(cfo.id, undefined)
    const second = { cookie: `${SESSION_COOKIE}=${token}` }
    const list = async (query = '') => (await cfo.as('GET', `/api/sessions${query}`)).body as SessionsAnswer
    const rows = (await list()).rows
    expect(rows.map(({ current }) => current).sort()).toEqual([false, true])
    expect((await list('?everybody=1')).rows).toHaveLength(2)
    const other = rows.find(({ current }) => !current)
    expect((await cfo.as('DELETE', `/api/sessions/${other?.id}`)).status).toBe(200)
    expect((await send('GET', '/api/session', undefined, { cookie: second.cookie })).status).toBe(401)
    const all = (await test.asOwner('GET', '/api/sessions')).body as SessionsAnswer
    expect(new Set(all.rows.map(({ user_id }) => user_id)).size).toBeGreaterThan(2)
    const stranger = await person('cfo')
    const mine = (await list()).rows[0]
    expect((await stranger.as('DELETE', `/api/sessions/${mine?.id}`)).status).toBe(404)
  })
})

describe('the audit log', () => {
  it('names who changed what, with before and after, and is searched by text, person and day', async () => {
    const admin = await person('admin')
    const cfo = await person('cfo', ['FR01'])
    await admin.as('PUT', `/api/users/${cfo.id}`, { name: 'Zoé 100%', role: 'analyst', entities: null })
    const found = async (query: string) => (await admin.as('GET', `/api/audit?${query}`)).body as AuditAnswer
    const [entry] = (await found(`text=${encodeURIComponent('zoé 100%')}`)).rows
    expect(entry).toMatchObject({
      action: 'user.changed',
      actor: admin.id,
      actor_name: 'The admin',
      subject: `user:${cfo.id}`,
      before: { role: 'cfo', entities: ['FR01'] },
      after: { role: 'analyst', entities: null, name: 'Zoé 100%' },
    })
    expect((await found('text=100_')).rows).toEqual([])
    expect((await found(`actor=${admin.id}&action=user`)).rows).toHaveLength(1)
    expect((await found('to=2020-01-01')).rows).toEqual([])
    const page = await found('limit=2')
    expect(page.rows).toHaveLength(2)
    expect((await found(`limit=2&cursor=${page.next}`)).rows[0]?.id).toBeLessThan(page.rows[1]?.id ?? 0)
    expect((await cfo.as('GET', '/api/audit')).status).toBe(403)
  })

  it('has a line for a write that its service does not record, and for each file taken out', async () => {
    const admin = await person('admin')
    await admin.as('POST', '/api/segments/risk', {})
    const body = { path: '/nowhere', sql: 'SELECT 1', format: 'csv' }
    await fetch(`${test.server.address}/api/local/sql`, {
      method: 'POST',
      headers: { authorization: `Bearer ${test.server.token}`, 'content-type': 'application/json' },
      body: JSON.stringify(body),
    }).then((answer) => answer.text())
    const { rows } = (await admin.as('GET', '/api/audit?action=export')).body as AuditAnswer
    expect(rows[0]).toMatchObject({
      actor: 'local',
      subject: '/api/local/sql',
      after: { body: { sql: 'SELECT 1' } },
    })
    await admin.as('DELETE', '/api/session')
    const again = (await test.asOwner('GET', '/api/audit?action=DELETE')).body as AuditAnswer
    expect(again.rows[0]).toMatchObject({ action: 'DELETE /api/session', actor: admin.id })
  })

  it('keeps no secret', async () => {
    await test.asOwner('POST', '/api/connections', { source: 'stripe', name: 'S', secret: 'whsec_never' })
    const { rows } = (await test.asOwner('GET', '/api/audit?limit=500')).body as AuditAnswer
    expect(JSON.stringify(rows)).not.toMatch(/whsec_never|correct horse/)
  })
})
