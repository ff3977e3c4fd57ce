import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { drop, openBrowser, sideways, tabTo, violations, visit, type Visitor } from './browser'
import { ask } from './company'
import { loadGroup, ratesFile } from './group'
import { useVisitedProduct, withoutChromium } from './product'

const skipped = withoutChromium('the journey of a chief financial officer')
const PERIOD = 'as_of=2026-05-31'
const GROUP = `${PERIOD}&in=EUR`

interface Row {
  kpi: string
  value: string | number | null
  by: Record<string, string> | null
}
interface Contributions {
  contributions: { change: number; customers: { name: string; change: number }[]; others: number }
}
/** An amount as a page shows it, in cents; whatever the spaces and the sign of the currency. */
const cents = (text: string) => {
  const digits = text.replace(/[^\d,.-]/g, '')
  const [, whole = '', part = ''] = /^(-?[\d.,]*?)[.,](\d{2})$/.exec(digits) ?? []
  return Number(whole.replace(/[.,]/g, '') + part)
}

describe.skipIf(skipped)('a chief financial officer', { timeout: 180_000 }, () => {
  const test = useVisitedProduct()
  let cfo: Visitor

  beforeAll(async () => {
    const { page } = test.visitor
    await loadGroup(page)
    const invited = await ask(page, 'POST', '/users', {
      name: 'Claire Dumas',
      email: 'claire@example.com',
      role: 'cfo',
      entities: null,
    })
    cfo = await openBrowser({ locale: 'en-GB', colorScheme: 'dark', viewport: { width: 1280, height: 900 } })
    await cfo.page.goto(`${test.product.origin}/sign-in#${invited.body['token'] as string}`)
    await cfo.page.getByLabel('Password').fill('a long good password')
    await cfo.page.getByRole('button', { name: 'Enter' }).click()
    await cfo.page.getByRole('link', { name: 'Overview' }).first().waitFor()
  }, 240_000)
  afterAll(() => cfo.close())

  it('is told which rates are missing, never a sum without them; an administrator loads them', async () => {
    const { page } = test.visitor
    await visit(page, `${test.product.origin}/?${GROUP}`)
    await page.getByText(/Cours\smanquants.:\sUSD\sau\s31\smai\s2026/).waitFor()
    expect(await page.getByRole('row', { name: /Ensemble/ }).innerText()).toContain('Pas de valeur')
    await page.getByText('Ils demandent un cours à chaque fin de mois', { exact: false }).waitFor()
    expect(await violations(page)).toEqual([])
    await page.getByRole('link', { name: 'Saisir les cours' }).click()
    const buffer = Buffer.from(ratesFile())
    const file = { name: 'eurofxref-hist.csv', mimeType: 'text/csv', buffer }
    await page.locator('input[type=file]').setInputFiles(file)
    await page.getByText(/cours\senregistrés,\s2\sdevises,\sdu\s30\smai\s2025\sau\s29\smai\s2026/).waitFor()
    await page.getByRole('row', { name: /USD,\sfacturée/ }).waitFor()
    expect(await violations(page)).toEqual([])
    await page.setViewportSize({ width: 360, height: 740 })
    expect(await sideways(page)).toBeLessThanOrEqual(0)
    await page.setViewportSize({ width: 1280, height: 900 })
  })

  it('reads on the page of data where a file of rates belongs; an administrator saves it from there', async () => {
    const file = { name: 'eurofxref-hist.csv', content: ratesFile() }
    await visit(cfo.page, `${test.product.origin}/data`)
    await drop(cfo.page, '.drop', file)
    await cfo.page
      .getByText('Only an administrator of the whole company may load rates.', { exact: false })
      .waitFor()
    expect(await cfo.page.getByRole('button', { name: 'Save these rates' }).count()).toBe(0)
    expect(await violations(cfo.page)).toEqual([])
    const { page } = test.visitor
    await visit(page, `${test.product.origin}/data`)
    await drop(page, '.drop', file)
    await page
      .getByRole('list', { name: 'Fichiers de cette visite' })
      .getByText('Cours de référence')
      .waitFor()
    expect(await violations(page)).toEqual([])
    await tabTo(page, 'Enregistrer ces cours')
    await page.keyboard.press('Enter')
    // the same file has been loaded in the settings before: nothing is new
    await page.getByText(/^0\scours?\senregistrés?,\s2\sdevises/).waitFor()
    await page.setViewportSize({ width: 360, height: 740 })
    expect(await sideways(page)).toBeLessThanOrEqual(0)
    expect(await violations(page)).toEqual([])
    await page.setViewportSize({ width: 1280, height: 900 })
  })

  it('sees the group in one currency, whose entities add up to it, as the API says', async () => {
    const { page } = cfo
    await visit(page, `${test.product.origin}/?${PERIOD}`)
    await page.getByLabel('Currency').selectOption({ label: 'All in EUR' })
    await page.getByText(/All\sin\sEUR:\sbalances\sat\sthe\srate\sof\s31\sMay\s2026/).waitFor()
    const table = page.getByRole('group', { name: 'By entity' })
    const amounts = async (name: string) =>
      (await table.getByRole('row', { name }).getByRole('cell').allInnerTexts()).slice(1, 5).map(cents)
    await table.getByRole('row', { name: /^US/ }).waitFor()
    const [fr, us, together] = [await amounts('FR'), await amounts('US'), await amounts('Together')]
    expect(fr.map((one, n) => one + (us[n] ?? NaN))).toEqual(together)
    const { rows } = (await ask(page, 'GET', `/kpis?${PERIOD}&presentation=EUR`)).body as unknown as {
      rows: Row[]
    }
    const told = ['open', 'overdue', 'billed', 'collected'].map((kpi) =>
      Math.round(Number(rows.find((row) => row.kpi === kpi && row.by === null)?.value) * 100),
    )
    expect(together).toEqual(told)
    expect(await violations(page)).toEqual([])
  })

  it('finds why the DSO rose last month, down to the invoices that were not paid', async () => {
    const { page } = cfo
    await visit(page, `${test.product.origin}/?${GROUP}`)
    await page.getByRole('heading', { name: /^DSO\sgained\s[\d.]+\sd\w*,\smostly\sby\slateness/ }).waitFor()
    const { contributions } = (
      await ask(page, 'GET', `/dso-contributions?${PERIOD}&before=2026-04-30&presentation=EUR`)
    ).body as unknown as Contributions
    expect(contributions.change).toBeGreaterThan(0)
    const [first] = contributions.customers
    expect(first?.name).toBe('Gamma Motors')
    const sentence = page
      .getByRole('listitem')
      .filter({ hasText: 'Gamma Motors' })
      .filter({ hasText: '+' })
      .first()
    expect(await sentence.innerText()).toContain(`+${(first?.change ?? NaN).toFixed(2)}`)
    expect(await violations(page)).toEqual([])
    await sentence.getByRole('link', { name: 'Gamma Motors' }).click()
    await page.getByRole('heading', { level: 1, name: 'Gamma Motors' }).waitFor()
    for (const n of [9, 10, 11]) await page.getByRole('link', { name: `gamma-${n}`, exact: true }).waitFor()
    expect(await page.getByRole('link', { name: 'gamma-8', exact: true }).count()).toBe(0)
    expect(await violations(page)).toEqual([])
    await page.getByRole('link', { name: 'gamma-9', exact: true }).click()
    await page.getByRole('heading', { level: 1, name: /gamma-9/ }).waitFor()
    await page.getByText('US$12,000.00').first().waitFor()
    expect(await violations(page)).toEqual([])
  })

  it('reads the invoices behind a figure of the group each in its own currency', async () => {
    const { page } = cfo
    await visit(page, `${test.product.origin}/kpis/overdue/invoices?${GROUP}`)
    await page
      .getByRole('columnheader', { name: /currency\sof\sthe\sinvoice/ })
      .first()
      .waitFor()
    await page.getByRole('cell', { name: 'US$12,000.00' }).first().waitFor()
    await visit(page, `${test.product.origin}/figures?${GROUP}`)
    await page
      .getByText(/,\sEUR$/)
      .first()
      .waitFor()
    expect(await violations(page)).toEqual([])
    await page.setViewportSize({ width: 360, height: 740 })
    for (const path of ['/', '/kpis/overdue/invoices', '/figures', '/figures/analysis']) {
      await visit(page, `${test.product.origin}${path}?${GROUP}`)
      expect(await sideways(page), path).toBeLessThanOrEqual(0)
      expect(await violations(page), path).toEqual([])
    }
    expect(cfo.errors).toEqual([])
    expect(test.visitor.errors).toEqual([])
  })
})
