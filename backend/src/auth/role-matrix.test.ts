import { beforeAll, describe, expect, it } from 'vitest'
import { useServer } from '../app/testing'
import type { AccessRule } from './access'
import type { User } from './auth.contract'
import { may } from './rights'
import { send, signedIn } from './testing'

interface Operation {
  'x-access'?: AccessRule
  'x-public'?: boolean
  'x-from-provider'?: boolean
  'x-local'?: boolean
}
interface Route {
  method: string
  path: string
  operation: Operation
}

const test = useServer()
const ROLES: User['role'][] = ['admin', 'credit_manager', 'cfo', 'analyst', 'agent']
const NOBODYS = '00000000-0000-4000-8000-000000000000'
const OWN = 'FR01'
const OTHER = 'FR02'
/** Ends the session that the test goes on with, or listens for ever. */
const LEFT_OUT = new Set(['DELETE /api/session'])

let routes: Route[] = []
beforeAll(async () => {
  const response = await fetch(`${test.server.address}/api/openapi.json`)
  const { paths } = (await response.json()) as { paths: Record<string, Record<string, Operation>> }
  routes = Object.entries(paths).flatMap(([path, methods]) =>
    Object.entries(methods).map(([method, operation]) => ({ method: method.toUpperCase(), path, operation })),
  )
})

const nameOf = ({ method, path }: Route) => `${method} ${path}`
const declared = () =>
  routes.flatMap((route) => {
    const rule = route.operation['x-access']
    return rule && !LEFT_OUT.has(nameOf(route)) ? [{ route, rule }] : []
  })

/** The address with an entity where the route takes one; nothing else is right, so nothing is changed. */
function addressOf({ path }: Route, entity: string): string {
  const filled = path
    .replace('{entity}', entity)
    .replace('{scope}', `entity:${entity}`)
    .replaceAll(/\{\w+\}/g, NOBODYS)
  return `${filled}?entity=${entity}`
}

/** What the guard says: undefined when it let the request on. */
async function refusal(as: Awaited<ReturnType<typeof signedIn>>['as'], route: Route, entity: string) {
  const { path, method } = route
  // A body that names an entity and is wrong otherwise: the guard reads it, the route refuses it.
  const body =
    method === 'GET' || method === 'DELETE' ? undefined : { entity_id: entity, entity: [entity], no: 1 }
  const sent = path === '/api/demo' ? { customers: 'no' } : body
  const { body: answer } = await as(method, addressOf(route, entity), sent)
  const { code } = (answer ?? {}) as { code?: string }
  return code === 'auth/not-allowed' || code === 'auth/entity-refused' ? code : undefined
}

describe('every route', () => {
  it('says who may use it', () => {
    const silent = routes.filter(
      ({ operation }) =>
        !operation['x-access'] &&
        !operation['x-public'] &&
        !operation['x-from-provider'] &&
        !operation['x-local'],
    )
    expect(silent.map(nameOf)).toEqual([])
    expect(declared().length).toBeGreaterThan(100)
  })

  it.each(ROLES)(
    'is refused or allowed to the role %s, of the whole company or of one entity, as declared',
    async (role) => {
      const whole = await signedIn(test, role)
      const limited = await signedIn(test, role, [OWN])
      const wrong: string[] = []
      for (const { route, rule } of declared()) {
        const expectation = may({ role, contacts: false }, rule.right)
        const see = async (
          who: string,
          as: typeof whole.as,
          entity: string,
          expected: string | undefined,
        ) => {
          const got = await refusal(as, route, entity)
          if (got !== expected) wrong.push(`${nameOf(route)} ${who} ${entity}: ${got}, not ${expected}`)
        }
        const notAllowed = 'auth/not-allowed'
        await see('whole', whole.as, OTHER, expectation ? undefined : notAllowed)
        const others = othersAre(rule.entity)
        if (others !== 'either') {
          await see('limited', limited.as, OTHER, !expectation ? notAllowed : others)
          const own = rule.entity === 'company' || isLookedUp(rule.entity) ? 'auth/entity-refused' : undefined
          await see('limited', limited.as, OWN, !expectation ? notAllowed : own)
        }
      }
      expect(wrong).toEqual([])
    },
  )
})

describe('every route with a token', () => {
  it.each(['ingest', 'read', 'sql'] as const)(
    'of the scope %s is refused or allowed as declared, of the whole company or of one entity',
    async (scope) => {
      const asker = async (entities: string[] | null) => {
        const owner = await signedIn(test, 'admin', entities)
        const made = await owner.as('POST', '/api/tokens', { name: 't', scope, days: 7 })
        const { token } = made.body as { token: string }
        const headers = { authorization: `Bearer ${token}` }
        return (method: string, path: string, body?: unknown) => send(test, method, path, body, headers)
      }
      const whole = await asker(null)
      const limited = await asker([OWN])
      const wrong: string[] = []
      for (const { route, rule } of declared()) {
        const allowed = may({ role: 'admin', contacts: false, scope }, rule.right)
        const got = await refusal(whole, route, OTHER)
        if (got !== (allowed ? undefined : 'auth/not-allowed')) wrong.push(`${nameOf(route)} whole: ${got}`)
        const others = othersAre(rule.entity)
        if (others === 'either') continue
        const gotLimited = await refusal(limited, route, OTHER)
        if (gotLimited !== (allowed ? others : 'auth/not-allowed'))
          wrong.push(`${nameOf(route)} limited: ${gotLimited}`)
      }
      expect(wrong).toEqual([])
    },
  )
})

/** Things of nobody: for somebody limited they are as those of others. */
const isLookedUp = (entity: AccessRule['entity']) => typeof entity === 'object' && entity.of !== 'stop'

/** What somebody limited is told who asks for another entity. */
function othersAre(entity: AccessRule['entity']): 'auth/entity-refused' | undefined | 'either' {
  if (entity === 'none' || entity === 'body-customer') return undefined
  // The service narrows what it answers; tests of their own say that.
  if (entity === 'handler') return 'either'
  return 'auth/entity-refused'
}
