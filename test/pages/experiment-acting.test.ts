import { beforeAll, describe, expect, it, vi } from 'vitest'
import { clipped, openBrowser, sideways, violations, visit } from './browser'
import { ask } from './company'
import { useVisitedProduct, withoutChromium } from './product'
import { testedCompany } from './tested-company'

const skipped = withoutChromium('acting on an experiment')
const ID = 'ton-et-jour'
const PAGE = `/experiments/${ID}`
const ADAPTING = 'ton-adaptatif'
const daysAgo = (days: number) => new Date(Date.now() - days * 86_400_000).toISOString().slice(0, 10)

const cell = (id: string, label: string, change?: object) => ({
  ...{ id, label, levels: { way: id } },
  changes: change ? [{ step: 'first', ...change }] : [],
})
const design = {
  ...{ name: 'Ton et jour', hypothesis: 'Plus tôt fait payer plus tôt.', control: 'today' },
  cells: [
    cell('today', 'Aujourd’hui'),
    cell('firm', 'Ferme', { tone: 'firm' }),
    cell('later', 'Plus tard', { day: { from_due: 8 } }),
  ],
  segments: [{ id: 'everyone_else', name: 'Tous' }],
  ...{ worth_having: 0.03, max_customers: 10_000, max_days: 90, unit_variance: 0.2 },
}

/** Customers who entered ten days ago, by turns in each variant. */
const entered = (count: number, letter = 'E', epoch = 1, experiment = ID) =>
  Array.from({ length: count }, (_, place) => ({
    ...{ event_type: 'experiment.exposed', occurred_on: daysAgo(10), customer_id: `${letter}${place}` },
    ...{ variant_id: design.cells[place % 3]?.id, segment_id: 'everyone_else', entity_id: 'DEMO' },
    attributes: {
      ...{ experiment_id: experiment, cluster: `${letter}${place}`, probability: 1 / 3, weight_epoch: epoch },
      invoices: [{ invoice_id: `F${letter}-${place}`, open: '100' }],
    },
  }))

