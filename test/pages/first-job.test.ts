import { existsSync, readFileSync } from 'node:fs'
import { basename, join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { chromiumPath, drop, openBrowser, sideways, violations, visit, type Visitor } from './browser'
import { startProduct, type RunningProduct } from './server'

const ibm = join(
  import.meta.dirname,
  '../../../shared/data/ibm-late-payment/WA_Fn-UseC_-Accounts-Receivable.csv',
)
const possible = chromiumPath !== undefined && existsSync(ibm)
if (!possible)
  console.log(
    `skipped: the screens, because ${chromiumPath ? 'the IBM file is absent' : 'Chromium is absent (apt-get install chromium)'}`,
  )
const june = 'entity=MAIN&currency=USD&from=2013-06-01&as_of=2013-06-30'

describe.skipIf(!possible)('from a file to the dashboard, in a browser', { timeout: 180_000 }, () => {
  let product: RunningProduct
  let french: Visitor
  const text = (selector: string) => french.page.locator(selector).innerText()

  beforeAll(async () => {
    product = await startProduct(['--empty'])
    french = await openBrowser({ locale: 'fr-FR' })
  })
  afterAll(async () => {
    await french?.close()
    await product?.stop()
  })

  it('lets the first person in by the printed link and makes the account', async () => {
    const { page } = french
    await page.goto(product.link)
    await page.getByLabel('Nom', { exact: true }).fill('Claire Fontanel')
    await page.getByLabel('Adresse e-mail').fill('claire@example.org')
    await page.getByLabel('Mot de passe').fill('court')
    expect(await text('form')).toContain('Encore 7 caractères')
    expect(await violations(page)).toEqual([])
    await page.getByLabel('Mot de passe').fill('un long mot de passe')
    await page.getByRole('button', { name: 'Créer le compte' }).click()
    await page.getByRole('heading', { name: 'Commencez par un fichier' }).waitFor()
    expect(page.url()).not.toContain('#')
  })

  it('refuses a wrong password and takes the right one', async () => {
    const { page } = french
    await page.getByRole('button', { name: /Claire Fontanel/ }).click()
    await page.getByRole('button', { name: 'Se déconnecter' }).click()
    await page.getByLabel('Adresse e-mail').fill('claire@example.org')
    await page.getByLabel('Mot de passe').fill('un autre mot de passe')
    await page.getByRole('button', { name: 'Se connecter' }).click()
    expect(await text('[role=alert]')).toContain('L’adresse ou le mot de passe est faux')
    expect(await violations(page)).toEqual([])
    await page.getByLabel('Mot de passe').fill('un long mot de passe')
    await page.getByRole('button', { name: 'Se connecter' }).click()
    await page.getByRole('heading', { name: 'Vue d’ensemble' }).waitFor()
  })

  it('recognises the dropped IBM file without a mapping and shows how it was read', async () => {
    const { page } = french
    await page.getByRole('link', { name: 'Données' }).click()
    await page.getByRole('heading', { name: 'Déposer des fichiers' }).waitFor()
    await drop(page, '.drop', { name: basename(ibm), content: readFileSync(ibm, 'utf8') })
    await page.getByText('IBM, retards de paiement', { exact: true }).waitFor()
    const panel = await text('main')
    for (const words of [
      'virgule',
      'mois/jour/année',
      'colonnes reconnues sur 12',
      'Facture émise',
      '0000611365',
    ])
      expect(panel).toContain(words)
    const field = page.getByLabel('Champ pour SettledDate')
    expect(await field.inputValue()).toBe('settled_on')
    expect(await violations(page)).toEqual([])
  })

  it('loads it, counts every row and turns the screens to its entity, currency and last month', async () => {
    const { page } = french
    await page.getByRole('button', { name: 'Charger ce fichier' }).click()
    await page.getByRole('heading', { name: /est chargé/ }).waitFor()
    expect(await text('.sum')).toMatch(/Lues\s*2\u202f466\s*=\s*Acceptées\s*2\u202f466/)
    const address = new URL(page.url())
    expect(Object.fromEntries(address.searchParams)).toMatchObject({ entity: 'MAIN', currency: 'USD' })
    expect(address.searchParams.get('from')).toBe('2014-01-01')
    expect(await violations(page)).toEqual([])
  })

  it('shows DSO and recovery of June 2013 on the Overview', async () => {
    const { page } = french
    await page.getByRole('link', { name: 'Voir la vue d’ensemble' }).click()
    await page.getByRole('button', { name: /janv/ }).click()
    await page.getByRole('button', { name: 'Année précédente' }).click()
    await page.getByRole('button', { name: 'juin 2013' }).click()
    await page.locator('[data-kpi=dso_countback]', { hasText: '26,3' }).waitFor()
    expect(await text('[data-kpi=dso_countback] .figure')).toBe('26,3jours')
    expect(await text('[data-kpi=recovery_rate_overdue] .figure')).toBe('75,9%')
    expect(await text('[data-kpi=complaint_rate]')).toContain('Aucune relance dans ces données')
    expect(new URL(page.url()).searchParams.get('as_of')).toBe('2013-06-30')
  })

  it('opens from a figure its definition, the invoices behind it, and one invoice with its timeline', async () => {
    const { page } = french
    await page.locator('[data-kpi=dso_countback] .def').click()
    await page.getByRole('dialog').waitFor()
    expect(await violations(page)).toEqual([])
    await page.getByRole('link', { name: 'Factures derrière ce chiffre' }).click()
    await page.locator('tbody a').first().click()
    await page.getByText('Facture émise').waitFor()
    expect(await text('main ol')).toContain('Échéance')
    expect(await text('main ol')).toMatch(/Facture émise.*\$US/)
  })

  it('goes from the customers with most overdue to a customer and his invoices', async () => {
    const { page } = french
    await visit(page, `${product.origin}/?${june}`)
    await page.locator('section:has(h2:text("clients portent")) tbody a').first().click()
    await page.getByRole('heading', { name: 'Factures ouvertes' }).waitFor()
    await page.getByRole('button', { name: 'Toutes' }).click()
    await page.getByText('Soldée').first().waitFor()
  })

  it('shows every chart as a table with the same figures', async () => {
    const { page } = french
    await visit(page, `${product.origin}/?${june}`)
    await page.locator('[data-drawn]').nth(4).waitFor()
    const pictures = await page
      .locator('.chart[role=img]')
      .evaluateAll((all) => all.map((one) => one.getAttribute('aria-label')))
    expect(pictures).toHaveLength(5)
    expect(pictures[0]).toContain('26,3 jours en juin 2013')
    await page.getByRole('button', { name: 'Afficher en tableau' }).first().click()
    expect(await text('table >> nth=0')).toMatch(/30\u00a0juin\u00a02013\s+26,3\s+22,0/)
  })

  const screens = [
    ['Overview', `/?${june}`],
    ['Receivables', `/receivables?${june}`],
    ['Customer', `/receivables/9181-HEKGV?${june}`],
    ['Invoice', `/receivables/9181-HEKGV/2966579935?${june}`],
    ['Data', `/data?${june}`],
    ['Definitions', `/kpis?${june}`],
    ['Invoices behind a figure', `/kpis/dso_countback/invoices?${june}`],
    ['No such page', '/nowhere'],
  ] as const

  it.each(screens)('%s: axe finds no violation, in light and in dark', async (_, path) => {
    for (const colorScheme of ['light', 'dark'] as const) {
      await french.page.emulateMedia({ colorScheme })
      await visit(french.page, product.origin + path)
      expect(await violations(french.page), colorScheme).toEqual([])
    }
    await french.page.emulateMedia({ colorScheme: 'light' })
  })

  it.each(screens)('%s: fits a window of 360 pixels without sideways scrolling', async (_, path) => {
    const { page } = french
    await page.setViewportSize({ width: 360, height: 740 })
    await visit(page, product.origin + path)
    expect(await sideways(page)).toBe(0)
    expect(await violations(page)).toEqual([])
    await page.setViewportSize({ width: 1440, height: 900 })
  })

  it('follows the language switch at once and leaves no key without words', async () => {
    const { page } = french
    await visit(page, `${product.origin}/?${june}`)
    await page.getByRole('button', { name: /Claire Fontanel/ }).click()
    await page.getByRole('button', { name: 'English' }).click()
    await page.getByRole('heading', { name: 'Overview' }).waitFor()
    expect(await text('[data-kpi=recovery_rate_overdue] .figure')).toBe('75.9%')
    for (const [, path] of screens) {
      await visit(page, product.origin + path)
      const words = await text('body')
      expect(words).not.toMatch(
        /\b(overview|kpi|nav|data|load|reject|ageing|filter|signIn|customer|reason|state)\.[a-z]/,
      )
      expect(words).not.toMatch(/[éèêàç]|aujourd|facture/i)
      expect(await page.locator('html').getAttribute('lang')).toBe('en')
    }
  })

  it('counts nothing twice when the same file is loaded again', async () => {
    const { page } = french
    await visit(page, `${product.origin}/data`)
    await drop(page, '.drop', { name: basename(ibm), content: readFileSync(ibm, 'utf8') })
    await page.getByRole('button', { name: 'Load this file' }).click()
    await page.getByRole('heading', { name: /is loaded/ }).waitFor()
    expect(await text('.sum')).toMatch(/Accepted\s*0\s*\+\s*Duplicates\s*2,466/)
  })

  it('lists rejected rows by reason and takes the one that was mended', async () => {
    const { page } = french
    await visit(page, `${product.origin}/data`)
    const rows = [
      'Invoice number;Customer code;Invoice date;Due date;Amount;Payment date',
      'T-1;C1;03/10/2025;02/11/2025;1234,56;',
      'T-2;C1;31/09/2025;02/11/2025;250,00;',
      'T-3;C2;06/10/2025;25/11/2025;abc;',
      'T-4;C3;07/10/2025;26/11/2025;99,90;20/11/2025',
    ]
    await drop(page, '.drop', { name: 'trial.csv', content: rows.join('\n') })
    await page.getByLabel('Creditor entity').fill('TRIAL')
    await page.getByLabel('Creditor entity').press('Tab')
    await page.getByRole('button', { name: 'Load this file' }).click()
    await page.getByRole('button', { name: 'See the 2 rejected rows', exact: true }).click()
    await page.getByRole('button', { name: 'Invalid date 1' }).waitFor()
    expect(await violations(page)).toEqual([])
    const row = page.locator('tr', { hasText: '31/09/2025' }).getByRole('textbox')
    await row.fill((await row.inputValue()).replace('31/09', '30/09'))
    await page.getByRole('button', { name: 'Load 1 row again' }).click()
    await page.getByText('1 accepted, 0 still rejected').waitFor()
    await page.getByRole('heading', { name: '1 rejected row' }).waitFor()
  })

  it('names what undoing a load will do, and does it', async () => {
    const { page } = french
    await visit(page, `${product.origin}/data`)
    await page
      .getByRole('button', { name: /^Undo the load of WA_Fn/ })
      .last()
      .click()
    expect(await text('dialog')).toContain('2,466 accepted rows will be removed from entity MAIN')
    expect(await violations(page)).toEqual([])
    await page.getByRole('dialog').getByRole('button', { name: 'Undo the load' }).click()
    await page.getByText(/^Load of .* removed$/).waitFor()
    await page.locator('s', { hasText: 'WA_Fn' }).waitFor()
  })

  it('wrote no error to the console but for what was refused on purpose', () => {
    expect(french.errors.filter((error) => !/40[14]/.test(error))).toEqual([])
  })
})
