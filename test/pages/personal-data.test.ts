import { describe, expect, it } from 'vitest'
import { sideways, violations, visit } from './browser'
import { ask } from './company'
import { useVisitedProduct, withoutChromium } from './product'

const skipped = withoutChromium('personal-data')

const common = { entity_id: 'MAIN', customer_id: 'C1', currency: 'EUR' }
const events = [
  {
    ...common,
    event_type: 'customer.updated',
    occurred_on: '2026-01-01',
    attributes: { name: 'Marie Dupont' },
  },
  {
    ...common,
    event_type: 'invoice.issued',
    occurred_on: '2026-03-02',
    invoice_id: 'I1',
    amount: '100',
    due_on: '2026-04-01',
  },
]

describe.skipIf(skipped)('personal data, in a browser', { timeout: 180_000 }, () => {
  const test = useVisitedProduct()

  it('is found, said in full what goes and stays, and erased only when a sum still owed was thought of', async () => {
    const { page } = test.visitor
    expect((await ask(page, 'POST', '/events', events)).status).toBe(200)
    await expect
      .poll(
        async () =>
          JSON.stringify((await ask(page, 'GET', '/receivables?as_of=2026-05-01&entity=MAIN')).body),
        {
          timeout: 120_000,
        },
      )
      .toContain('Marie Dupont')
    test.visitor.errors.length = 0
    await page.setViewportSize({ width: 1280, height: 900 })
    await visit(page, `${test.product.origin}/settings/personal-data`)
    await page.getByLabel('Numéro de client').fill('C1')
    await page.getByRole('button', { name: 'Rechercher', exact: true }).click()
    await page.getByRole('heading', { name: 'Marie Dupont C1' }).waitFor()
    const [file] = await Promise.all([
      page.waitForEvent('download'),
      page.getByRole('link', { name: 'Tout exporter' }).click(),
    ])
    expect(file.suggestedFilename()).toBe('customer.json')
    expect(await violations(page)).toEqual([])

    await page.getByRole('button', { name: 'Effacer', exact: true }).click()
    const dialog = page.getByRole('dialog')
    for (const part of ['Ce qui disparaît', 'Ce qui reste', 'Ce qui est hors d’atteinte'])
      await dialog.getByRole('heading', { name: part }).waitFor()
    expect(await violations(page)).toEqual([])
    await dialog.getByRole('button', { name: 'Effacer' }).click()
    await page.getByText('Confirmez d’abord').waitFor()
    await dialog.getByLabel('L’effacer malgré tout', { exact: false }).check()
    await dialog.getByRole('button', { name: 'Effacer' }).click()
    await page.getByText('Effacement commencé').waitFor()
    await page.getByText('Effacé le').waitFor()
    await expect.poll(() => page.getByRole('cell', { name: 'en cours' }).count()).toBe(0)
    expect(await page.getByText('Marie Dupont').count()).toBe(0)
  })

  it('has periods that are kept, on a telephone too', async () => {
    const { page } = test.visitor
    await page.setViewportSize({ width: 360, height: 800 })
    await visit(page, `${test.product.origin}/settings/personal-data`)
    await page.getByLabel('Clients silencieux').fill('36')
    await page.getByRole('button', { name: 'Enregistrer' }).click()
    await page.getByText('Réglage enregistré').waitFor()
    await page.reload()
    await expect.poll(() => page.getByLabel('Clients silencieux').inputValue()).toBe('36')
    expect(await sideways(page)).toBe(0)
    expect(await violations(page)).toEqual([])
    expect(test.visitor.errors).toEqual([])
  })
})