describe.skipIf(skipped)('acting on an experiment, in a browser', { timeout: 240_000 }, () => {
  const test = useVisitedProduct()
  let campaign = ''
  const open = (path: string) => visit(test.visitor.page, test.product.origin + path)
  const acting = () => test.visitor.page.getByRole('region', { name: 'Agir' })
  const dialog = () => test.visitor.page.getByRole('dialog')
  const line = (note: string) => test.visitor.page.getByRole('row').filter({ hasText: note })

  beforeAll(async () => {
    const { page } = test.visitor
    campaign = await testedCompany(page, { customers: 60, months: 9, seed: 1 })
    expect((await ask(page, 'PUT', PAGE, { design, campaign_id: campaign })).status).toBe(200)
    const launched = await ask(page, 'POST', `${PAGE}/launch`, {})
    expect(launched.status, JSON.stringify(launched.body)).toBe(201)
    await enter(entered(30), PAGE, 30)
  }, 240_000)

  /** Customers enter, until the results count so many: they follow the list of experiments, once the load is derived. */
  async function enter(events: object[], experiment: string, count: number) {
    const { page } = test.visitor
    expect((await ask(page, 'POST', '/events?entity=DEMO', events)).status).toBeLessThan(300)
    const counted = async () => (await ask(page, 'GET', `${experiment}/results`)).body['counted']
    await vi.waitFor(
      async () => expect(await counted()).toMatchObject({ customers: expect.toSatisfy((n) => n >= count) }),
      { timeout: 120_000, interval: 300 },
    )
  }

  it('changes weights by keyboard, and says what that does and why it was done', async () => {
    const { page } = test.visitor
    await open(PAGE)
    await acting().getByText('De nouveaux clients entrent').waitFor()
    await acting().getByRole('button', { name: 'Changer les poids' }).focus()
    await page.keyboard.press('Enter')
    await dialog()
      .getByText(/qui est déjà entré garde sa variante/)
      .waitFor()
    expect(await dialog().getByLabel('Ferme', { exact: true }).inputValue()).toBe('33,3')
    expect(await violations(page)).toEqual([])
    for (const [label, weight] of Object.entries({ 'Aujourd’hui': '1', Ferme: '2,5', 'Plus tard': '1,5' }))
      await dialog().getByLabel(label, { exact: true }).fill(weight)
    const use = dialog().getByRole('button', { name: 'Adopter ces poids' })
    await use.click()
    await dialog().getByText('Dites pourquoi').waitFor()
    await dialog().getByLabel('Pourquoi').fill('Le ton ferme promet')
    await use.focus()
    await page.keyboard.press('Enter')
    await line('Le ton ferme promet').getByText('Poids changés').waitFor()
    await acting().getByRole('row').filter({ hasText: 'Ferme' }).getByText('50 %').waitFor()
  })

  it('says the rule of changed weights and of pauses, once customers entered with the new ones', async () => {
    const rules = () => test.visitor.page.getByRole('region', { name: 'Ce qui est compté, et comment' })
    await rules()
      .getByText(/Si les poids changent, chaque période est comparée à elle-même/)
      .waitFor()
    await enter(entered(30, 'N', 2), PAGE, 60)
    await open(PAGE)
    await rules()
      .getByText(/Les poids ont changé \d fois\s: chaque période est comparée à elle-même, puis les périodes/)
      .waitFor()
    await rules()
      .getByText(/Variante suspendue\s: personne n’y entre .* jusqu’à sa reprise/)
      .waitFor()
  })

  it('keeps new customers out, and lets them in again', async () => {
    await acting().getByRole('button', { name: 'Suspendre les entrées' }).click()
    await dialog()
      .getByText(/Les clients déjà entrés poursuivent leur variante/)
      .waitFor()
    await dialog().getByLabel('Pourquoi').fill('Congés')
    await dialog().getByRole('button', { name: 'Suspendre les entrées' }).click()
    await acting().getByText('Entrées suspendues : aucun nouveau client n’entre').waitFor()
    await line('Congés').waitFor()
    await acting().getByRole('button', { name: 'Rouvrir les entrées' }).click()
    await dialog().getByLabel('Pourquoi').fill('Reprise')
    await dialog().getByRole('button', { name: 'Rouvrir les entrées' }).click()
    await acting().getByText('De nouveaux clients entrent').waitFor()
  })

  it('pauses a variant, whose customers still count in it', async () => {
    await acting().getByRole('button', { name: 'Suspendre la variante : Plus tard' }).click()
    const said = dialog().getByText(
      /suivent désormais la pratique actuelle .* restent comptés dans leur variante/,
    )
    await said.waitFor()
    await dialog().getByLabel('Pourquoi').fill('Trop lente')
    await dialog().getByRole('button', { name: 'Suspendre', exact: true }).click()
    await acting().getByRole('row').filter({ hasText: 'Plus tard' }).getByText('suspendue').waitFor()
    expect(await line('Trop lente').innerText()).toMatch(/Variante suspendue[^]*Plus tard/)
    const pauses = acting().getByRole('button', { name: /^Suspendre la variante/ })
    expect(await pauses.count(), 'neither the control nor what is paused').toBe(1)
  })

  it('lets a paused variant go on, for a reason that the log keeps', async () => {
    const { page } = test.visitor
    await acting().getByRole('button', { name: 'Reprendre la variante : Plus tard' }).click()
    await dialog()
      .getByText(/avec la part qu’elle avait avant la suspension/)
      .waitFor()
    expect(await violations(page)).toEqual([])
    await dialog().getByRole('button', { name: 'Reprendre', exact: true }).click()
    await dialog().getByText('Dites pourquoi').waitFor()
    await dialog().getByLabel('Pourquoi').fill('Texte corrigé')
    await dialog().getByRole('button', { name: 'Reprendre', exact: true }).click()
    await acting().getByRole('row').filter({ hasText: 'Plus tard' }).getByText('à l’essai').waitFor()
    await acting().getByRole('row').filter({ hasText: 'Plus tard' }).getByText('30 %').waitFor()
    expect(await line('Texte corrigé').innerText()).toMatch(/Variante reprise[^]*Plus tard/)
    expect(await line('Texte corrigé').getByRole('button').count(), 'it stands').toBe(0)
  })

  it('fits 360 pixels in both languages, and leaves its buttons off paper', async () => {
    const { page } = test.visitor
    await page.setViewportSize({ width: 360, height: 740 })
    for (const [language, colorScheme, table, pause] of [
      ['fr', 'dark', 'Variantes en vigueur', 'Suspendre la variante : Plus tard'],
      ['en', 'light', 'Variants in force', 'Pause the variant: Plus tard'],
    ] as const) {
      await page.emulateMedia({ colorScheme })
      await page.evaluate((chosen) => localStorage.setItem('relance.language', chosen), language)
      await open(PAGE)
      expect(await sideways(page), language).toBeLessThanOrEqual(0)
      expect(await violations(page), language).toEqual([])
      expect(await page.locator('body').innerText()).not.toMatch(/\bexperiments\.[a-z]/)
      expect(await clipped(page), language).not.toContain(table)
      const place = await page.getByRole('button', { name: pause }).boundingBox()
      expect(place && place.x >= 0 && place.x + place.width <= 360, pause).toBe(true)
      await page.getByRole('button', { name: pause }).focus()
      await page.keyboard.press('Enter')
      await dialog().waitFor()
      await page.keyboard.press('Escape')
      await dialog().waitFor({ state: 'detached' })
    }
    await page.setViewportSize({ width: 1280, height: 900 })
    await page.getByRole('button', { name: 'Change weights' }).waitFor()
    await page.emulateMedia({ media: 'print' })
    expect(await page.getByRole('button').count()).toBe(0)
    expect(await page.getByText('Demo data').isVisible()).toBe(false)
    await page.emulateMedia({ media: 'screen', colorScheme: 'light' })
    await page.evaluate(() => localStorage.setItem('relance.language', 'fr'))
    await open(PAGE)
  })

  it('shows who only reads what is in force, without buttons', async () => {
    const { page } = test.visitor
    const given = { name: 'Inès', email: 'ines@example.com', role: 'analyst', entities: null }
    const { body } = await ask(page, 'POST', '/users', given)
    const reader = await openBrowser({ locale: 'fr-FR' })
    try {
      await reader.page.goto(`${test.product.origin}/sign-in#${body['token'] as string}`)
      await reader.page.getByLabel('Mot de passe').fill('a long good password')
      await reader.page.keyboard.press('Enter')
      await reader.page.getByRole('link', { name: 'Requêtes SQL' }).waitFor()
      await visit(reader.page, test.product.origin + PAGE)
      const region = reader.page.getByRole('region', { name: 'Agir' })
      await region.getByText('De nouveaux clients entrent').waitFor()
      expect(await region.getByRole('button').count()).toBe(0)
      await reader.page.getByRole('cell', { name: 'Le ton ferme promet', exact: true }).waitFor()
    } finally {
      await reader.close()
    }
  })

  it('tells a refusal in words, and that nobody has decided yet', async () => {
    const { page } = test.visitor
    await acting().getByRole('button', { name: 'Appliquer les gagnantes' }).click()
    await dialog()
      .getByText(/Aucun segment n’a encore de gagnante/)
      .waitFor()
    await page.keyboard.press('Escape')
    await acting().getByRole('button', { name: 'Suspendre les entrées' }).click()
    const end = { action: 'end', note: 'Fin convenue' }
    expect(await ask(page, 'POST', `${PAGE}/decisions`, end)).toMatchObject({ status: 201 })
    await dialog().getByLabel('Pourquoi').fill('Congés encore')
    await dialog().getByRole('button', { name: 'Suspendre les entrées' }).click()
    expect(await dialog().getByRole('alert').innerText()).toContain('Cet essai n’est pas en cours')
  })

  it('makes a campaign of the winner, which the log leads to', async () => {
    const { page } = test.visitor
    const decision = { action: 'ship', segment: '*', variant: 'firm', note: 'Décidé lundi' }
    expect(await ask(page, 'POST', `${PAGE}/decisions`, decision)).toMatchObject({ status: 201 })
    await open(PAGE)
    await acting().getByRole('button', { name: 'Appliquer les gagnantes' }).click()
    await dialog()
      .getByText(/^Tous\s: la pratique de «\sFerme\s»/)
      .waitFor()
    expect(await violations(page)).toEqual([])
    await dialog().getByLabel('Nom de la nouvelle campagne').fill('Relances fermes')
    await dialog().getByLabel('Note', { exact: true }).fill('Dès l’accord')
    await dialog().getByRole('button', { name: 'Terminer et créer la campagne' }).click()
    await acting().getByRole('link', { name: 'Ouvrir la nouvelle campagne' }).waitFor()
    await acting()
      .getByText(/Cet essai est terminé/)
      .waitFor()
    expect(await acting().getByRole('button').count()).toBe(0)
    await line('Dès l’accord').getByRole('link', { name: 'Ouvrir la nouvelle campagne' }).click()
    await page.getByRole('heading', { level: 1, name: 'Relances fermes' }).waitFor()
  })

  it('says of weights that follow results how they are judged, and lets nobody set them', async () => {
    const { page } = test.visitor
    const adapting = `/experiments/${ADAPTING}`
    const sender = {
      ...{ name: 'Maison Exemple SAS', address: '1 rue du Port\n35000 Rennes', phone: '02 99 00 00 00' },
      ...{ registration: '552 100 554 RCS Rennes', email: 'compta@maison.example' },
    }
    expect((await ask(page, 'PUT', '/senders/MAIN', sender)).status).toBe(200)
    const given = { ...design, name: 'Ton adaptatif', adaptive: { floor: 0.1, every_days: 7 } }
    expect((await ask(page, 'PUT', adapting, { design: given, campaign_id: campaign })).status).toBe(200)
    const launched = await ask(page, 'POST', `${adapting}/launch`, {})
    expect(launched.status, JSON.stringify(launched.body)).toBe(201)
    await enter(entered(30, 'A', 1, ADAPTING), adapting, 30)
    for (const width of [1280, 360]) {
      await page.setViewportSize({ width, height: 900 })
      await open(adapting)
      const region = page.getByRole('region', { name: 'Poids adaptés aux résultats' })
      await region.getByText(/«\sAujourd’hui\s» garde sa part, .* sous 10\s%/).waitFor()
      await region.getByText(/Ce que cela ne dit pas\s: une grande part ne prouve pas/).waitFor()
      expect(await acting().getByRole('button', { name: 'Changer les poids' }).count()).toBe(0)
      expect(await sideways(page)).toBeLessThanOrEqual(0)
      expect(await violations(page)).toEqual([])
    }
    expect(test.visitor.errors.filter((error) => !/409/.test(error))).toEqual([])
  })
})
