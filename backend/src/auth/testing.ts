import { randomUUID } from 'node:crypto'
import type { TestServer } from '../app/testing'
import type { User } from './auth.contract'
import { SESSION_COOKIE, SessionsService } from './sessions.service'
import type { MadeInvitation } from './users.contract'

export interface Asked {
  status: number
  body: unknown
  /** first cookie that the answer set */
  cookie: string
  headers: Headers
}

/** A request of a browser, or of whoever the headers say. */
export async function send(
  test: TestServer,
  method: string,
  path: string,
  body?: unknown,
  headers: Record<string, string> = {},
): Promise<Asked> {
  const response = await fetch(test.server.address + path, {
    method,
    redirect: 'manual',
    headers: {
      'x-relance-request': '1',
      ...(body === undefined ? {} : { 'content-type': 'application/json' }),
      ...headers,
    },
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
  })
  const cookie = (response.headers.getSetCookie()[0] ?? '').split(';')[0] ?? ''
  const text = await response.text()
  return { status: response.status, body: parsed(text), cookie, headers: response.headers }
}

/** Test aid: somebody of a role who is invited and signed in. */
export async function signedIn(
  test: TestServer,
  role: User['role'],
  entities: string[] | null = null,
  contacts = false,
) {
  const email = `${role}-${randomUUID()}@example.com`
  const given = { email, name: `The ${role}`, role, entities, contacts }
  const { user } = (await test.asOwner('POST', '/api/users', given)).body as MadeInvitation
  const { token } = await test.server.app.get(SessionsService).open(user.id, 'test')
  const cookie = `${SESSION_COOKIE}=${token}`
  const as = (method: string, path: string, body?: unknown) => send(test, method, path, body, { cookie })
  return { id: user.id, email, cookie, as }
}

function parsed(text: string): unknown {
  try {
    return text === '' ? null : JSON.parse(text)
  } catch {
    return text
  }
}
