import fs from 'node:fs'
import http from 'node:http'
import os from 'node:os'
import path from 'node:path'
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { startForCommand } from '../../backend/src/app/server'
import type { Server } from '../../backend/src/app/server'
import { checkProvider } from '../../backend/src/auth/provider-check'
import { readConfig } from '../../backend/src/config/config'
import { withDatabase } from '../../backend/src/metadata/testing-database'
import { freePort } from '../../pipelines/src'
import { openBrowser, sideways, tabTo, violations, visit, type Visitor as Browser } from '../pages/browser'
import { withoutChromium } from '../pages/product'
import { startProvider } from './provider'
import { Visitor } from './visitor'

const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'relance-sign-in-'))
let server: Server
let provider: Awaited<ReturnType<typeof startProvider>>
let visitor: Visitor
const here = (address: string) => server.address + address
const begin = () => here('/api/session/single-sign-on')

async function owner(method: string, address: string, body?: object): Promise<unknown> {
  const headers = { authorization: `Bearer ${server.token}`, 'content-type': 'application/json' }
  const response = await fetch(here(address), {
    method,
    headers,
    ...(body ? { body: JSON.stringify(body) } : {}),
  })
  return response.json()
}
const invite = (email: string, role: string) =>
  owner('POST', '/api/users', { email, name: role, role, entities: null, contacts: false })
const who = async (one: Visitor) =>
  (await one.ask(here('/api/session'))).json() as Promise<Record<string, unknown>>

beforeAll(async () => {
  const port = await freePort()
  const env = {
    RELANCE_OIDC_ISSUER: `http://127.0.0.1:${port}`,
    RELANCE_OIDC_CLIENT_ID: 'relance',
    RELANCE_OIDC_CLIENT_SECRET: 'secret-of-relance',
    RELANCE_OIDC_NAME: 'Annuaire',
  }
  server = await startForCommand(readConfig({ data: folder }, withDatabase(folder, env)), () => undefined)
  expect(await new Visitor().follow(begin())).toBe(here('/sign-in?refused=auth%2Fprovider-unavailable'))
  const refused = { problem: 'unreachable', fact: 'ECONNREFUSED' }
  expect(await owner('POST', '/api/single-sign-on/check', {})).toEqual(refused)
  provider = await startProvider(port, here('/api/session/single-sign-on/back'), here('/'))
  await invite('cfo@exemple.fr', 'cfo')
  await invite('agent@exemple.fr', 'agent')
  await invite('admin@exemple.fr', 'admin')
}, 60_000)
beforeEach(() => void (visitor = new Visitor()))
afterAll(async () => {
  await provider.stop()
  await server.close()
  fs.rmSync(folder, { recursive: true, force: true })
})

describe('sign-in by a provider of identities', () => {
  it('lets in who was invited, with the rights of the invitation, and knows him when his address changes', async () => {
    provider.seat({ sub: 's-1', email: 'CFO@exemple.fr', email_verified: true })
    expect(await visitor.follow(begin())).toBe(here('/'))
    expect(await who(visitor)).toMatchObject({
      user: { email: 'cfo@exemple.fr', role: 'cfo', has_password: false },
    })
    expect(visitor.set.get('relance_session')).toMatch(/HttpOnly.*SameSite=Lax/)

    provider.seat({ sub: 's-1', email: 'new@exemple.fr', email_verified: false })
    const again = new Visitor()
    expect(await again.follow(begin())).toBe(here('/'))
    expect(await who(again)).toMatchObject({ user: { email: 'cfo@exemple.fr' } })
    expect(JSON.stringify(await owner('GET', '/api/audit?action=account.linked'))).toContain('127.0.0.1')
  })

  it.each([
    ['nobody invited', { sub: 's-2', email: 'else@exemple.fr', email_verified: true }, 'auth%2Fnot-invited'],
    [
      'has no verified address',
      { sub: 's-3', email: 'agent@exemple.fr', email_verified: false },
      'auth%2Faddress-unverified',
    ],
    [
      'has the address of somebody known otherwise',
      { sub: 's-4', email: 'cfo@exemple.fr', email_verified: true },
      'auth%2Fnot-invited',
    ],
  ])('refuses whom %s', async (_, claims, code) => {
    provider.seat(claims)
    expect(await visitor.follow(begin())).toBe(here(`/sign-in?refused=${code}`))
    expect(await who(visitor)).toMatchObject({ code: 'auth/no-session' })
  })

  it('refuses an answer that another browser, another attempt or somebody in between brings', async () => {
    provider.seat({ sub: 's-1', email: 'cfo@exemple.fr', email_verified: true })
    const isBack = (address: string) => address.includes('/back?')
    const refused = here('/sign-in?refused=auth%2Fsingle-sign-on-failed')
    const answer = await visitor.follow(begin(), isBack)
    expect(await new Visitor().follow(answer)).toBe(refused)
    const other = new Visitor()
    await other.follow(begin(), isBack)
    expect(await other.follow(answer)).toBe(refused)
    const forged = new URL(answer)
    forged.searchParams.set('code', 'forged')
    expect(await visitor.follow(forged.href)).toBe(refused)
    // The attempt is spent.
    expect(await visitor.follow(answer)).toBe(refused)
    expect(await who(visitor)).toMatchObject({ code: 'auth/no-session' })
  })

  it('asks for a code with PKCE, a state and a nonce that are new each time', async () => {
    const asked = async () =>
      new URL((await new Visitor().ask(begin())).headers.get('location') ?? '').searchParams
    const [one, two] = [await asked(), await asked()]
    expect(one.get('response_type')).toBe('code')
    expect(one.get('code_challenge_method')).toBe('S256')
    for (const name of ['state', 'nonce', 'code_challenge']) {
      expect(one.get(name)?.length).toBeGreaterThan(20)
      expect(one.get(name)).not.toBe(two.get(name))
    }
  })

  it('ends at the provider as well', async () => {
    provider.seat({ sub: 's-1', email: 'cfo@exemple.fr', email_verified: true })
    await visitor.follow(begin())
    const out = (await (await visitor.ask(here('/api/session'), { method: 'DELETE' })).json()) as {
      leave: string
    }
    expect(out.leave).toContain('/session/end?')
    expect(new URL(out.leave).searchParams.get('post_logout_redirect_uri')).toBe(here('/'))
    expect(await who(visitor)).toMatchObject({ code: 'auth/no-session' })
  })
})

