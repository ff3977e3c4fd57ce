import { type Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { openBrowser, sideways, violations, visit, type Visitor } from './browser'
import { ask } from './company'
import { useVisitedProduct, withoutChromium } from './product'

const skipped = withoutChromium('access')
const MOST_TABS = 80

/** Goes on by Tab until what has the focus is called so. */
async function tabTo(page: Page, name: string) {
  for (let n = 0; n < MOST_TABS; n++) {
    await page.keyboard.press('Tab')
    const named = await page.evaluate(() => {
      const at = document.activeElement as HTMLInputElement | null
      return at?.getAttribute('aria-label') ?? at?.labels?.[0]?.textContent ?? at?.textContent ?? ''
    })
    if (named.trim() === name) return
  }
  throw new Error(`${name} cannot be reached by the keyboard`)
}

const eventsOf = (entity: string) => {
  const common = { entity_id: entity, customer_id: `C-${entity}` }
  const due = { invoice_id: `I-${entity}`, amount: '100', currency: 'EUR', due_on: '2026-04-01' }
  return [
    { ...common, event_type: 'customer.updated', occurred_on: '2026-01-01', attributes: { name: entity } },
    { ...common, event_type: 'invoice.issued', occurred_on: '2026-03-02', ...due },
  ]
}

describe.skipIf(skipped)('access, in a browser', { timeout: 180_000 }, () => {
  const test = useVisitedProduct()
  let agent: Visitor
  let link = ''
  beforeAll(async () => void (agent = await openBrowser({ locale: 'en-GB' })), 60_000)
  afterAll(() => agent.close())

  it('is given to an agent for one entity, by the keyboard alone', async () => {
    const { page } = test.visitor
    for (const entity of ['FR01', 'FR02']) {
      expect((await ask(page, 'POST', '/events', eventsOf(entity))).status).toBe(200)
      const work = { entity_id: entity, customer_id: `C-${entity}`, text: `Appeler ${entity}` }
      // Events are answered when they count; what is derived from them follows a moment later.
      await expect
        .poll(async () => (await ask(page, 'POST', '/work-list', work)).status, { timeout: 120_000 })
        .toBe(201)
    }
    test.visitor.errors.length = 0
    await visit(page, `${test.product.origin}/settings/users`)
    await tabTo(page, 'Inviter')
    await page.keyboard.press('Enter')
    await tabTo(page, 'Nom')
    await page.keyboard.type('Agathe')
    await tabTo(page, 'Adresse e-mail')
    await page.keyboard.type('agathe@example.com')
    await tabTo(page, 'Rôle')
    await page.keyboard.type('Recouvrement')
    await tabTo(page, 'Limiter à certaines entités')
    await page.keyboard.press('Space')
    await tabTo(page, 'FR01')
    await page.keyboard.press('Space')
    expect(await violations(page)).toEqual([])
    await tabTo(page, 'Inviter')
    await page.keyboard.press('Enter')
    link = await page.locator('code', { hasText: '/sign-in#' }).innerText()
    expect(await violations(page)).toEqual([])
    await tabTo(page, 'Fermer')
    await page.keyboard.press('Enter')
    await page.getByRole('row', { name: /Agathe.*Recouvrement.*FR01.*Invité/ }).waitFor()
    expect(await violations(page)).toEqual([])
  })

  it('shows the agent, who has chosen a password, that entity and nothing else', async () => {
    const { page } = agent
    await page.goto(link)
    await page.getByRole('heading', { name: 'Welcome, Agathe' }).waitFor()
    expect(await violations(page)).toEqual([])
    await page.getByLabel('Password').fill('a long good password')
    await page.getByRole('button', { name: 'Enter' }).click()
    await page.getByText('Appeler FR01').first().waitFor()
    const main = await page.getByRole('main').innerText()
    expect(main).toContain('FR01')
    expect(main).not.toContain('FR02')
    const pages = await page
      .getByRole('navigation', { name: 'Main navigation' })
      .getByRole('link')
      .allInnerTexts()
    expect(pages.join(' ')).not.toMatch(/Receivables|Campaigns|Data/)
    expect((await ask(page, 'GET', '/work-list?entity=FR02')).body['code']).toBe('auth/entity-refused')
    expect((await ask(page, 'GET', '/receivables?as_of=2026-05-31')).body['code']).toBe('auth/not-allowed')
  })

  it('is told in its log, and sessions and tokens have their pages, also on a telephone', async () => {
    const { page } = test.visitor
    await visit(page, `${test.product.origin}/settings/tokens`)
    await page.getByRole('button', { name: 'Créer un jeton' }).click()
    await page.getByLabel('Nom').fill('Metabase')
    await page.getByRole('dialog').getByRole('button', { name: 'Créer un jeton' }).click()
    await page.locator('code', { hasText: 'relance_' }).waitFor()
    await page.getByRole('button', { name: 'Fermer' }).last().click()
    await visit(page, `${test.product.origin}/settings/audit`)
    await page.getByLabel('Texte').fill('agathe@example.com')
    await page.getByRole('button', { name: 'Rechercher' }).click()
    await page.getByRole('cell', { name: /user\.invited/ }).waitFor()
    await expect.poll(() => page.getByRole('cell', { name: /token\.created/ }).count()).toBe(0)
    await page.setViewportSize({ width: 360, height: 740 })
    for (const name of ['users', 'tokens', 'sessions', 'audit']) {
      await visit(page, `${test.product.origin}/settings/${name}`)
      expect(await violations(page), name).toEqual([])
      expect(await sideways(page), name).toBe(0)
    }
    expect(test.visitor.errors).toEqual([])
  })
})
