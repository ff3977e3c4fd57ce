import { beforeAll, describe, expect, it } from 'vitest'
import { violations, visit } from './browser'
import { ask } from './company'
import { useVisitedProduct, withoutChromium } from './product'
import { testedCompany } from './tested-company'

const skipped = withoutChromium('the report of the Overview')

describe.skipIf(skipped)('the report of the Overview, in a browser', { timeout: 240_000 }, () => {
  const test = useVisitedProduct()
  const open = () =>
    visit(test.visitor.page, `${test.product.origin}/?as_of=2026-05-31&from=2026-05-01&entity=DEMO`)

  beforeAll(async () => {
    await testedCompany(test.visitor.page, { customers: 25, months: 14, seed: 3, today: '2026-06-30' })
  }, 240_000)

  it('prints on few sheets, light although the screen is dark, with charts as wide as their place', async () => {
    const { page } = test.visitor
    await page.emulateMedia({ colorScheme: 'dark' })
    await open()
    await page.locator('[data-drawn]').first().waitFor()
    const pdf = await page.pdf({ preferCSSPageSize: true, printBackground: true })
    const sheets = pdf.toString('latin1').match(/\/Type\s*\/Page\b/g)?.length
    expect(sheets).toBeGreaterThanOrEqual(2)
    expect(sheets).toBeLessThanOrEqual(4)

    // A sheet without its margins, in pixels of CSS.
    await page.setViewportSize({ width: 703, height: 1032 })
    await page.emulateMedia({ media: 'print', colorScheme: 'dark' })
    await page.getByRole('button', { name: 'Imprimer / PDF' }).waitFor({ state: 'hidden' })
    const cut = await page.locator('.chart svg').evaluateAll((all) =>
      all
        .filter((svg) => {
          const place = (svg.closest('.chart') as HTMLElement).getBoundingClientRect()
          const drawn = svg.getBoundingClientRect()
          const [, , width = '0'] = svg.getAttribute('viewBox')?.split(' ') ?? []
          const own = Math.abs(Number(width) - Number(svg.getAttribute('width'))) > 1
          return own || drawn.right > place.right + 1 || drawn.left < place.left - 1
        })
        .map((svg) => svg.outerHTML.slice(0, 120)),
    )
    expect(cut).toEqual([])
    expect(await page.evaluate(() => getComputedStyle(document.documentElement).colorScheme)).toBe('light')
    await page.emulateMedia({ media: 'screen', colorScheme: 'light' })
    await page.setViewportSize({ width: 1280, height: 900 })
  })

  it('is sent to a colleague in one dialog, which says when no mail server is there', async () => {
    const { page } = test.visitor
    const invited = { email: 'lea@maison.example', name: 'Léa', role: 'cfo', entities: null, contacts: false }
    expect((await ask(page, 'POST', '/users', { ...invited, language: 'fr' })).status).toBeLessThan(300)
    await open()
    await page.getByRole('button', { name: 'Envoyer' }).click()
    const form = page.getByRole('dialog')
    await form.getByLabel('À', { exact: true }).selectOption('Léa')
    expect(await violations(page)).toEqual([])
    await form.getByRole('button', { name: 'Envoyer' }).click()
    await form.getByText('Aucun serveur d’e-mail n’est réglé.').waitFor()
  })
})
