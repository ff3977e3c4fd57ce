import { describe, expect, it } from 'vitest'
import { clipped, drop, sideways, violations, visit, type TextFile } from './browser'
import { useVisitedProduct, withoutChromium } from './product'

const skipped = withoutChromium('the mapping of files')

const HEADER = 'Beleg;Debitor;Tag;Frist;Wert'
const table = (...rows: string[]) => [HEADER, ...rows].join('\n')

describe.skipIf(skipped)('files that are mapped by hand, in a browser', () => {
  const test = useVisitedProduct()
  const text = (selector: string) => test.visitor.page.locator(selector).innerText()
  const choose = (column: string, field: string) =>
    test.visitor.page.getByLabel(`Champ pour ${column}`).selectOption({ label: field })

  const dropFiles = (...files: TextFile[]) => drop(test.visitor.page, '.drop', ...files)

  it('asks what the columns of an unknown file hold, and shows its rows as events and what is wrong with them', async () => {
    const { page } = test.visitor
    await visit(page, `${test.product.origin}/data`)
    await dropFiles({
      name: 'caisse.csv',
      content: table('0007;ACME;13/01/2025;12/02/2025;1 234,56', '0008;ACME;13/01/2025;12/01/2025;5,00'),
    })
    await page.getByRole('heading', { name: /n’a pas été reconnu/ }).waitFor()
    await choose('Beleg', 'Numéro de facture')
    await choose('Debitor', 'Client, numéro')
    await choose('Tag', 'Date d’émission')
    await choose('Frist', 'Date d’échéance')
    await choose('Wert', 'Montant TTC')
    await page.getByRole('button', { name: 'Essayer cette correspondance' }).click()
    await page.getByText('Premières lignes, comprises comme').first().waitFor()
    expect(await text('main')).toMatch(/0007/)
    expect(await text('main')).toMatch(/1\u202f234,56\sEUR/)
    await page.getByText('1 ligne du début serait rejetée').waitFor()
    expect(await text('table:has-text("Texte fautif")')).toMatch(
      /Frist\s+Échéance avant émission\s+12\/01\/2025/,
    )
    expect(await violations(page)).toEqual([])
  })

  it('follows a change of a column, of the order of dates and of what one invoice is', async () => {
    const { page } = test.visitor
    await choose('Frist', 'Gardée telle quelle')
    await page.getByText('Pas d’échéance dans le fichier', { exact: false }).waitFor()
    expect(await page.getByText('serait rejetée').count()).toBe(0)
    await choose('Frist', 'Date d’échéance')
    await page.getByText('1 ligne du début serait rejetée').waitFor()
    await page.getByLabel('Dates').selectOption('MDY')
    await page.getByText('2 lignes du début seraient rejetées').waitFor()
    await page.getByLabel('Dates').selectOption('DMY')
    await page.getByText('1 ligne du début serait rejetée').waitFor()
    await page.getByLabel('Une facture, c’est').selectOption('lines')
    await page.getByText('sont additionnées', { exact: false }).first().waitFor()
    await page.getByLabel('Une facture, c’est').selectOption('documents')
    await page.getByText('sont additionnées', { exact: false }).first().waitFor({ state: 'detached' })
  })

  it('keeps the mapping under a name, by keyboard, and loads the file', async () => {
    const { page } = test.visitor
    await page.getByLabel('Enregistrer cette correspondance sous').focus()
    await page.keyboard.type('Caisse')
    await page.keyboard.press('Tab')
    await page.keyboard.press('Enter')
    await page.getByText('Lu avec la correspondance enregistrée «\u00a0Caisse\u00a0»').waitFor()
    await page.getByRole('button', { name: 'Charger ce fichier' }).click()
    await page.getByRole('heading', { name: /est chargé/ }).waitFor()
    expect(await text('.sum')).toMatch(/Lues\s*2\s*=\s*Acceptées\s*1/)
  })

  it('reads the next file with the same headers by it, names each of several files, and loads one after the other', async () => {
    const { page } = test.visitor
    await dropFiles(
      { name: 'caisse-fevrier.csv', content: table('0009;ACME;13/02/2025;15/03/2025;10,00') },
      { name: 'clients.csv', content: 'Code client;Nom;E-mail\nACME;Acme SAS;compta@acme.fr\n' },
      { name: 'fournisseurs.csv', content: 'Vendor name,City\nV,Paris\n' },
    )
    const list = page.getByRole('list', { name: 'Fichiers de cette visite' })
    await list.getByText('Tableau · Factures', { exact: false }).nth(1).waitFor()
    await list.getByText('Tableau · Clients', { exact: false }).waitFor()
    await list.getByText('Tableau · Fournisseurs', { exact: false }).waitFor()
    await page.getByText('Lu avec la correspondance enregistrée «\u00a0Caisse\u00a0»').waitFor()
    expect(await page.getByLabel('Une facture, c’est').inputValue()).toBe('documents')
    await page.getByRole('button', { name: 'Charger les 3 fichiers en attente' }).click()
    await expect.poll(() => list.getByText('Chargé', { exact: true }).count()).toBe(4)
    await list.getByRole('button', { name: /fournisseurs/ }).click()
    await page.getByText('1 ignorée\u00a0:', { exact: false }).waitFor()
    expect(await violations(page)).toEqual([])
  })

  it('shows every column at 1280 pixels and fits a telephone, in light and in dark, without an error in the console', async () => {
    const { page } = test.visitor
    await dropFiles({ name: 'mars.csv', content: table('0010;ACME;13/03/2025;15/04/2025;10,00') })
    await page.getByText('Premières lignes, comprises comme').first().waitFor()
    await page.setViewportSize({ width: 1280, height: 900 })
    expect(await clipped(page)).toEqual([])
    await page.setViewportSize({ width: 360, height: 740 })
    for (const colorScheme of ['light', 'dark'] as const) {
      await page.emulateMedia({ colorScheme })
      expect(await sideways(page)).toBeLessThanOrEqual(0)
      expect(await violations(page)).toEqual([])
    }
    expect(test.visitor.errors).toEqual([])
  })
})
