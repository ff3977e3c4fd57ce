import { beforeAll, describe, expect, it } from 'vitest'
import { sideways, violations, visit } from './browser'
import { ask, seedCompany } from './company'
import { useVisitedProduct, withoutChromium } from './product'

const skipped = withoutChromium('campaigns')
const indemnity = '\n\nUne indemnité forfaitaire de 40 € pour frais de recouvrement est due.\n'

describe.skipIf(skipped)('campaigns, in a browser', () => {
  const test = useVisitedProduct()
  const button = (name: string | RegExp) => test.visitor.page.getByRole('button', { name, exact: true })
  let address = ''

  beforeAll(async () => {
    await seedCompany(test.visitor.page)
  })

  it('begin with the ready-made plans where there is none yet', async () => {
    const { page } = test.visitor
    await visit(page, `${test.product.origin}/campaigns`)
    await page.getByText('Aucune campagne pour l’instant').waitFor()
    expect(await page.getByRole('list', { name: 'Modèles de campagne' }).getByRole('listitem').count()).toBe(
      4,
    )
    expect(await violations(page)).toEqual([])
    await page.getByRole('button', { name: /Partir de\s: Scénario complet/ }).click()
    await page.getByRole('heading', { level: 1, name: 'Scénario complet' }).waitFor()
    await page.getByRole('slider').first().waitFor()
    address = page.url()
    expect(await page.getByRole('slider').count()).toBe(7)
    expect(await violations(page)).toEqual([])
  })

  it('move a step by keyboard, what counts from it included, and keep the order of days', async () => {
    const { page } = test.visitor
    const notice = page.locator('[data-step=formal-notice]')
    await notice.focus()
    await page.keyboard.press('Shift+ArrowRight')
    await expect.poll(() => notice.getAttribute('aria-valuenow')).toBe('39')
    expect(await page.locator('[data-step=order-stop]').getAttribute('aria-valuenow')).toBe('55')
    await page.keyboard.press('Shift+ArrowLeft')
    await expect.poll(() => notice.getAttribute('aria-valuenow')).toBe('32')
  })

  it('move a step by dragging it', async () => {
    const { page } = test.visitor
    const firm = page.locator('[data-step=firm]')
    const box = await firm.boundingBox()
    if (!box) throw new Error('the step has no place')
    await page.mouse.move(box.x + 10, box.y + 10)
    await page.mouse.down()
    await page.mouse.move(box.x + 60, box.y + 10, { steps: 4 })
    await page.mouse.up()
    await expect.poll(async () => Number(await firm.getAttribute('aria-valuenow'))).toBeGreaterThan(15)
  })

  it('refuse a text with the 40 € line for consumers, with the article and how to mend it', async () => {
    const { page } = test.visitor
    const made = await ask(page, 'POST', '/templates', { name: 'Courtoise avec 40 €', copy_of: 'courteous' })
    const family = made.body['family'] as string
    const texts = made.body['texts'] as { channel: string; tone: string; language: string; body: string }[]
    const letter = texts.find(
      (text) => text.channel === 'letter' && text.tone === 'friendly' && text.language === 'fr',
    )
    if (!letter) throw new Error('the library has no friendly letter')
    const text = { ...letter, body: letter.body + indemnity }
    const put = await ask(page, 'PUT', `/templates/${family}/texts`, {
      base_version: made.body['version'],
      text,
    })
    expect(put.status).toBe(200)
    await visit(page, address)
    await page
      .getByRole('list', { name: 'Étapes' })
      .getByRole('button', { name: /Relance courtoise/ })
      .first()
      .click()
    await page
      .getByRole('group', { name: /Étape 3/ })
      .getByLabel('Texte')
      .selectOption({ label: 'Courtoise avec 40 €' })
    await button('Vérifier').click()
    await page.getByText(/refus\s: la campagne ne peut pas être approuvée/).waitFor()
    const step = page.locator('section section').filter({ hasText: 'Relance courtoise' })
    const finding = step.locator('[data-finding]').filter({ hasText: '40' })
    expect(await finding.first().innerText()).toMatch(/Refus[^]*Particulier[^]*À faire\s:[^]*L441-10/)
    expect(await button('Approuver').count()).toBe(0)
    expect(await violations(page)).toEqual([])
  })

  it('are approved once their text is mended and consumers are left out, whose law the firm steps do not keep', async () => {
    const { page } = test.visitor
    await visit(page, address)
    await page
      .getByRole('list', { name: 'Étapes' })
      .getByRole('button', { name: /Relance courtoise/ })
      .first()
      .click()
    await page
      .getByRole('group', { name: /Étape 3/ })
      .getByLabel('Texte')
      .selectOption({ label: 'Relance courtoise' })
    await button('Restreindre').click()
    await page.getByLabel('Champ').selectOption('kind')
    await page.getByText('2 clients', { exact: true }).waitFor()
    await button('Vérifier').click()
    await page.getByText('Rien ne s’oppose au lancement').waitFor()
    await button('Approuver').click()
    await button('Démarrer').waitFor()
  })

  it('show what 90 days would send and cost before anything goes', async () => {
    const { page } = test.visitor
    await button('Simulation').click()
    await button('Simuler 90 jours').click()
    await page.getByText(/\d+ contacts en 90 jours/).waitFor({ timeout: 180_000 })
    await page.locator('[data-drawn=true]').first().waitFor()
    await page
      .getByRole('button', { name: 'Voir le tableau' })
      .or(page.getByRole('button', { name: /tableau/i }))
      .first()
      .click()
    expect(await page.getByRole('link', { name: /Qui reçoit quoi/ }).getAttribute('href')).toMatch(
      /contacts\.csv$/,
    )
    expect(await violations(page)).toEqual([])
  })

  it('ask before they start, and then no longer change; the switch to stop everything is there', async () => {
    const { page } = test.visitor
    await button('Démarrer').click()
    await page
      .getByRole('dialog')
      .getByText(/clients réels/)
      .waitFor()
    await page.getByRole('dialog').getByRole('button', { name: 'Démarrer' }).click()
    await page.getByText('Cette campagne a démarré', { exact: false }).waitFor()
    expect(await button('Cloner pour modifier').count()).toBe(1)
    await visit(page, `${test.product.origin}/campaigns`)
    await button('Tout arrêter').click()
    await page.getByRole('dialog').getByRole('button', { name: 'Tout arrêter' }).click()
    await page.getByText(/Tout envoi est arrêté/).waitFor()
    await button('Laisser repartir').click()
    await page.getByText('L’envoi est possible.').waitFor()
  })

  it('fit a window of 360 pixels, and say the same in English', async () => {
    const { page } = test.visitor
    await page.setViewportSize({ width: 360, height: 740 })
    await page.evaluate(() => localStorage.setItem('relance.language', 'en'))
    for (const path of ['/campaigns', new URL(address).pathname]) {
      await visit(page, test.product.origin + path)
      expect(await sideways(page)).toBe(0)
      expect(await violations(page)).toEqual([])
      expect(await page.locator('body').innerText()).not.toMatch(/\b(campaign|step|dunning|check)\.[a-z]/)
    }
    expect(test.visitor.errors.filter((error) => !/40[0149]/.test(error))).toEqual([])
  })
})
