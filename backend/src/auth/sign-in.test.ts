import { eq } from 'drizzle-orm'
import { describe, expect, it } from 'vitest'
import { useServer } from '../app/testing'
import { users } from '../metadata'
import type { Session } from './auth.contract'
import { SignInFailures } from './sign-in-failures'
import { SignInService } from './sign-in.service'
import { send as request, signedIn } from './testing'
import type { MadeInvitation } from './users.contract'

const test = useServer()
const PASSWORD = 'correct horse battery'
const send = (method: string, path: string, body?: unknown) => request(test, method, path, body)
const person = (role: Parameters<typeof signedIn>[1]) => signedIn(test, role)

describe('a sign-in link', () => {
  it('by which a password is chosen ends the sessions of the old one', async () => {
    const cfo = await person('cfo')
    expect((await cfo.as('GET', '/api/entities')).status).toBe(200)
    const { token } = (await test.asOwner('POST', `/api/users/${cfo.id}/link`, {})).body as MadeInvitation
    const account = { email: cfo.email, name: 'Cleo', password: PASSWORD }
    expect((await send('POST', '/api/session/link', { token, account })).status).toBe(200)
    expect((await cfo.as('GET', '/api/entities')).status).toBe(401)
  })

  it('of the machine is for an administrator of the whole company, were one of an entity the eldest', async () => {
    const limited = await signedIn(test, 'admin', ['FR01'])
    await person('admin')
    const { db } = test.server.stores.metadata
    await db
      .update(users)
      .set({ createdAt: new Date(0) })
      .where(eq(users.id, limited.id))
    const token = await test.server.app.get(SignInService).newLink()
    const answer = await send('POST', '/api/session/link', { token })
    expect((answer.body as Session).user.entities).toBeNull()
  })
})

describe('wrong passwords', () => {
  it('lock an address after ten, known or not, until it is opened by a link or time', async () => {
    const failures = test.server.app.get(SignInFailures)
    const cfo = await person('cfo')
    for (const email of [cfo.email, 'nobody@example.com']) {
      for (let n = 0; n < 10; n++) await failures.note(email)
      const answer = await send('POST', '/api/session', { email: email.toUpperCase(), password: PASSWORD })
      expect(answer, email).toMatchObject({ status: 429, body: { code: 'auth/locked' } })
    }
    const { token } = (await test.asOwner('POST', `/api/users/${cfo.id}/link`, {})).body as MadeInvitation
    const account = { email: cfo.email, name: 'Back', password: 'a better password' }
    expect((await send('POST', '/api/session/link', { token, account })).status).toBe(200)
    const after = await send('POST', '/api/session', { email: cfo.email, password: account.password })
    expect(after.status).toBe(200)
  })
})
