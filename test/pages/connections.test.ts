import { describe, expect, it } from 'vitest'
import { sideways, violations, visit } from './browser'
import { useVisitedProduct, withoutChromium } from './product'

const skipped = withoutChromium('connections')

describe.skipIf(skipped)('connections with providers, in a browser', () => {
  const test = useVisitedProduct()

  it('gives an address once, takes what is posted there, and shows it', async () => {
    const { page } = test.visitor
    await visit(page, `${test.product.origin}/data`)
    await page.getByRole('button', { name: 'Connecter un prestataire' }).click()
    await page.getByLabel('Prestataire', { exact: true }).selectOption('postmark')
    await page.getByLabel('Nom', { exact: true }).fill('Envois')
    await page.getByLabel('Utilisateur:mot de passe, ou jeton').fill('relance:secret')
    await page.getByRole('button', { name: 'Créer l’adresse' }).click()
    const address = await page.locator('dialog code').innerText()
    expect(address).toMatch(/\/api\/webhooks\/postmark\/[\w-]{40,}$/)
    await page.getByRole('dialog').getByRole('button', { name: 'Fermer' }).last().click()

    const delivery = {
      RecordType: 'Delivery',
      MessageID: 'm1',
      DeliveredAt: '2026-01-02T04:04:05+01:00',
      Metadata: { relance_reminder: 'R1', relance_customer: 'C1' },
    }
    const post = (password: string) =>
      fetch(address, {
        method: 'POST',
        headers: {
          authorization: `Basic ${Buffer.from(password).toString('base64')}`,
          'content-type': 'application/json',
        },
        body: JSON.stringify(delivery),
      })
    expect((await post('relance:wrong')).status).toBe(401)
    expect((await post('relance:secret')).status).toBe(200)

    const freshness = page.getByRole('region', { name: 'Fraîcheur des sources' })
    await expect
      .poll(
        async () => {
          await visit(page, `${test.product.origin}/data`)
          return freshness.innerText()
        },
        { interval: 500 },
      )
      .toContain('Postmark')
    const connections = page.getByRole('region', { name: 'Connexions' })
    const row = await connections.getByRole('row', { name: /Envois/ }).innerText()
    expect(row).toContain('signature vérifiée')
    expect(row).toContain('Signature refusée')
    expect(await page.content()).not.toContain(address.split('/').at(-1))
    expect(await sideways(page)).toBe(0)
    expect(await violations(page)).toEqual([])
    expect(test.visitor.errors).toEqual([])
  })
})
