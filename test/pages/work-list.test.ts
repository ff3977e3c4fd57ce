import { beforeAll, describe, expect, it } from 'vitest'
import { sideways, violations, visit } from './browser'
import { ask, seedCompany } from './company'
import { useVisitedProduct, withoutChromium } from './product'

const skipped = withoutChromium('the work list')

describe.skipIf(skipped)('the work list, in a browser', () => {
  const test = useVisitedProduct()
  const task = (customer: string) => test.visitor.page.locator(`[data-task=${customer}]`)

  beforeAll(async () => {
    await seedCompany(test.visitor.page)
  })

  it('says where calls come from while there is none', async () => {
    const { page } = test.visitor
    await visit(page, `${test.product.origin}/work-list`)
    await page.getByText('Rien à faire aujourd’hui').waitFor()
    expect(await violations(page)).toEqual([])
  })

  it('puts the most expected euros first, on a telephone without a column out of sight', async () => {
    const { page } = test.visitor
    for (const customer_id of ['C2', 'C1', 'C3'])
      expect((await ask(page, 'POST', '/work-list', { entity_id: 'MAIN', customer_id })).status).toBe(201)
    await page.setViewportSize({ width: 360, height: 740 })
    await visit(page, `${test.product.origin}/work-list`)
    const order = await page
      .locator('[data-task]')
      .evaluateAll((all) => all.map((one) => one.dataset['task']))
    expect(order).toEqual(['C1', 'C2', 'C3'])
    expect(await task('C1').innerText()).toMatch(/2\s100,00\s€/)
    expect(await sideways(page)).toBe(0)
    expect(await violations(page)).toEqual([])
    const heights = await task('C1')
      .locator('[data-outcome]')
      .evaluateAll((all) => all.map((one) => one.getBoundingClientRect().height))
    expect(heights).toHaveLength(7)
    expect(Math.min(...heights)).toBeGreaterThanOrEqual(44)
  })

  it('records a promise with its amount and day, which becomes an event', async () => {
    const { page } = test.visitor
    await task('C1').locator('[data-outcome=promise]').click()
    const dialog = page.getByRole('dialog')
    await dialog.getByLabel(/Montant promis/).fill('4 200,00')
    expect(await violations(page)).toEqual([])
    await dialog.getByRole('button', { name: 'Enregistrer' }).click()
    await task('C1').waitFor({ state: 'detached' })
    const history = await ask(page, 'GET', '/work-list/history?entity=MAIN&customer=C1')
    const rows = history.body['rows'] as { event_type: string; amount: string | null; outcome: string }[]
    expect(rows.find(({ event_type }) => event_type === 'promise.made')?.amount).toMatch(/^4200/)
    expect(rows.find(({ event_type }) => event_type === 'contact.logged')?.outcome).toBe('promise')
  })

  it('records an outcome with one key, and says so', async () => {
    const { page } = test.visitor
    await page.setViewportSize({ width: 1280, height: 800 })
    await visit(page, `${test.product.origin}/work-list`)
    await task('C2').waitFor()
    await page.keyboard.press('2')
    await page.getByText(/Garage du Centre\s: Pas de réponse/).waitFor()
    await task('C2').waitFor({ state: 'detached' })
  })

  it('says the same in English', async () => {
    const { page } = test.visitor
    await page.evaluate(() => localStorage.setItem('relance.language', 'en'))
    await visit(page, `${test.product.origin}/work-list`)
    expect(await page.locator('h1').innerText()).toBe('Work list')
    expect(await page.locator('body').innerText()).not.toMatch(/\b(work|dunning)\.[a-z]/)
    expect(test.visitor.errors.filter((error) => !/40[149]/.test(error))).toEqual([])
  })
})
