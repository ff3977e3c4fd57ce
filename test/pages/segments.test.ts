import { beforeAll, describe, expect, it } from 'vitest'
import { sideways, violations, visit } from './browser'
import { seedCompany } from './company'
import { useVisitedProduct, withoutChromium } from './product'

const skipped = withoutChromium('segments')

describe.skipIf(skipped)('segments, in a browser', () => {
  const test = useVisitedProduct()

  beforeAll(async () => {
    await seedCompany(test.visitor.page)
  })

  it('count whom a rule takes and what they owe while it changes', async () => {
    const { page } = test.visitor
    await visit(page, `${test.product.origin}/segments/new`)
    await page.getByText('3 clients').waitFor()
    await page.getByLabel('Valeur').fill('1000')
    await page.getByLabel('Valeur').press('Tab')
    await page.getByText('1 client', { exact: true }).waitFor()
    await page.getByRole('link', { name: 'Imprimerie Vallauris' }).waitFor()
    expect(await violations(page)).toEqual([])
  })

  it('warn of what may stand in for a forbidden criterion of natural persons', async () => {
    const { page } = test.visitor
    await page.getByRole('button', { name: 'Ajouter une condition' }).click()
    await page.getByLabel('Champ').nth(1).selectOption('country')
    await page.getByText('La règle est incomplète ou contient une valeur impossible.').waitFor()
    await page.getByLabel('Valeur').nth(1).fill('FR')
    await page.getByLabel('Valeur').nth(1).press('Tab')
    await page.getByText(/Pays peut tenir lieu d’un critère interdit/).waitFor()
    await page.getByRole('button', { name: /Retirer la condition\s: Pays/ }).click()
  })

  it('are saved with a persona and found again', async () => {
    const { page } = test.visitor
    await page.getByLabel('Nom', { exact: true }).fill('Gros montants')
    await page.getByLabel('Prénom ou surnom du persona').fill('Comptable débordée')
    await page.getByRole('button', { name: 'Enregistrer' }).click()
    await page.getByRole('link', { name: 'Gros montants' }).click()
    await page.getByText('1 client', { exact: true }).waitFor()
    expect(await page.getByLabel('Prénom ou surnom du persona').inputValue()).toBe('Comptable débordée')
  })

  it('fit a window of 360 pixels, and say the same in English', async () => {
    const { page } = test.visitor
    await page.setViewportSize({ width: 360, height: 740 })
    await page.evaluate(() => localStorage.setItem('relance.language', 'en'))
    for (const path of ['/segments', '/segments/new']) {
      await visit(page, test.product.origin + path)
      expect(await sideways(page)).toBe(0)
      expect(await violations(page)).toEqual([])
      expect(await page.locator('body').innerText()).not.toMatch(/\b(segment|rule|ruleOp|ruleField)\.[a-z]/)
    }
    expect(test.visitor.errors.filter((error) => !/4(0[149]|22)/.test(error))).toEqual([])
  })
})
