import type { Page } from 'playwright-core'
import { beforeAll, describe, expect, it } from 'vitest'
import { visit } from './browser'
import { ask, loadDemo } from './company'
import { useVisitedProduct, withoutChromium } from './product'

const skipped = withoutChromium('the security headers')

/** What architecture §8 decides; the nonce of styles differs each time. */
const POLICY = {
  'default-src': "'self'",
  'script-src': "'self'",
  'style-src': "'self'",
  'style-src-attr': "'unsafe-inline'",
  'img-src': "'self' data: blob:",
  'font-src': "'self' data:",
  'connect-src': "'self'",
  'object-src': "'none'",
  'base-uri': "'none'",
  'form-action': "'self'",
  'frame-ancestors': "'none'",
}

function policyOf(headers: Headers): Record<string, string> {
  const directives = (headers.get('content-security-policy') ?? '').split(';').map((one) => one.trim())
  return Object.fromEntries(
    directives.map((one) => {
      const [name = '', ...values] = one.split(' ')
      return [name, values.filter((value) => !value.startsWith("'nonce-")).join(' ')]
    }),
  )
}

/** What the policy of a page refused while it was open. */
async function refusedOn(page: Page, address: string): Promise<string[]> {
  await visit(page, address)
  await page.locator('[data-drawn], .cm-content').first().waitFor()
  return refused(page)
}
const refused = (page: Page) => page.evaluate(() => (globalThis as unknown as { refused: string[] }).refused)

describe.skipIf(skipped)('what the product answers a browser', { timeout: 240_000 }, () => {
  const test = useVisitedProduct()
  let shared = ''

  beforeAll(async () => {
    const { page, context } = test.visitor
    await loadDemo(page, { customers: 10, months: 14, seed: 3, today: '2026-06-30' })
    await ask(page, 'PUT', '/reports/sharing', { links: true, max_days: 30, addresses: [] })
    const link = { name: 'Banque', entity: ['DEMO'], currency: 'EUR', days: 1 }
    const { address } = (await ask(page, 'POST', '/reports/links', link)).body
    shared = new URL(address as string).pathname
    await context.addInitScript(() => {
      const refused: string[] = []
      Object.assign(globalThis, { refused })
      document.addEventListener('securitypolicyviolation', (event) =>
        refused.push(`${event.effectiveDirective} ${event.blockedURI}`),
      )
    })
  }, 240_000)

  it('carries the policy and the headers on pages, files, the API, refusals and the page of a link', async () => {
    const { origin } = test.product
    const html = await (await fetch(origin)).text()
    const asset = /(?:src|href)="(\/assets\/[^"]+)"/.exec(html)?.[1] ?? ''
    expect(asset).not.toBe('')
    const addresses = [
      '/',
      asset,
      '/api/overview',
      '/api/openapi.json',
      '/nothing.js',
      shared,
      `/api${shared}`,
    ]
    for (const address of addresses) {
      const { headers } = await fetch(origin + address)
      expect(policyOf(headers), address).toEqual(POLICY)
      const hidden = address === shared
      expect(
        {
          type: headers.get('x-content-type-options'),
          frame: headers.get('x-frame-options'),
          opener: headers.get('cross-origin-opener-policy'),
          resource: headers.get('cross-origin-resource-policy'),
          referrer: headers.get('referrer-policy'),
          program: headers.get('x-powered-by'),
        },
        address,
      ).toEqual({
        ...{ type: 'nosniff', frame: 'SAMEORIGIN', opener: 'same-origin', resource: 'same-origin' },
        ...{ referrer: hidden ? 'no-referrer' : 'same-origin', program: null },
      })
    }
  })

  it('keeps the page and the figures of a link out of caches, logs of others and search engines', async () => {
    for (const address of [shared, shared.replace('/r/', '/api/shared-report/')]) {
      const { status, headers } = await fetch(test.product.origin + address)
      expect([address, status]).toEqual([address, 200])
      expect(headers.get('cache-control')).toBe('no-store')
      expect(headers.get('referrer-policy')).toBe('no-referrer')
      expect(headers.get('x-robots-tag')).toBe('noindex, nofollow')
    }
  })

  it('works under its policy: nothing is refused on the Overview, in SQL and under a link', async () => {
    const { page, errors } = test.visitor
    const { origin } = test.product
    expect(await refusedOn(page, `${origin}/?entity=DEMO`)).toEqual([])
    expect(await refusedOn(page, `${origin}/sql`)).toEqual([])
    await page.locator('.cm-content').click()
    await page.keyboard.type('select 1')
    expect(await refused(page)).toEqual([])
    expect(await refusedOn(page, origin + shared)).toEqual([])
    expect(errors).toEqual([])
  })

  it('would tell what it refuses', async () => {
    const { page } = test.visitor
    await page.goto(test.product.origin)
    await page.evaluate(() => {
      const script = document.createElement('script')
      script.textContent = 'globalThis.ran = true'
      document.body.append(script)
    })
    expect(await refused(page)).toEqual(['script-src-elem inline'])
    expect(await page.evaluate(() => 'ran' in globalThis)).toBe(false)
  })
})
