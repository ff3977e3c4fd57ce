import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { clipped, openBrowser, violations, visit, type Visitor } from './browser'
import { bodyOf, startClockedProduct, type ClockedProduct } from './clocked-product'
import { ask } from './company'
import { enter, readyToSend } from './demo-company'
import { bank, dayFrom, enteredCustomers, payingCompany, payment, tell } from './paying-company'
import type { Entered } from './paying-company'
import { withoutChromium } from './product'

const skipped = withoutChromium('the way of an experiment')
const HORIZON = 10
const MERGED = 'Petites entreprises + Grands comptes'

/** Eleven in the morning in Paris, so many days from today: within the hours of every channel. */
const morning = (days: number) => new Date(`${dayFrom(days)}T10:00:00Z`)

/** What the first reminder of each variant says and no other. */
const WORDS: Record<string, string> = {
  today: 'Un oubli arrive à tout le monde',
  firm: 'nous n’avons reçu ni paiement ni explication',
  consequences: 'ce qui suivrait',
}
/** Of every ten customers of a variant, how many pay by the horizon: firm words work with small businesses only. */
const PAYERS: Record<string, { merged: number; others: number }> = {
  today: { merged: 4, others: 8 },
  firm: { merged: 8, others: 4 },
  consequences: { merged: 6, others: 6 },
}

