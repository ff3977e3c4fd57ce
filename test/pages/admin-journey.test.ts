import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest'
import { openBrowser, sideways, tabTo, violations, visit, type Visitor } from './browser'
import { ask } from './company'
import { useVisitedProduct, withoutChromium } from './product'

const skipped = withoutChromium('the journey of an administrator')
const PASSWORD = 'a long good password'
const REFUSED = 'This does not exist, or belongs to an entity that you do not see.'

const eventsOf = (entity: string) => {
  const common = { entity_id: entity, customer_id: `C-${entity}` }
  const due = { invoice_id: `I-${entity}`, amount: '100', currency: 'EUR', due_on: '2026-04-01' }
  const attributes = { name: `Client de ${entity}` }
  return [
    { ...common, event_type: 'customer.updated', occurred_on: '2026-01-01', attributes },
    { ...common, event_type: 'invoice.issued', occurred_on: '2026-03-02', ...due },
  ]
}

describe.skipIf(skipped)('an administrator', { timeout: 180_000 }, () => {
  const test = useVisitedProduct()
  let agent: Visitor
  let link = ''
  beforeAll(async () => {
    agent = await openBrowser({
      locale: 'en-GB',
      colorScheme: 'dark',
      viewport: { width: 360, height: 740 },
    })
    const { page } = test.visitor
    for (const entity of ['FR01', 'FR02']) {
      expect((await ask(page, 'POST', '/events', eventsOf(entity))).status).toBe(200)
      const work = { entity_id: entity, customer_id: `C-${entity}`, text: `Appeler ${entity}` }
      // Events are answered when they count; what is derived from them follows a moment later.
      const added = async () => expect((await ask(page, 'POST', '/work-list', work)).status).toBe(201)
      await vi.waitFor(added, { interval: 250, timeout: 120_000 })
    }
    test.visitor.errors.length = 0
  }, 240_000)
  afterAll(() => agent.close())

  it('invites an agent limited to one entity, by the keyboard alone', async () => {
    const { page } = test.visitor
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

  it('has the agent choose a password and sign in with it, on a telephone, in the dark, by the keyboard alone', async () => {
    const { page } = agent
    await page.goto(link)
    await page.getByRole('heading', { name: 'Welcome, Agathe' }).waitFor()
    expect(await violations(page)).toEqual([])
    expect(await sideways(page)).toBeLessThanOrEqual(0)
    await tabTo(page, 'Password')
    await page.keyboard.type(PASSWORD)
    await page.keyboard.press('Enter')
    await page.getByText('Appeler FR01').first().waitFor()
    await tabTo(page, 'Menu')
    await page.keyboard.press('Enter')
    expect(await violations(page)).toEqual([])
    await tabTo(page, /Agathe/)
    await page.keyboard.press('Enter')
    await tabTo(page, 'Sign out')
    await page.keyboard.press('Enter')
    await page.getByRole('heading', { name: 'Sign in' }).waitFor()
    // the invitation has been used: it lets nobody in again
    await page.goto(link)
    await page.getByText('This link was used already or has expired.', { exact: false }).waitFor()
    expect(await violations(page)).toEqual([])
    await tabTo(page, 'E-mail address')
    await page.keyboard.type('agathe@example.com')
    await page.keyboard.press('Tab')
    await page.keyboard.type(PASSWORD)
    await page.keyboard.press('Enter')
    await page.getByText('Appeler FR01').first().waitFor()
  })

  it('gives with that the work of one entity and nothing else', async () => {
    const { page } = agent
    await visit(page, `${test.product.origin}/work-list`)
    const main = await page.getByRole('main').innerText()
    expect(main).toContain('Client de FR01')
    expect(main).not.toContain('FR02')
    expect(await sideways(page)).toBeLessThanOrEqual(0)
    expect(await violations(page)).toEqual([])
    await tabTo(page, 'Menu')
    await page.keyboard.press('Enter')
    const navigation = page.getByRole('navigation', { name: 'Main navigation' })
    const pages = await navigation.getByRole('link').allInnerTexts()
    expect(pages.join(' ')).not.toMatch(/Overview|Receivables|Campaigns|Data/)
  })

  it('has the other entity, and what the role may not see, refused in words', async () => {
    const { page } = agent
    for (const [path, words] of [
      ['/work-list?entity=FR02', REFUSED],
      ['/receivables/C-FR02', 'Your role does not allow this.'],
      ['/receivables?entity=FR02', 'Your role does not allow this.'],
      ['/sql', 'Your role does not allow this.'],
      ['/settings/users', 'Your role does not allow this.'],
    ] as const) {
      await visit(page, `${test.product.origin}${path}`)
      await page.getByText(words).first().waitFor()
      expect(await page.getByRole('main').innerText(), path).not.toContain('Client de')
      expect(await sideways(page), path).toBeLessThanOrEqual(0)
      expect(await violations(page), path).toEqual([])
    }
    expect((await ask(page, 'GET', '/work-list?entity=FR02')).body['code']).toBe('auth/entity-refused')
    expect((await ask(page, 'GET', '/receivables?as_of=2026-05-31')).body['code']).toBe('auth/not-allowed')
  })

  it('is told of it in the log, and sessions and tokens have their pages, also on a telephone', async () => {
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
