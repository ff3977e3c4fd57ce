import { ClickHouseLogLevel, createClient } from '@clickhouse/client'
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest'
import { openBrowser, sideways, tabTo, violations, visit, type Visitor } from './browser'
import { ask } from './company'
import { useVisitedProduct, withoutChromium } from './product'

const skipped = withoutChromium('the journey of an analyst')
const PASSWORD = 'a long good password'
const STATEMENT =
  "SELECT toStartOfMonth(day) AS month, sum(value) AS billed FROM kpi_totals\nWHERE measure = 'billed' AND day <= {day: Date}\nGROUP BY month ORDER BY month"
const MONTH = /^20\d\d-\d\d-01$/

interface Row {
  kpi: string
  value: string | number | null
}

describe.skipIf(skipped)('an analyst', { timeout: 240_000 }, () => {
  const test = useVisitedProduct()
  let ines: Visitor
  let omar: Visitor
  const links: string[] = []
  let shared = ''
  /** what the grid shows: months and what was billed in each, as text */
  let seen: string[][] = []

  beforeAll(async () => {
    const { page } = test.visitor
    const job = (await ask(page, 'POST', '/demo', { customers: 40, months: 12 })).body['id'] as string
    const state = async () => (await ask(page, 'GET', `/jobs/${job}`)).body['state']
    await vi.waitFor(async () => expect(await state()).toBe('done'), { interval: 250, timeout: 120_000 })
    for (const [name, email] of [
      ['Inès Moreau', 'ines@example.com'],
      ['Omar Daoud', 'omar@example.com'],
    ]) {
      const invited = await ask(page, 'POST', '/users', { name, email, role: 'analyst', entities: null })
      links.push(`${test.product.origin}/sign-in#${invited.body['token'] as string}`)
    }
    ines = await openBrowser({ locale: 'fr-FR', viewport: { width: 1280, height: 900 } })
    omar = await openBrowser({ locale: 'en-GB', colorScheme: 'dark', viewport: { width: 360, height: 740 } })
  }, 240_000)
  afterAll(async () => {
    await ines.close()
    await omar.close()
  })

  it('writes a query, charts it, saves and shares it, by the keyboard alone', async () => {
    const { page } = ines
    await page.goto(links[0] ?? '')
    await tabTo(page, 'Mot de passe')
    await page.keyboard.type(PASSWORD)
    await page.keyboard.press('Enter')
    await tabTo(page, 'Requêtes SQL')
    await page.keyboard.press('Enter')
    await page.getByRole('heading', { level: 1, name: 'Requêtes SQL' }).waitFor()

    await tabTo(page, 'Requête')
    await page.keyboard.insertText('SELECT 1 FROM kpi_tot')
    // completion comes from the live schema
    await page.keyboard.press('Control+Space')
    await page.getByRole('option', { name: 'kpi_totals' }).waitFor()
    await page.keyboard.press('Escape')
    await page.keyboard.press('Control+a')
    await page.keyboard.insertText(STATEMENT)
    await page.keyboard.press('Control+Enter')
    await page.getByRole('gridcell', { name: MONTH }).first().waitFor()
    await page.locator('[data-drawn=true]').waitFor()
    expect(await page.getByRole('img', { name: /^billed selon month, \d+ points$/ }).count()).toBe(1)
    expect(await violations(page)).toEqual([])
    const lines = await page.getByRole('grid').getByRole('row').all()
    const cells = await Promise.all(lines.map((line) => line.getByRole('gridcell').allInnerTexts()))
    seen = cells.filter(([month]) => MONTH.test(month ?? ''))
    expect(seen.length).toBeGreaterThan(5)

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
    shared = page.url()
    await tabTo(page, 'ExécuterCtrl ↵')
    await page.keyboard.press('Enter')
    await page.getByText('Terminée').first().waitFor()
    await page.setViewportSize({ width: 360, height: 740 })
    expect(await sideways(page)).toBeLessThanOrEqual(0)
    await page.setViewportSize({ width: 1280, height: 900 })
  })

  it('is given the words asked for before the page knew the tables', async () => {
    const { page } = ines
    const pages: (() => void)[] = []
    await page.route('**/api/workbench/catalogue', async (route) => {
      await new Promise<void>((resolve) => pages.push(resolve))
      await route.continue()
    })
    await page.goto(`${test.product.origin}/sql`)
    await page.getByRole('textbox', { name: 'Requête' }).click()
    await page.keyboard.press('Control+a')
    await page.keyboard.insertText('SELECT 1 FROM kpi_tot')
    await page.keyboard.press('Control+Space')
    await vi.waitFor(() => expect(pages).not.toEqual([]), { timeout: 60_000 })
    for (const release of pages) release()
    await page.unrouteAll({ behavior: 'wait' })
    await page.getByRole('option', { name: 'kpi_totals' }).waitFor()
  })

  it('reads the same figures with an external client of ClickHouse, by a login of her own', async () => {
    const { page } = ines
    await visit(page, `${test.product.origin}/sql/connect`)
    await tabTo(page, 'Créer un accès')
    await page.keyboard.press('Enter')
    await tabTo(page, 'Programme')
    await page.keyboard.type('Metabase')
    await page.keyboard.press('Enter')
    await page.getByText('Le mot de passe ne sera plus affiché.').waitFor()
    const [username = '', password = ''] = await page.getByRole('dialog').locator('code').allInnerTexts()
    const url = await page.getByRole('main').locator('dd code').first().innerText()
    expect(await violations(page)).toEqual([])
    await tabTo(page, 'Fermer')
    await page.keyboard.press('Enter')
    await page.getByRole('row', { name: /Metabase/ }).waitFor()

    // The client itself waits for 30 seconds only, which is a bet on an idle machine.
    const patient = { request_timeout: 300_000, log: { level: ClickHouseLogLevel.OFF } }
    const client = createClient({ url, username, password, ...patient })
    try {
      const rows = async <T>(query: string, query_params: Record<string, string> = {}) =>
        (await client.query({ query, query_params, format: 'JSONEachRow' })).json<T>()
      const day = new Date().toISOString().slice(0, 10)
      const told = await rows<{ month: string; billed: string }>(STATEMENT, { day })
      const plain = (shown: string | undefined) => Number(shown?.replace(/[^\d,.-]/g, '').replace(',', '.'))
      expect(told.map(({ month, billed }) => [month, Number(billed)])).toEqual(
        seen.map(([month, billed]) => [month, plain(billed)]),
      )
      const of =
        "kpi IN ('dso_countback', 'open', 'recovery_rate_overdue') AND dimension = '' AND as_of = today()"
      const figures = await rows<{ kpi: string; figure: string }>(
        `SELECT kpi, toString(ifNull(toFloat64(amount), value)) AS figure FROM kpis WHERE ${of} ORDER BY kpi`,
      )
      const asked = `/kpis?as_of=${day}&kpi=dso_countback,open,recovery_rate_overdue`
      const answer = (await ask(page, 'GET', asked)).body as unknown as { rows: Row[] }
      const wanted = answer.rows.map(({ kpi, value }) => [kpi, Number(value)] as const)
      expect(figures.map(({ kpi, figure }) => [kpi, Number(figure)])).toEqual(wanted.sort())
      await expect(rows("SELECT file('/etc/passwd')")).rejects.toThrow()
    } finally {
      await client.close()
    }
    expect(ines.errors).toEqual([])
  })

  it('has a colleague open what is shared: in English, in the dark, on a telephone, not to be changed', async () => {
    const { page } = omar
    await page.goto(links[1] ?? '')
    await tabTo(page, 'Password')
    await page.keyboard.type(PASSWORD)
    await page.keyboard.press('Enter')
    await page.getByRole('navigation', { name: 'Main navigation' }).waitFor()
    await visit(page, shared)
    await page.getByText('Saved by Inès Moreau').waitFor()
    await tabTo(page, /^Run/)
    await page.keyboard.press('Enter')
    await page.getByRole('gridcell', { name: MONTH }).first().waitFor()
    await page.locator('[data-drawn=true]').waitFor()
    expect(await page.getByRole('img', { name: /^billed by month, \d+ points$/ }).count()).toBe(1)
    expect(await page.getByRole('button', { name: 'Make private' }).count()).toBe(0)
    expect(await violations(page)).toEqual([])
    expect(await sideways(page)).toBeLessThanOrEqual(0)
    await visit(page, `${test.product.origin}/sql`)
    await page.getByRole('button', { name: 'kpis', exact: true }).click()
    await page.getByRole('button', { name: 'Example' }).click()
    await page.getByRole('button', { name: 'Run' }).click()
    await page.getByText(/^\d+ rows, \d columns$/).waitFor()
    expect(await violations(page)).toEqual([])
    expect(await sideways(page)).toBeLessThanOrEqual(0)
    await visit(page, `${test.product.origin}/sql/connect`)
    expect(await page.getByRole('row', { name: /Metabase/ }).count()).toBe(0)
    expect(await violations(page)).toEqual([])
    expect(await sideways(page)).toBeLessThanOrEqual(0)
    expect(omar.errors).toEqual([])
  })

  it('sees a hundred thousand rows by the few that are drawn, sorts them, and ends a long run in the engine', async () => {
    const { page } = ines
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
})
