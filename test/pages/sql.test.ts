import { type Page } from 'playwright-core'
import { beforeAll, describe, expect, it, vi } from 'vitest'
import { openBrowser, sideways, violations, visit } from './browser'
import { ask } from './company'
import { useVisitedProduct, withoutChromium } from './product'

const skipped = withoutChromium('SQL')
const MOST_TABS = 80
const STATEMENT =
  "SELECT toStartOfMonth(day) AS month, sum(value) AS billed FROM kpi_totals\nWHERE measure = 'billed' AND day <= {day: Date}\nGROUP BY month ORDER BY month"

/** Goes on by Tab until what has the focus is called so, also inside the editor's own tree. */
async function tabTo(page: Page, name: string) {
  for (let n = 0; n < MOST_TABS; n++) {
    await page.keyboard.press('Tab')
    const named = await page.evaluate(() => {
      const outer = document.activeElement
      const at = (outer?.shadowRoot?.activeElement ?? outer) as HTMLInputElement | null
      return at?.getAttribute('aria-label') ?? at?.labels?.[0]?.textContent ?? at?.textContent ?? ''
    })
    if (named.trim() === name) return
  }
  throw new Error(`${name} cannot be reached by the keyboard`)
}

describe.skipIf(skipped)('SQL, in a browser', { timeout: 240_000 }, () => {
  const test = useVisitedProduct()
  let link = ''

  beforeAll(async () => {
    const { page } = test.visitor
    const job = (await ask(page, 'POST', '/demo', { customers: 40, months: 12 })).body['id'] as string
    const state = async () => (await ask(page, 'GET', `/jobs/${job}`)).body['state']
    await vi.waitFor(async () => expect(await state()).toBe('done'), { interval: 250, timeout: 120_000 })
    const invited = await ask(page, 'POST', '/users', {
      name: 'Inès Moreau',
      email: 'ines@example.com',
      role: 'analyst',
      entities: null,
    })
    link = `${test.product.origin}/sign-in#${invited.body['token'] as string}`
  }, 240_000)

  it('lets an analyst write, chart, save and share a query, and connect a program, by the keyboard alone', async () => {
    const ines = await openBrowser({ locale: 'fr-FR', viewport: { width: 1280, height: 900 } })
    try {
      const { page } = ines
      await page.goto(link)
      await page.getByLabel('Mot de passe').fill('a long good password')
      await page.keyboard.press('Enter')
      await page.getByRole('link', { name: 'Requêtes SQL' }).waitFor()
      await visit(page, `${test.product.origin}/sql`)

      await tabTo(page, 'Requête')
      await page.keyboard.insertText('SELECT 1 FROM kpi_tot')
      // completion comes from the live schema
      await page.keyboard.press('Control+Space')
      await page.getByRole('option', { name: 'kpi_totals' }).waitFor()
      await page.keyboard.press('Escape')
      await page.keyboard.press('Control+a')
      await page.keyboard.insertText(STATEMENT)
      await page.keyboard.press('Control+Enter')
      await page
        .getByRole('gridcell', { name: /^20\d\d-\d\d-01$/ })
        .first()
        .waitFor()
      await page.locator('[data-drawn=true]').waitFor()
      expect(await page.getByRole('img', { name: /^billed selon month, \d+ points$/ }).count()).toBe(1)
      expect(await violations(page)).toEqual([])

      await tabTo(page, 'Lignes du résultat')
      await page.keyboard.press('ArrowRight')
      await page.getByText(/^billed.: somme/).waitFor()

      await tabTo(page, 'Enregistrer')
      await page.keyboard.press('Enter')
      await tabTo(page, 'Nom')
      await page.keyboard.type('Facturé par mois')
      await page.keyboard.press('Enter')
      await page.getByRole('heading', { name: 'Facturé par mois' }).waitFor()
      await tabTo(page, 'Partager')
      await page.keyboard.press('Enter')
      await page.getByRole('button', { name: 'Rendre privée' }).waitFor()
      const shared = page.url()

      await tabTo(page, 'ExécuterCtrl ↵')
      await page.keyboard.press('Enter')
      await page.getByText('Terminée').first().waitFor()
      await visit(page, `${test.product.origin}/sql/connect`)
      await tabTo(page, 'Créer un accès')
      await page.keyboard.press('Enter')
      await tabTo(page, 'Programme')
      await page.keyboard.type('Metabase')
      await page.keyboard.press('Enter')
      await page.getByText('Le mot de passe ne sera plus affiché.').waitFor()
      const [username = '', password = ''] = await page.getByRole('dialog').locator('code').allInnerTexts()
      const server = await page.getByRole('main').locator('dd code').first().innerText()
      expect(await violations(page)).toEqual([])
      await tabTo(page, 'Fermer')
      await page.keyboard.press('Enter')
      await page.getByRole('row', { name: /Metabase/ }).waitFor()

      // an external client: ClickHouse's protocol over HTTP, the login in its headers
      const headers = { 'x-clickhouse-user': username, 'x-clickhouse-key': password }
      const answer = await fetch(`${server}/?default_format=JSON`, {
        method: 'POST',
        headers,
        body: "SELECT count() AS n FROM kpis WHERE kpi = 'dso_countback' AND dimension = ''",
      })
      expect(answer.status).toBe(200)
      const { data } = (await answer.json()) as { data: { n: string }[] }
      expect(Number(data[0]?.n)).toBe(13)
      expect(
        (await fetch(server, { method: 'POST', headers, body: "SELECT file('/etc/passwd')" })).status,
      ).toBe(403)
      expect(ines.errors).toEqual([])

      // the colleague who gets the link sees the query, runs it, and may not change it
      const colleague = test.visitor.page
      await visit(colleague, shared)
      await colleague.getByText('Enregistrée par Inès Moreau').waitFor()
      await colleague.getByRole('button', { name: 'Exécuter' }).click()
      await colleague
        .getByRole('gridcell', { name: /^20\d\d-\d\d-01$/ })
        .first()
        .waitFor()
      expect(await colleague.getByRole('button', { name: 'Rendre privée' }).count()).toBe(0)
    } finally {
      await ines.close()
    }
  })

  it('draws a hundred thousand rows by the few that are seen, sorts them, and ends a long run in the engine', async () => {
    const { page } = test.visitor
    await visit(page, `${test.product.origin}/sql`)
    const type = async (sql: string) => {
      await page.getByRole('textbox', { name: 'Requête' }).click()
      await page.keyboard.press('Control+a')
      await page.keyboard.insertText(sql)
      await page.keyboard.press('Control+Enter')
    }
    await type('SELECT number AS n, toString(number) AS word FROM numbers(100000)')
    await page.getByText(/^100.000 lignes, 2 colonnes$/).waitFor()
    expect(await page.getByRole('row').count()).toBeLessThan(80)
    await page.getByRole('button', { name: /^n\s*UInt64/ }).click()
    await page.getByRole('button', { name: /^n\s*UInt64/ }).click()
    await page.getByRole('gridcell', { name: /^99.999$/ }).waitFor()
    await page.getByRole('grid').focus()
    await page.keyboard.press('Control+End')
    await page.getByRole('rowheader', { name: /^100.000$/ }).waitFor()
    await page.keyboard.press('Enter')
    await page.locator('[role=columnheader][aria-sort=ascending]', { hasText: 'word' }).waitFor()

    await type("SELECT count() FROM numbers(1900000000) WHERE SHA256(toString(number)) = 'x'")
    await page.getByText(/lignes lues/).waitFor()
    await page.getByRole('button', { name: 'Annuler' }).click()
    await page.getByText('Annulée', { exact: true }).waitFor()
    await type('SELECT (1 + FROM invoices')
    await page.getByRole('button', { name: 'Montrer l’endroit' }).waitFor()
  })

  it('is whole in English, in the dark and on a telephone', async () => {
    const visitor = await openBrowser({
      locale: 'en-GB',
      colorScheme: 'dark',
      viewport: { width: 360, height: 740 },
    })
    try {
      const { page } = visitor
      await visitor.context.addCookies(await test.visitor.context.cookies())
      await visit(page, `${test.product.origin}/sql`)
      await page.getByRole('button', { name: 'kpis', exact: true }).click()
      await page.getByRole('button', { name: 'Example' }).click()
      await page.getByRole('button', { name: 'Run' }).click()
      await page.getByText(/^\d+ rows, \d columns$/).waitFor()
      expect(await violations(page)).toEqual([])
      expect(await sideways(page)).toBe(0)
      await visit(page, `${test.product.origin}/sql/connect`)
      expect(await violations(page)).toEqual([])
      expect(await sideways(page)).toBe(0)
    } finally {
      await visitor.close()
    }
  })
})
