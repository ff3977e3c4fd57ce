import { setTimeout as sleep } from 'node:timers/promises'
import type { Ask } from '../../operating/owing-company'
import type { Product } from '../product'
import { asked } from './load'
import type { Load } from './load'
import { OF_EVERY_PAGE, PAGES } from './pages'
import type { Known } from './pages'

const PASSWORD = 'a password of twenty users'
/** As the screens ask, which no page of another site can. */
const WRITES = { 'x-relance-request': '1', 'content-type': 'application/json' }

/** Somebody who is signed in. */
export interface SignedIn {
  cookie: string
  readonly email: string
  /** of the address that they come from */
  readonly from: Readonly<Record<string, string>>
}

/** Invites somebody, who follows the link, chooses a password, leaves and signs in with it. Each comes from an address of their own. */
export async function signIn(product: Product, ask: Ask, role: string, n: number): Promise<SignedIn> {
  const email = `${role}.${n}@maison.example`
  const name = `${role} ${n}`
  const from = { ...WRITES, 'x-forwarded-for': `10.0.${role.length}.${n + 1}` }
  const invited = await ask('POST', '/api/users', { email, name, role, entities: null })
  const account = { email, name, password: PASSWORD }
  await cookieOf(product, from, '/api/session/link', { token: invited['token'], account })
  return { email, from, cookie: await cookieOf(product, from, '/api/session', { email, password: PASSWORD }) }
}

async function cookieOf(product: Product, from: SignedIn['from'], path: string, body: object) {
  const answer = await fetch(product.address + path, {
    ...{ method: 'POST', headers: { ...from }, body: JSON.stringify(body) },
  })
  if (!answer.ok) throw new Error(`${path}: ${answer.status} ${await answer.text()}`)
  return answer.headers.get('set-cookie')?.split(';')[0] ?? ''
}

/** Weeks pass in minutes: whose session has ended signs in again, as people do. */
export async function staySignedIn({ product }: Load, user: SignedIn): Promise<void> {
  try {
    const session = await fetch(`${product().address}/api/session`, { headers: { cookie: user.cookie } })
    if (session.status !== 401) return
    const { email, from } = user
    user.cookie = await cookieOf(product(), from, '/api/session', { email, password: PASSWORD })
  } catch {
    // Nobody answers; what is asked next is judged.
  }
}

/** Goes from page to page; each asks at once for all that it shows, as it does in a browser. */
export async function walk(
  load: Load,
  user: SignedIn,
  known: Known,
  n: number,
  restMs: number,
): Promise<void> {
  const pages = Object.entries(PAGES)
  for (let page = n; !load.isOver(); page += 1) {
    await staySignedIn(load, user)
    const headers = { cookie: user.cookie }
    const [name = '', { address, asks }] = pages[page % pages.length] ?? never()
    const kind = `page, ${name}`
    const html = { ...{ kind: 'page itself', method: 'GET', path: address(known), headers }, fault: notHtml }
    const questions = [...OF_EVERY_PAGE, ...asks(known)].map((path) =>
      asked(load, { kind, method: 'GET', path: `/api${path}`, headers, fault: notJson }),
    )
    await Promise.all([asked(load, html), ...questions])
    await sleep(restMs * (0.5 + ((n * 7 + page * 3) % 10) / 10))
  }
}

const notHtml = (text: string) => (text.includes('<title>') ? null : 'is no page')

function notJson(text: string): string | null {
  try {
    return typeof JSON.parse(text) === 'object' ? null : 'is no object'
  } catch {
    return 'is no JSON'
  }
}

function never(): never {
  throw new Error('there is no page')
}
