import { describe, expect, it } from 'vitest'
import { useServer } from '../app/testing'
import { SignInService } from './sign-in.service'

const test = useServer()
const account = { email: 'ada@example.com', name: 'Ada', password: 'correct horse battery' }

async function send(method: string, path: string, body?: unknown, headers: Record<string, string> = {}) {
  const response = await fetch(test.server.address + path, {
    method,
    headers: {
      'x-relance-request': '1',
      ...(body === undefined ? {} : { 'content-type': 'application/json' }),
      ...headers,
    },
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
  })
  const cookie = (response.headers.getSetCookie()[0] ?? '').split(';')[0] ?? ''
  return {
    status: response.status,
    body: (await response.json()) as Record<string, unknown>,
    cookie,
    response,
  }
}

describe('sign-in', () => {
  it('goes from the one-time link to the first account, to a password, and out again', async () => {
    const token = await test.server.app.get(SignInService).newLink()
    const check = () => send('POST', '/api/session/link/check', { token })
    expect((await check()).body).toEqual({ valid: true, first_account: true, invited: null })

    const first = await send('POST', '/api/session/link', { token, account })
    expect(first.body).toMatchObject({ user: { email: account.email, role: 'admin', has_password: true } })
    const set = first.response.headers.getSetCookie()[0]
    expect(set).toMatch(/HttpOnly/)
    expect(set).toMatch(/SameSite=Lax/)
    expect((await check()).body).toEqual({ valid: false, first_account: false, invited: null })

    const again = await send('POST', '/api/session/link', { token })
    expect(again).toMatchObject({ status: 401, body: { code: 'auth/link-invalid' } })

    const password = await send('POST', '/api/session', {
      email: 'ADA@example.com',
      password: account.password,
    })
    expect(password.status).toBe(200)
    expect((await send('GET', '/api/session', undefined, { cookie: password.cookie })).body).toMatchObject({
      user: { name: 'Ada' },
    })
    await send('DELETE', '/api/session', undefined, { cookie: password.cookie })
    const after = await send('GET', '/api/session', undefined, { cookie: password.cookie })
    expect(after).toMatchObject({ status: 401, body: { code: 'auth/no-session' } })
  })

  it('says the same for a wrong password and an unknown address', async () => {
    const wrong = await send('POST', '/api/session', { email: account.email, password: 'x' })
    const unknown = await send('POST', '/api/session', { email: 'no@example.com', password: 'x' })
    expect(wrong).toMatchObject({ status: 401, body: { code: 'auth/wrong-password' } })
    expect(unknown.body).toEqual(wrong.body)
  })

  it('lets a later link sign in the administrator, who may then change the account', async () => {
    const token = await test.server.app.get(SignInService).newLink()
    const { cookie } = await send('POST', '/api/session/link', { token })
    const change = { email: 'ada@example.org', name: 'Ada L.', password: 'another long password' }
    const changed = await send('PUT', '/api/session/account', change, { cookie })
    expect(changed.body).toMatchObject({ user: { email: change.email, name: change.name } })
    const old = await send('POST', '/api/session', { email: account.email, password: account.password })
    expect(old.status).toBe(401)
  })

  it('refuses a write of another site, and one without our header, though the cookie is right', async () => {
    const token = await test.server.app.get(SignInService).newLink()
    const { cookie } = await send('POST', '/api/session/link', { token })
    const foreign = await send('DELETE', '/api/session', undefined, {
      cookie,
      origin: 'https://evil.example',
    })
    expect(foreign).toMatchObject({ status: 403, body: { code: 'http/cross-site' } })
    const fetched = await send('DELETE', '/api/session', undefined, {
      cookie,
      'sec-fetch-site': 'cross-site',
    })
    expect(fetched.status).toBe(403)
    const bare = await fetch(`${test.server.address}/api/session`, { method: 'DELETE', headers: { cookie } })
    expect(bare.status).toBe(403)
    const own = await send('DELETE', '/api/session', undefined, { cookie, origin: test.server.address })
    expect(own.status).toBe(200)
  })

  it('keeps what only the command line may do from a session', async () => {
    const token = await test.server.app.get(SignInService).newLink()
    const { cookie } = await send('POST', '/api/session/link', { token })
    const sql = await send('POST', '/api/local/sql', { sql: 'SELECT 1' }, { cookie })
    expect(sql).toMatchObject({ status: 403, body: { code: 'auth/local-only' } })
    const forged = await send('GET', '/api/loads', undefined, { authorization: `Bearer ${token}` })
    expect(forged.status).toBe(401)
  })

  it('stops guessing of passwords', async () => {
    const tries = []
    for (let i = 0; i < 12; i++) {
      tries.push((await send('POST', '/api/session', { email: account.email, password: 'guess' })).status)
    }
    expect(tries.at(-1)).toBe(429)
  })
})