describe.skipIf(withoutChromium('single sign-on'))('the sign-in page', { timeout: 60_000 }, () => {
  let browser: Browser
  beforeAll(async () => void (browser = await openBrowser({ locale: 'fr-FR' })))
  afterAll(() => browser.close())

  it('has a button for the provider, and says why somebody was sent back', async () => {
    const { page } = browser
    provider.seat({ sub: 's-5', email: 'else@exemple.fr', email_verified: true })
    await page.goto(here('/'))
    await page.getByRole('link', { name: 'Continuer avec Annuaire' }).click()
    await page.getByText('Personne n’a été invité sous cette adresse').waitFor()
    expect(await violations(page)).toEqual([])
    provider.seat({ sub: 's-6', email: 'agent@exemple.fr', email_verified: true })
    await page.context().clearCookies()
    await page.getByRole('link', { name: 'Continuer avec Annuaire' }).click()
    await page.getByRole('heading', { name: 'À relancer' }).waitFor()
  })
})

describe('the settings of single sign-on', { timeout: 60_000 }, () => {
  it('say what is set up and what is to be registered, without the secret', async () => {
    const setup = await owner('GET', '/api/single-sign-on')
    expect(setup).toMatchObject({
      provider: { name: 'Annuaire', client_id: 'relance', has_secret: true },
      redirect_uri: here('/api/session/single-sign-on/back'),
    })
    expect(JSON.stringify(setup)).not.toContain('secret-of-relance')
    provider.seat({ sub: 's-1', email: 'cfo@exemple.fr', email_verified: true })
    await visitor.follow(begin())
    const refused = await (await visitor.ask(here('/api/single-sign-on'))).json()
    expect(refused).toMatchObject({ code: 'auth/not-allowed' })
  })

  it('find nothing against the provider that people sign in by, under its own name only', async () => {
    const issuer = new URL(provider.issuer)
    expect(await owner('POST', '/api/single-sign-on/check', {})).toEqual({ problem: null, fact: issuer.href })
    const byOtherName = new URL(`http://localhost:${issuer.port}`)
    expect(await checkProvider(byOtherName)).toEqual({ problem: 'wrong_issuer', fact: provider.issuer })
    expect(await checkProvider(new URL('/realm', issuer))).toMatchObject({ problem: 'not_found' })
  })

  it.each([
    ['a page in its place', () => '<html>', 'not_metadata', ''],
    ['no name', () => '{}', 'not_metadata', ''],
    ['no addresses', (at: string) => JSON.stringify({ issuer: at }), 'incomplete', 'token_endpoint'],
    ['no keys', (at: string) => JSON.stringify(addressesAt(at)), 'no_keys', '/keys'],
  ])('say what is wrong with a provider that has %s', async (_, body, problem, fact) => {
    const port = await freePort()
    const at = `http://127.0.0.1:${port}`
    const other = http.createServer((request, response) =>
      response.end(request.url?.endsWith('/openid-configuration') ? body(at) : '{"keys":[]}'),
    )
    await new Promise<void>((resolve) => other.listen(port, '127.0.0.1', resolve))
    try {
      const found = await checkProvider(new URL(at))
      expect(found.problem).toBe(problem)
      expect(found.fact).toContain(fact)
    } finally {
      other.closeAllConnections()
      other.close()
    }
  })

  it.skipIf(withoutChromium('the settings of single sign-on'))(
    'are tested by the keyboard alone',
    async () => {
      const browser = await openBrowser({ locale: 'fr-FR', viewport: { width: 360, height: 740 } })
      try {
        const { page } = browser
        provider.seat({ sub: 's-7', email: 'admin@exemple.fr', email_verified: true })
        await page.goto(begin())
        await page.locator('h1').first().waitFor()
        await visit(page, here('/settings/single-sign-on'))
        await page.getByText('Continuer avec Annuaire', { exact: false }).waitFor()
        await page.getByText(here('/api/session/single-sign-on/back'), { exact: true }).waitFor()
        await tabTo(page, 'Tester la connexion')
        await page.keyboard.press('Enter')
        await page.getByText('se décrit entièrement et publie ses clés', { exact: false }).waitFor()
        expect(await violations(page)).toEqual([])
        expect(await sideways(page)).toBeLessThanOrEqual(0)
        await provider.stop()
        await page.keyboard.press('Enter')
        await page.getByText('ne répond pas (ECONNREFUSED)', { exact: false }).waitFor()
        await page.emulateMedia({ colorScheme: 'dark' })
        expect(await violations(page)).toEqual([])
      } finally {
        await browser.close()
      }
    },
  )
})

const addressesAt = (issuer: string) => ({
  ...{ issuer, jwks_uri: `${issuer}/keys` },
  ...{ authorization_endpoint: issuer, token_endpoint: issuer, userinfo_endpoint: issuer },
})