describe.skipIf(skipped)('the way of an experiment, in a browser', () => {
  let product: ClockedProduct
  let admin: Visitor
  let manager: Visitor
  /** days from today on which customers entered */
  let enteredOn = 0
  let experiment = ''
  let entered: Entered[] = []
  const button = (name: string | RegExp) => manager.page.getByRole('button', { name, exact: true })
  const region = (name: string) => manager.page.getByRole('region', { name, exact: true })
  const whom = (name: string) =>
    manager.page
      .getByRole('list', { name: 'Qui est concerné' })
      .getByRole('listitem')
      .filter({ has: manager.page.getByRole('heading', { name, exact: true }) })
  const results = () => visit(manager.page, `${product.origin}/experiments/${experiment}`)
  const plain = (text: string) => text.replaceAll(/\s/g, ' ')
  const language = (chosen: string) =>
    manager.page.evaluate((one) => localStorage.setItem('relance.language', one), chosen)
  const paymentsOf = (all: readonly Entered[]) =>
    Object.entries(PAYERS).flatMap(([variant, share]) =>
      (['merged', 'others'] as const).flatMap((part) =>
        all
          .filter(
            (one) => one.variant === variant && (one.segment === 'everyone_else') === (part === 'others'),
          )
          .filter((_, n) => n % 10 < share[part])
          .map(({ customer_id: id }, n) => payment(id, enteredOn + 1 + (n % (HORIZON - 1)))),
      ),
    )
  const ofVariant = (variant: string) => entered.filter((one) => one.variant === variant)

  beforeAll(async () => {
    product = await startClockedProduct()
    ;[admin, manager] = await Promise.all([
      openBrowser({ locale: 'fr-FR' }),
      openBrowser({ locale: 'fr-FR', viewport: { width: 1280, height: 800 } }),
    ])
    await enter(admin.page, product)
    const invitation = await readyToSend(admin.page, product, 'MAIN')
    await payingCompany(admin.page)
    const { page } = manager
    await page.goto(invitation)
    await page.getByLabel('Mot de passe').fill('un long mot de passe')
    await page.getByRole('button', { name: 'Entrer' }).click()
    await page.getByText('Credit management').waitFor()
  }, 240_000)
  afterAll(async () => {
    await Promise.all([manager, admin].map((one) => one?.close()))
    await product?.stop()
  })

  it('begins with a design that the company’s own past judges, and puts a segment that is too small with another', async () => {
    const { page } = manager
    await page
      .getByRole('navigation', { name: 'Navigation principale' })
      .getByRole('link', { name: 'Essais' })
      .click()
    await page.getByRole('link', { name: 'Nouvel essai' }).click()
    await button('Partir de zéro').click()
    await page.getByRole('heading', { level: 1, name: 'Essai dans Relances' }).waitFor()
    await page.getByRole('group', { name: 'Ton' }).getByLabel('Conséquences', { exact: true }).check()
    const field = async (label: string, value: string) => {
      await page.getByLabel(label, { exact: true }).fill(value)
      await page.getByLabel(label, { exact: true }).press('Tab')
    }
    await field('Horizon (jours depuis l’entrée)', String(HORIZON))
    await field('Plus petit écart utile (points)', '30')
    await field('Sous (jours depuis l’entrée)', '3')
    const small = whom('Grands comptes')
    await small.getByText(/Pas assez de clients dans «\sGrands comptes\s»/).waitFor()
    await small.getByRole('button', { name: /^Réunir avec/ }).click()
    await whom(MERGED)
      .getByText(/Peut répondre/)
      .waitFor()
    await whom('Tous les autres')
      .getByText(/Peut répondre/)
      .waitFor()
    expect(await violations(page)).toEqual([])
  })

  it('is launched, once nothing stands against it', async () => {
    const { page } = manager
    await page.getByLabel('Nom', { exact: true }).fill('Ton des relances')
    await page.getByText('Rien ne s’oppose au lancement').waitFor()
    // The words of the product follow what was chosen after they were written.
    expect(plain(await page.getByLabel('Hypothèse').inputValue())).toMatch(
      /^Ferme, Conséquences au lieu d’aujourd’hui .* en 10 jours\.$/,
    )
    await button('Lancer').click()
    await page.getByRole('dialog').getByRole('button', { name: 'Lancer' }).click()
    await page.getByText('L’essai est lancé').waitFor()
    await region('Agir').getByText('De nouveaux clients entrent').waitFor()
    experiment = new URL(page.url()).pathname.split('/')[2] ?? ''
    expect(await violations(page)).toEqual([])
  })

  it('lets customers enter on the first day of sending, each with the words of his variant', async () => {
    while (enteredOn < 7 && (await product.liveAt(morning((enteredOn += 1)))) === 0);
    await results()
    await manager.page
      .getByText(/840 clients sont entrés, leurs paiements ne sont pas encore connus/)
      .first()
      .waitFor()
    await tell(admin.page, [bank(enteredOn)])
    await results()
    await manager.page.getByText(/^840 clients depuis le/).waitFor()
    await region('Verdict')
      .getByText(/Laissez l’essai continuer/)
      .first()
      .waitFor()
    expect(await violations(manager.page)).toEqual([])
    entered = await enteredCustomers(admin.page, experiment)
    expect(new Set(entered.map((one) => one.variant))).toEqual(new Set(Object.keys(WORDS)))
    for (const [variant, words] of Object.entries(WORDS)) {
      const to = `${ofVariant(variant)[0]?.customer_id}@client.example`
      const mail = product.smtp.received.filter((one) => one.to.includes(to))
      expect(mail).toHaveLength(1)
      expect(bodyOf(mail[0])).toContain(words)
    }
  })

  it('stops a variant by itself when its customers complain, and tells who must know', async () => {
    const complained = ofVariant('consequences').filter((_, n) => n % 10 === 0)
    const complaints = complained.map(({ customer_id: id }) => ({
      ...{ event_type: 'complaint.received', customer_id: id, occurred_on: dayFrom(enteredOn + 1) },
    }))
    await tell(admin.page, [...complaints, bank(enteredOn + 4)])
    await product.liveAt(morning(enteredOn + 4))
    const told = product.smtp.received.filter(({ to }) => to.includes('claire@example.com')).at(-1)
    expect(bodyOf(told)).toContain('la variante «\u00a0Conséquences\u00a0»')
    await results()
    const row = region('Agir').getByRole('row').filter({ hasText: 'Conséquences' })
    await row.getByText('suspendue').waitFor()
    const line = manager.page.getByRole('row').filter({ hasText: 'Garde-fou franchi : Réclamations' })
    expect(plain(await line.innerText())).toMatch(/Relance .*Variante suspendue.*Conséquences/)
    await region('Un garde-fou est franchi').getByText('franchi', { exact: true }).waitFor()
    expect(await violations(manager.page)).toEqual([])
  })

  it('gives a verdict for each segment when the horizon is reached', async () => {
    await tell(admin.page, [...paymentsOf(entered), bank(enteredOn + HORIZON + 1)])
    await product.liveAt(morning(enteredOn + HORIZON + 1))
    await results()
    await region('Verdict').getByText('Le meilleur choix dépend du segment').waitFor()
    const said = plain(await region('Verdict').innerText())
    expect(said).toContain(`Adoptez « Ferme » pour « ${MERGED} »`)
    expect(said).toMatch(/Gardez « Aujourd’hui » pour « Tous les autres » : avec « Ferme », .* de moins/)
    expect(said).toMatch(/Arrêtez « Conséquences » .* de ses clients ont réclamé, contre 0,0 %/)
    expect(await violations(manager.page)).toEqual([])
    expect(await clipped(manager.page)).toEqual([])
    await language('en')
    await results()
    const told = plain(await region('Verdict').innerText())
    expect(told).toContain('The best choice depends on the segment')
    expect(told).toContain(`Adopt “Ferme” for “${MERGED}”`)
    expect(await violations(manager.page)).toEqual([])
    await language('fr')
  })

  it('ends with the winner as the way of its segment in a new campaign, and the decision in the log', async () => {
    const { page } = manager
    const segment = entered.find(({ segment: of }) => of !== 'everyone_else')?.segment ?? ''
    await visit(page, `${product.origin}/experiments/${experiment}?segment=${segment}`)
    await button('Décider').click()
    await page
      .getByRole('dialog')
      .getByLabel(/Pourquoi/)
      .fill('Décidé en comité')
    await button('Noter la décision').click()
    await page.getByRole('row').filter({ hasText: 'Décidé en comité' }).waitFor()
    await button('Appliquer les gagnantes').click()
    const dialog = page.getByRole('dialog')
    await dialog.getByText(`${MERGED} : la pratique de « Ferme »`).waitFor()
    await dialog.getByText(/^Tous les autres\s: rien ne change/).waitFor()
    expect(await violations(page)).toEqual([])
    await dialog.getByLabel('Note', { exact: true }).fill('Dès janvier')
    await dialog.getByRole('button', { name: 'Terminer et créer la campagne' }).click()
    await region('Agir')
      .getByText(/Cet essai est terminé/)
      .waitFor()
    const line = page.getByRole('row').filter({ hasText: 'Dès janvier' })
    expect(plain(await line.innerText())).toMatch(/Claire Morvan .*Gagnantes appliquées/)
    expect(await violations(page)).toEqual([])
    await language('en')
    await page.reload()
    await line.getByText('Winners applied').waitFor()
    const stop = page.getByRole('row').filter({ hasText: 'Guardrail crossed: Complaints' })
    await stop.waitFor()
    expect(await violations(page)).toEqual([])
    await visit(page, `${product.origin}/experiments`)
    expect(plain(await stop.innerText())).toMatch(/tone: .* → consequences .*10\.\d% against 0\.0%/)
    expect(await violations(page)).toEqual([])
    await page.goBack()
    await line.getByRole('link', { name: 'Open the new campaign' }).click()
    await page.getByRole('heading', { level: 1, name: 'Relances (Ton des relances)' }).waitFor()
    const campaign = new URL(page.url()).pathname.split('/')[2] ?? ''
    const { body } = await ask(page, 'GET', `/campaigns/${campaign}`)
    const { scenarios } = body['definition'] as { scenarios: { steps: { tone: string }[] }[] }
    expect(scenarios.map(({ steps }) => steps[0]?.tone)).toEqual(['firm', 'firm', 'friendly'])
    expect(manager.errors).toEqual([])
  })
})
