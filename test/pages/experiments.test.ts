import { beforeAll, describe, expect, it, vi } from 'vitest'
import { clipped, sideways, violations, visit } from './browser'
import { ask } from './company'
import { sheetsOf } from './printed'
import { useVisitedProduct, withoutChromium } from './product'

const skipped = withoutChromium('experiments')
const BY_SEGMENT = '/experiments/demo-ton-par-segment'
const PAGES = ['/experiments', BY_SEGMENT, `${BY_SEGMENT}/customers?variant=firm&segment=*`]

describe.skipIf(skipped)('experiments, in a browser', { timeout: 240_000 }, () => {
  const test = useVisitedProduct()
  const open = (path: string) => visit(test.visitor.page, test.product.origin + path)
  const verdict = async () =>
    (await test.visitor.page.getByRole('region', { name: 'Verdict' }).innerText()).replaceAll(/\s/g, ' ')

  beforeAll(async () => {
    const { page } = test.visitor
    const wishes = { customers: 20, months: 2, seed: 1, today: '2026-06-30', experiments: true }
    expect((await ask(page, 'POST', '/demo', wishes)).status).toBeLessThan(300)
    const loaded = async () => ((await ask(page, 'GET', '/experiments')).body['rows'] as unknown[]).length
    await vi.waitFor(async () => expect(await loaded()).toBe(4), { timeout: 200_000, interval: 500 })
  }, 240_000)

  it('say per segment whom to write to firmly, and whom not', async () => {
    await open(BY_SEGMENT)
    const said = await verdict()
    expect(said).toContain('Le meilleur choix dépend du segment')
    expect(said).toMatch(
      /Adoptez « Ferme » pour « Petites entreprises » : en 30 jours, on encaisse [\d,]+ points de plus/,
    )
    expect(said).toMatch(
      /Gardez « Courtoise » pour « Particuliers » : avec « Ferme », .* [\d,]+ points de moins/,
    )
    expect(said).toMatch(
      /l’écart réel est compris entre \+[\d,]+ points et \+[\d,]+ points \(fiabilité 97,5 %/,
    )
    await test.visitor.page.getByRole('img', { name: /^Écarts par segment/ }).waitFor()
    expect(await violations(test.visitor.page)).toEqual([])
  })

  it('say that nothing differs, that complaints stop a winner, and that a running one goes on', async () => {
    await open('/experiments/demo-sms-ou-courriel')
    expect(await verdict()).toMatch(
      /Aucune différence qui vaille la peine .*« SMS » et « Courriel » se valent/,
    )
    await open('/experiments/demo-ton-menacant')
    const harm = await verdict()
    expect(harm).toMatch(/Arrêtez « Conséquences » .* de ses clients ont réclamé, contre/)
    expect(harm).toMatch(/Et cela bien que .* points de plus/)
    await test.visitor.page.getByRole('heading', { name: 'Un garde-fou est franchi' }).waitFor()
    await open('/experiments/demo-jour-de-relance')
    expect(await verdict()).toMatch(/Laissez l’essai continuer .* Encore 45 jours au plus/)
  })

  it('open formula, experts’ figures and the customers behind a number', async () => {
    const { page } = test.visitor
    await open(BY_SEGMENT)
    await page.getByRole('button', { name: /^Comment est calculé\s: Garde-fou/ }).click()
    await page.getByRole('dialog').getByText('Turner, Ly et Grünwald').waitFor()
    await page.keyboard.press('Escape')
    await page.getByRole('button', { name: 'Expert' }).click()
    await page.getByRole('heading', { name: 'Vue expert' }).waitFor()
    await page.setViewportSize({ width: 1280, height: 900 })
    expect(await clipped(page), 'at 1280 pixels').toEqual([])
    await page.setViewportSize({ width: 1440, height: 900 })
    expect(new URL(page.url()).searchParams.get('view')).toBe('expert')
    expect(await violations(page)).toEqual([])
    await page.getByRole('link', { name: 'Voir les clients de Ferme' }).click()
    await page.getByRole('heading', { level: 1, name: 'Clients de l’essai' }).waitFor()
    await page.getByRole('row').nth(50).waitFor()
    expect(await violations(page)).toEqual([])
  })

  it('show what was known on an earlier day, where nothing can be decided', async () => {
    const { page } = test.visitor
    await open(`${BY_SEGMENT}?on=2026-02-20`)
    await page.getByText(/Vu comme au\s20\sfévr\.\s2026/).waitFor()
    expect(await page.getByRole('button', { name: 'Décider' }).count()).toBe(0)
    expect(await verdict()).toMatch(/Laissez l’essai continuer/)
    await page.getByRole('button', { name: 'Revenir à aujourd’hui' }).click()
    await page.getByText('Le meilleur choix dépend du segment').waitFor()
  })

  it('take a decision by keyboard into the log and the library, and take it back', async () => {
    const { page } = test.visitor
    await open(`${BY_SEGMENT}?segment=small-business`)
    await page.getByRole('button', { name: 'Décider' }).focus()
    await page.keyboard.press('Enter')
    const dialog = page.getByRole('dialog')
    expect(await dialog.getByLabel('Décision', { exact: true }).inputValue()).toBe('ship')
    expect(await dialog.getByLabel('Variante').inputValue()).toBe('firm')
    expect(await violations(page)).toEqual([])
    await dialog.getByLabel(/Pourquoi/).focus()
    await page.keyboard.type('Dès lundi')
    await page.keyboard.press('Tab')
    await page.keyboard.press('Tab')
    await page.keyboard.press('Enter')
    const line = page.getByRole('row').filter({ hasText: 'Dès lundi' })
    await line.waitFor()
    expect(await line.innerText()).toMatch(/Adopter[^]*Ferme[^]*Petites entreprises/)
    await open('/experiments')
    await page.getByLabel('Changement', { exact: true }).selectOption('tone')
    await page.getByRole('row').filter({ hasText: 'Dès lundi' }).waitFor()
    await page.getByLabel('Rechercher').fill('SMS')
    await page.getByText('Rien ne correspond à cette recherche').waitFor()
    await open(BY_SEGMENT)
    await line.getByRole('button', { name: 'Reprendre' }).click()
    await line.getByText(/reprise le/).waitFor()
    await open('/experiments')
    await page.getByText('Aucune décision pour l’instant').waitFor()
  })

  it('leave as CSV with the verdict, and as paper without buttons', async () => {
    const { page } = test.visitor
    await open('/experiments/demo-ton-menacant')
    const [download] = await Promise.all([
      page.waitForEvent('download'),
      page.getByRole('button', { name: 'CSV' }).click(),
    ])
    expect(download.suggestedFilename()).toBe('demo-ton-menacant.csv')
    const lead = (
      await page
        .getByText(/^Arrêtez «\sConséquences\s»/)
        .first()
        .innerText()
    ).replaceAll(/\s+/g, ' ')
    const sheets = await sheetsOf(await page.pdf({ preferCSSPageSize: true, printBackground: true }))
    for (const { width, height, cut } of sheets) {
      expect([Math.round(width), Math.round(height)], 'A4').toEqual([595, 842])
      expect(cut).toEqual([])
    }
    expect(sheets[0]?.text).toContain(lead)
    expect(sheets.at(-1)?.text).toContain('Lectures')
    expect(sheets.map(({ text }) => text).join(' ')).not.toContain('Comment est calculé')
  })

  it('fit a window of 360 pixels in both languages and themes', async () => {
    const { page } = test.visitor
    await page.setViewportSize({ width: 360, height: 740 })
    for (const [language, colorScheme] of [
      ['fr', 'dark'],
      ['en', 'light'],
      ['en', 'dark'],
    ] as const) {
      await page.emulateMedia({ colorScheme })
      await page.evaluate((chosen) => localStorage.setItem('relance.language', chosen), language)
      for (const path of PAGES) {
        await open(path)
        expect(await sideways(page), `${path} ${language}`).toBeLessThanOrEqual(0)
        expect(await violations(page), `${path} ${language} ${colorScheme}`).toEqual([])
        expect(await page.locator('body').innerText()).not.toMatch(/\bexperiments\.[a-z]/)
      }
    }
    await open(BY_SEGMENT)
    await page.getByText(/Adopt “Ferme” for “Petites entreprises”/).waitFor()
    expect(test.visitor.errors).toEqual([])
  })
})
