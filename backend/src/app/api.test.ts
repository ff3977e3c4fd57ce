import { describe, expect, it } from 'vitest'
import { useServer } from './testing'

interface Operation {
  'x-public'?: boolean
  'x-from-provider'?: boolean
  'x-local'?: boolean
  requestBody?: { content: Record<string, unknown> }
}

const test = useServer()

const call = (method: string, path: string, init: RequestInit = {}) =>
  fetch(test.server.address + path, { method, ...init })

async function operations(): Promise<{ method: string; path: string; operation: Operation }[]> {
  const response = await call('GET', '/api/openapi.json')
  const document = (await response.json()) as {
    openapi: string
    paths: Record<string, Record<string, Operation>>
  }
  expect(document.openapi).toMatch(/^3\.1/)
  return Object.entries(document.paths).flatMap(([path, methods]) =>
    Object.entries(methods).map(([method, operation]) => ({
      method: method.toUpperCase(),
      path: path.replaceAll(/\{(\w+)\}/g, '00000000-0000-4000-8000-000000000000'),
      operation,
    })),
  )
}

describe('every route', () => {
  it('is closed without a session unless it is declared public', async () => {
    const all = await operations()
    expect(all.length).toBeGreaterThan(25)
    for (const { method, path, operation } of all) {
      const response = await call(method, path, { headers: { 'x-relance-request': '1' } })
      const what = `${method} ${path}`
      if (operation['x-public']) expect(response.status, what).not.toBe(401)
      // Who calls is proved by the handler; nobody has an address here.
      else if (operation['x-from-provider']) expect([400, 404], what).toContain(response.status)
      else {
        expect(response.status, what).toBe(401)
        expect(await response.json(), what).toMatchObject({ code: 'auth/no-session', status: 401 })
      }
      await response.body?.cancel().catch(() => undefined)
    }
  })

  it('lets providers in at the addresses of webhooks, mail programs at their button, and Prometheus, only', async () => {
    const open = (await operations()).filter(({ operation }) => operation['x-from-provider'])
    const plain = open.map(({ method, path }) => `${method} ${path.replaceAll(/[0-9a-f-]{36}/g, '*')}`)
    expect(plain.sort()).toEqual([
      'GET /api/webhooks/*/*',
      'GET /metrics',
      'POST /api/page/*/one-click',
      'POST /api/webhooks/*',
      'POST /api/webhooks/*/*',
    ])
  })

  it("declares as public nothing but health, the ways to sign in, the customer's page and a report under a link", async () => {
    const open = (await operations()).filter(
      ({ operation, path }) => operation['x-public'] && !path.startsWith('/api/page/'),
    )
    expect(open.map(({ method, path }) => `${method} ${path}`).sort()).toEqual([
      'GET /api/session/single-sign-on',
      'GET /api/session/single-sign-on/back',
      'GET /api/session/ways',
      'GET /api/shared-report/00000000-0000-4000-8000-000000000000',
      'GET /health/live',
      'GET /health/ready',
      'POST /api/session',
      'POST /api/session/link',
      'POST /api/session/link/check',
    ])
  })

  it('that takes a body answers a wrong one with 400 and what is wrong', async () => {
    const withBody = (await operations()).filter(({ operation }) => operation.requestBody)
    expect(withBody.length).toBeGreaterThan(8)
    for (const { method, path } of withBody) {
      for (const body of ['{"path":7,"token":7,"rows":7,"source":7,"sql":7', '[[7]]', '7']) {
        const response = await call(method, path, {
          headers: {
            authorization: `Bearer ${test.server.token}`,
            'content-type': 'application/json',
            'x-relance-request': '1',
          },
          body,
        })
        const what = `${method} ${path} ${body}`
        expect(response.status, what).toBe(400)
        expect(response.headers.get('content-type'), what).toContain('application/problem+json')
        expect(await response.json(), what).toMatchObject({ status: 400 })
      }
    }
  })
})

describe('the server', () => {
  it('says that it is alive and that both stores answer', async () => {
    expect((await call('GET', '/health/live')).status).toBe(200)
    expect(await (await call('GET', '/health/ready')).json()).toEqual({ status: 'ok' })
  })

  it('answers an unchanged read with 304', async () => {
    const headers = { authorization: `Bearer ${test.server.token}` }
    const first = await call('GET', '/api/kpis/definitions', { headers })
    const tag = first.headers.get('etag') ?? ''
    expect(tag).not.toBe('')
    const again = await call('GET', '/api/kpis/definitions', {
      headers: { ...headers, 'if-none-match': tag },
    })
    expect(again.status).toBe(304)
    expect(await again.text()).toBe('')
  })

  it('shows the API as a page that its own content policy allows', async () => {
    const response = await call('GET', '/api/docs')
    const page = await response.text()
    const policy = response.headers.get('content-security-policy') ?? ''
    const nonce = /nonce="([^"]+)"/.exec(page)?.[1] ?? ''
    expect(policy).toContain(`style-src 'self' 'nonce-${nonce}'`)
    expect(policy).toContain("script-src 'self'")
    expect(policy).toContain("style-src-attr 'unsafe-inline'")
    expect(page).toContain('/api/kpis')
    expect(page).not.toMatch(/<script|style=|https?:\/\//)
  })

  it('answers what does not exist as a problem, below the API, and by the page elsewhere', async () => {
    const missing = await call('GET', '/api/nothing')
    expect(missing.status).toBe(404)
    expect(await missing.json()).toMatchObject({ code: 'http/not-found' })
    expect((await call('GET', '/overview')).headers.get('content-type')).toMatch(/text\/html|problem\+json/)
  })
})
