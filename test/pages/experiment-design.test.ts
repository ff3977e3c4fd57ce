import { beforeAll, describe, expect, it } from 'vitest'
import { sideways, violations, visit } from './browser'
import { ask } from './company'
import { useVisitedProduct, withoutChromium } from './product'
import { testedCompany } from './tested-company'

const skipped = withoutChromium('the design of an experiment')

describe.skipIf(skipped)('the design of an experiment, in a browser', { timeout: 240_000 }, () => {
  const test = useVisitedProduct()
  let campaign = ''
  let editor = ''
  const open = (path: string) => visit(test.visitor.page, test.product.origin + path)
  const row = (name: string) =>
    test.visitor.page
      .getByRole('list', { name: 'Qui est concerné' })
      .getByRole('listitem')
      .filter({ hasText: name })
  const saved = () =>
    test.visitor.page
      .getByRole('status')
      .filter({ hasText: /^Enregistré$/ })
      .waitFor()

  beforeAll(async () => {
    campaign = await testedCompany(test.visitor.page, { customers: 300, months: 13, seed: 1 })
  }, 240_000)

  it('begins in a campaign, with a published trial and its source', async () => {
    const { page } = test.visitor
    await open(`/campaigns/${campaign}`)
    await page.getByRole('link', { name: 'Nouvel essai' }).click()
    const trial = page.getByRole('listitem').filter({ hasText: 'Dire les conséquences' })
    expect(await trial.innerText()).toContain('Fellner, Sausgruber & Traxler (2013)')
    expect(await page.getByLabel('Campagne', { exact: true }).inputValue()).toBe(campaign)
    expect(await violations(page)).toEqual([])
    await trial.getByRole('button', { name: 'Partir de : Dire les conséquences' }).click()
    await page.getByRole('heading', { level: 1, name: 'Dire les conséquences' }).waitFor()
    editor = new URL(page.url()).pathname
    expect(await page.getByLabel('Conséquences', { exact: true }).first().isChecked()).toBe(true)
  })

  it('says of each segment whether it can answer, and puts a small one together with another', async () => {
    const { page } = test.visitor
    const worth = page.getByLabel('Plus petit écart utile (points)')
    await worth.fill('40')
    await worth.press('Tab')
    const small = row('Grands comptes')
    await small.getByText(/Pas assez de clients dans «\sGrands comptes\s» pour 40,0\spoints/).waitFor()
    await row('Tous les autres')
      .getByText(/Peut répondre/)
      .waitFor()
    await small.getByRole('button', { name: 'Réunir avec Tous les autres' }).click()
    await row('Tous les autres + Grands comptes')
      .getByText(/Peut répondre/)
      .waitFor()
    expect(await page.getByRole('list', { name: 'Qui est concerné' }).getByRole('listitem').count()).toBe(1)
    expect(await violations(page)).toEqual([])
  })

  it('keeps what is edited without being told to, and shows the price of a group without reminders', async () => {
    const { page } = test.visitor
    await page.getByLabel('Laisser des clients sans relance').check()
    await page.getByText(/Prix\s: \d+ clients? sans relance pendant 30 jours/).waitFor()
    await saved()
    await open(editor)
    expect(await page.getByLabel('Laisser des clients sans relance').isChecked()).toBe(true)
    await page.getByLabel('Laisser des clients sans relance').uncheck()
    await page
      .getByLabel('Canal')
      .waitFor({ state: 'detached' })
      .catch(() => undefined)
    await page.getByLabel('SMS', { exact: true }).check()
    expect(await page.getByRole('group', { name: 'Variantes' }).getByRole('checkbox').count()).toBe(4)
    const adapts = page.getByLabel('Adapter les poids aux résultats pendant l’essai')
    await adapts.check()
    await page.getByText(/Pour prouver un écart au plus vite, gardez des poids fixes/).waitFor()
    await page.getByLabel('Part minimale de chaque variante (%)').fill('15')
    await page.getByLabel('Changer au plus tous les (jours)').fill('14')
    await page.getByLabel('Changer au plus tous les (jours)').press('Tab')
    await page.getByText(/tous les 14 jours au plus\s; aucune variante ne descend sous 15\s%/).waitFor()
    await saved()
    expect(await violations(page)).toEqual([])
    await page.getByLabel('SMS', { exact: true }).uncheck()
    await page.getByText(/Il faut au moins deux variantes en plus/).waitFor()
    expect(await adapts.isChecked()).toBe(false)
    expect(await adapts.isDisabled()).toBe(true)
    await saved()
  })

  it('tries the test on the past of the company', async () => {
    const { page } = test.visitor
    await page.getByRole('button', { name: 'Éprouver l’essai sur le passé' }).click()
    await page.getByText(/tirages de \d+ clients passés|Trop peu de clients passés/).waitFor()
  })

  it('fits a window of 360 pixels in both languages and themes', async () => {
    const { page } = test.visitor
    await page.setViewportSize({ width: 360, height: 740 })
    for (const [language, colorScheme] of [
      ['fr', 'dark'],
      ['en', 'light'],
      ['en', 'dark'],
    ] as const) {
      await page.emulateMedia({ colorScheme })
      await page.evaluate((chosen) => localStorage.setItem('relance.language', chosen), language)
      for (const path of ['/experiments/new', editor]) {
        await open(path)
        expect(await sideways(page), `${path} ${language}`).toBeLessThanOrEqual(0)
        expect(await violations(page), `${path} ${language} ${colorScheme}`).toEqual([])
        expect(await page.locator('body').innerText()).not.toMatch(/\bexperiments\.[a-z]/)
      }
    }
    await page.emulateMedia({ colorScheme: null })
    await page.evaluate(() => localStorage.setItem('relance.language', 'fr'))
    await page.setViewportSize({ width: 1440, height: 900 })
  })

  it('asks before the launch, which has no way back, and tells it in the campaign', async () => {
    const { page } = test.visitor
    await open(editor)
    await page.getByText('Rien ne s’oppose au lancement').waitFor()
    await page.getByRole('button', { name: 'Lancer' }).focus()
    await page.keyboard.press('Enter')
    const dialog = page.getByRole('dialog')
    await dialog.getByText('Un lancement ne s’annule pas').waitFor()
    expect(await violations(page)).toEqual([])
    await dialog.getByRole('button', { name: 'Lancer' }).click()
    await page.getByText('L’essai est lancé').waitFor()
    const id = editor.split('/')[2] ?? ''
    const { body } = await ask(page, 'GET', `/experiments/${id}`)
    expect(body).toMatchObject({ state: 'running', campaign_id: campaign })
    await open(`/campaigns/${campaign}`)
    await page.getByText('Un essai se déroule dans cette campagne : Dire les conséquences').waitFor()
    expect(await violations(page)).toEqual([])
    expect(test.visitor.errors.filter((error) => !/4(0[0149]|22)/.test(error))).toEqual([])
  })
})
