import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { openBrowser, sideways, violations, visit, type Visitor } from './browser'
import { bodyOf, startClockedProduct, type ClockedProduct } from './clocked-product'
import { demoCompany } from './demo-company'
import { withoutChromium } from './product'

const skipped = withoutChromium('the way of a campaign')
const DAY_MS = 86_400_000
const CUSTOMER = 'Imprimerie Vallauris'
const ADDRESS = 'ana@vallauris.example'
const LINE = '<p>Une indemnité forfaitaire de 40 € pour frais de recouvrement est due par facture.</p>\n  '

/** Eleven in the morning in Paris, so many days from today: within the hours of every channel. */
const morning = (days: number) =>
  new Date(Date.parse(new Date().toISOString().slice(0, 10)) + days * DAY_MS + 10 * 3_600_000)

describe.skipIf(skipped)('the way of a campaign, in a browser', () => {
  let product: ClockedProduct
  let admin: Visitor
  let manager: Visitor
  let debtor: Visitor
  /** days from today on which the first message went */
  let sentOn = 0
  const button = (name: string | RegExp) => manager.page.getByRole('button', { name, exact: true })
  const goTo = (name: string) =>
    manager.page
      .getByRole('navigation', { name: 'Navigation principale' })
      .getByRole('link', { name })
      .click()
  const openCampaign = async () => {
    await goTo('Campagnes')
    await manager.page.getByRole('link', { name: 'Relances des retards' }).click()
    await manager.page.getByRole('slider').first().waitFor()
  }
  const chooseText = async (name: string) => {
    await button('Contenu').click()
    await manager.page.getByRole('list', { name: 'Étapes' }).getByRole('button', { name: /J\+2/ }).click()
    await manager.page
      .getByRole('group', { name: /Étape 2/ })
      .getByLabel('Texte')
      .selectOption({ label: name })
  }

  beforeAll(async () => {
    product = await startClockedProduct()
    ;[admin, manager, debtor] = await Promise.all([
      openBrowser({ locale: 'fr-FR' }),
      openBrowser({ locale: 'fr-FR', viewport: { width: 1280, height: 800 } }),
      openBrowser({ locale: 'fr-FR', viewport: { width: 360, height: 740 } }),
    ])
    const invitation = await demoCompany(admin.page, product)
    const { page } = manager
    await page.goto(invitation)
    await page.getByLabel('Mot de passe').fill('un long mot de passe')
    await page.getByRole('button', { name: 'Entrer' }).click()
    await page.getByText('Credit management').waitFor()
  })
  afterAll(async () => {
    await Promise.all([debtor, manager, admin].map((one) => one?.close()))
    await product?.stop()
  })

  it('begins with a segment, and a plan that is cut to three steps by two channels for it', async () => {
    const { page } = manager
    await goTo('Segments')
    await page.getByRole('link', { name: 'Nouveau segment' }).click()
    await page.getByLabel('Nom', { exact: true }).fill('Retards')
    await page.getByLabel('Valeur').fill('100')
    await page.getByLabel('Valeur').press('Tab')
    await page.getByText(/^\d+ clients$/).waitFor()
    await button('Enregistrer').click()
    await page.getByRole('link', { name: 'Retards' }).waitFor()
    await goTo('Campagnes')
    await page.getByRole('button', { name: /Partir de\s: Oubli sincère/ }).click()
    await page.getByRole('heading', { level: 1, name: 'Oubli sincère' }).waitFor()
    await page.getByLabel('Nom', { exact: true }).fill('Relances des retards')
    await button('Retirer la règle').click()
    await page.getByRole('combobox', { name: 'Ajouter un scénario' }).selectOption({ label: 'Retards' })
    await button('Retirer ce scénario').nth(1).click()
    for (const n of [5, 4])
      await page.getByRole('button', { name: new RegExp(`Retirer l’étape ${n}`) }).click()
    await button('Enregistrer').click()
    await page.getByText('Campagne enregistrée').waitFor()
    expect(await page.getByRole('slider').count()).toBe(3)
    expect(await page.getByRole('list', { name: 'Étapes' }).innerText()).toMatch(/E-mail → SMS/)
    expect(await violations(page)).toEqual([])
  })

  it('goes on with a text of its own, seen as a real customer will on his telephone', async () => {
    const { page } = manager
    await goTo('Messages')
    await page.getByRole('link', { name: 'Relance courtoise' }).click()
    await button('Copier pour modifier').click()
    await page.getByRole('button', { name: /Enregistrer la version/ }).waitFor()
    const body = page.getByLabel('Corps')
    await body.fill((await body.inputValue()).replace('<p>Cordialement,', `${LINE}<p>Cordialement,`))
    await button('Avec un vrai client…').click()
    await page.getByRole('searchbox', { name: 'Client' }).fill('Vallauris')
    await page.getByRole('list', { name: 'Clients' }).getByRole('button', { name: CUSTOMER }).click()
    await button('Téléphone').click()
    const shown = page.frameLocator('iframe').locator('body')
    await shown.getByText('Une indemnité forfaitaire de 40 €').waitFor()
    await shown.getByText('FA-V1').first().waitFor()
    await page.getByRole('button', { name: /Enregistrer la version/ }).click()
    await page.getByText(/Version \d enregistrée/).waitFor()
  })

  it('is refused while that text may reach a consumer, with the article and how to mend it', async () => {
    const { page } = manager
    await openCampaign()
    await chooseText('Relance courtoise (copie)')
    await button('Vérifier').click()
    await page.getByText(/refus\s: la campagne ne peut pas être approuvée/).waitFor()
    const finding = page
      .locator('[data-finding]')
      .filter({ hasText: 'Particulier' })
      .filter({ hasText: '40 €' })
    expect(await finding.first().innerText()).toMatch(/Refus[^]*À faire\s:[^]*L441-10/)
    expect(await button('Approuver').count()).toBe(0)
    expect(await violations(page)).toEqual([])
  })

  it('is approved for businesses, lived for 90 days without sending, and started', async () => {
    const { page } = manager
    await button('Contenu').click()
    await button('Restreindre').click()
    await page.getByLabel('Champ').selectOption('kind')
    await page.getByLabel(/Âge maximal des paiements/).fill('744')
    await button('Vérifier').click()
    await page.getByText('Rien ne s’oppose au lancement').waitFor()
    await button('Approuver').click()
    await button('Démarrer').waitFor()
    await button('Simulation').click()
    await button('Simuler 90 jours').click()
    await page.getByText(/\d+ contacts en 90 jours/).waitFor()
    expect(await page.getByRole('table').first().innerText()).toMatch(/J\+2[^]*Relance courtoise[^]*Retards/)
    // Her own invitation, and nothing to customers.
    expect(product.smtp.received.flatMap(({ to }) => to)).toEqual(['claire@example.com'])
    await button('Démarrer').click()
    await page.getByRole('dialog').getByRole('button', { name: 'Démarrer' }).click()
    await page.getByText('Cette campagne a démarré', { exact: false }).waitFor()
  })

  it('reaches the mail server on the first day on which it may, with the text that was written', async () => {
    const mail = () => product.smtp.received.find(({ to }) => to.includes(ADDRESS))
    while (!mail() && sentOn < 7) await product.liveAt(morning((sentOn += 1)))
    expect(bodyOf(mail())).toContain('Une indemnité forfaitaire de 40 €')
    expect(bodyOf(mail())).toContain('FA-V1')
  })

  it('opens the page of the customer from the mail, where he promises a day', async () => {
    const { page } = debtor
    const mail = product.smtp.received.find(({ to }) => to.includes(ADDRESS))
    const link = /http:\/\/localhost:\d+\/p\/[\w-]+/.exec(bodyOf(mail))?.[0]
    await visit(page, `${link}#promise`)
    await page.getByText(`Page réservée à ${CUSTOMER}`).waitFor()
    await page.getByRole('button', { name: /^Promettre/ }).click()
    await page.getByRole('status').getByText('votre promesse').waitFor()
    expect(await violations(page)).toEqual([])
    expect(await sideways(page)).toBe(0)
  })

  it('holds the next reminder for the promise and says so, of the campaign and of the customer', async () => {
    const { page } = manager
    const before = product.smtp.received.length
    for (const days of [1, 3, 6]) await product.liveAt(morning(sentOn + days))
    const since = product.smtp.received.slice(before).filter(({ to }) => to.includes(ADDRESS))
    // The answer to the promise is no reminder, and all that he gets.
    expect(since.map((mail) => /bonne note de votre engagement/.test(bodyOf(mail)))).toEqual([true])
    await button('Pourquoi').click()
    await page.getByLabel('Raison').selectOption('promise')
    await page.getByRole('link', { name: CUSTOMER }).first().waitFor()
    await page
      .getByText(/promis/)
      .last()
      .waitFor()
    expect(await violations(page)).toEqual([])
    await page.getByRole('link', { name: CUSTOMER }).first().click()
    await page.getByRole('heading', { level: 1, name: CUSTOMER }).waitFor()
    await page
      .getByText(/promis/)
      .first()
      .waitFor()
    const file = page.getByRole('link', { name: 'Dossier contentieux (PDF)' })
    const answer = await page.request.get(new URL((await file.getAttribute('href')) ?? '', page.url()).href)
    expect(answer.headers()['content-type']).toBe('application/pdf')
    expect(await violations(page)).toEqual([])
    expect(manager.errors.filter((error) => !/4(0[0149]|22)/.test(error))).toEqual([])
  })
})
