import { beforeAll, describe, expect, it } from 'vitest'
import { sideways, violations, visit } from './browser'
import { ask } from './company'
import { useVisitedProduct, withoutChromium } from './product'

const skipped = withoutChromium('figures')
const period = 'as_of=2026-05-31&entity=DEMO'

describe.skipIf(skipped)('figures, in a browser', { timeout: 240_000 }, () => {
  const test = useVisitedProduct()
  const open = (path: string) =>
    visit(test.visitor.page, `${test.product.origin}${path}${path.includes('?') ? '&' : '?'}${period}`)

  beforeAll(async () => {
    const { page } = test.visitor
    // every figure of a long history, on a machine that has other work
    page.setDefaultTimeout(120_000)
    const wishes = { customers: 25, months: 30, seed: 3, today: '2026-06-30' }
    expect((await ask(page, 'POST', '/demo', wishes)).status).toBeLessThan(300)
    const loaded = async () =>
      ((await ask(page, 'GET', '/entities')).body['entities'] as { last_day: string | null }[]).some(
        (one) => one.last_day !== null,
      )
    for (let tries = 0; !(await loaded()); tries += 1) {
      if (tries === 120) throw new Error('the demo company was not loaded')
      await page.waitForTimeout(1000)
    }
  }, 240_000)

  it('stand in one list with their definition, their comparison and their target', async () => {
    const { page } = test.visitor
    await open('/settings/targets')
    await page.getByLabel('Indicateur', { exact: true }).selectOption('dso_countback')
    await page.getByLabel('Objectif, jours').fill('41,5')
    await page.getByRole('button', { name: 'Enregistrer' }).click()
    await page.getByRole('cell', { name: '41,5 jours' }).waitFor()
    await open('/figures')
    const row = page.getByRole('row').filter({ hasText: 'DSO, épuisement' }).first()
    await row.getByText('41,5').waitFor()
    expect(await violations(page)).toEqual([])
    await page.getByLabel('découpé par').selectOption('sector')
    await page.getByRole('columnheader', { name: 'secteur' }).waitFor()
    expect(await violations(page)).toEqual([])
  })

  it('are cut by segment, with the rule of the sum and the invoices behind', async () => {
    const { page } = test.visitor
    const rule = { field: 'overdue_amount', op: 'gt', value: 0 }
    expect((await ask(page, 'POST', '/segments', { name: 'En retard', rule, notes: '' })).status).toBe(201)
    await open('/figures')
    await page.getByLabel('découpé par').selectOption('segment')
    await page.getByRole('columnheader', { name: 'segment' }).waitFor()
    await page.getByText('Un client compte dans chaque segment', { exact: false }).waitFor()
    const none = page.getByRole('row', { name: /^Dans aucun segment/ })
    await none.waitFor()
    expect(await violations(page)).toEqual([])
    // whoever has nothing overdue is not in the segment
    expect((await none.getByRole('cell').allInnerTexts())[2]).toMatch(/^0/)
    await page
      .getByRole('row', { name: /^En retard/ })
      .getByRole('link')
      .nth(1)
      .click()
    await page.getByRole('heading', { level: 1 }).waitFor()
    await page.getByText(/, En retard$/).waitFor()
    expect(await page.getByText('en-retard').count(), 'its name, not its id').toBe(0)
    await page.getByRole('cell').first().waitFor()
    expect(await violations(page)).toEqual([])
  })

  it('show cohorts as a heat map, reasons and where the money of each bucket went', async () => {
    const { page } = test.visitor
    await open('/figures/analysis')
    await page.getByRole('img', { name: /À 60 jours/ }).waitFor()
    await page.getByRole('row').filter({ hasText: 'Manque de trésorerie' }).first().waitFor()
    await page.getByRole('rowheader', { name: 'Non échu' }).waitFor()
    expect(await violations(page)).toEqual([])
  })

  it('fill the yearly tables on terms of payment', async () => {
    const { page } = test.visitor
    await open('/figures/payment-terms')
    await page.getByRole('columnheader', { name: 'Total (1 jour et plus)' }).first().waitFor()
    expect(await violations(page)).toEqual([])
  })

  it('are kept at a month end, and compared with what is known since', async () => {
    const { page } = test.visitor
    await open('/figures/closes')
    await page.getByRole('button', { name: 'Arrêter mai 2026' }).click()
    await page.getByRole('button', { name: 'Arrêter le mois' }).click()
    await page.getByRole('heading', { name: /de mai 2026 a changé/ }).waitFor()
    expect(await violations(page)).toEqual([])
  })

  it('tell the chief financial officer why the DSO moved, and what cash is coming', async () => {
    const { page } = test.visitor
    await open('/')
    await page.getByText(/le DSO a varié de/).waitFor()
    await page.getByText(/semaines sont tombées dans la fourchette/).waitFor()
    await page.getByText(/Objectif 41,5/).waitFor()
    expect(await violations(page)).toEqual([])
    const wider = await page.locator('[data-drawn]').evaluateAll((charts) => {
      // Within one task nothing is drawn anew.
      document.body.style.width = '360px'
      const widths = charts.map(
        (one) => [one.firstElementChild?.scrollWidth ?? Infinity, one.clientWidth] as const,
      )
      document.body.style.width = ''
      return { charts: widths.length, wider: widths.filter(([drawn, place]) => drawn > place) }
    })
    expect(wider.charts).toBeGreaterThan(2)
    expect(wider.wider, 'the old picture shrinks with its place').toEqual([])
    await page.setViewportSize({ width: 360, height: 800 })
    for (const path of ['/', '/figures', '/figures/analysis', '/figures/payment-terms', '/figures/closes']) {
      await open(path)
      expect(await sideways(page), path).toBeLessThanOrEqual(0)
    }
    expect(test.visitor.errors).toEqual([])
  })
})
