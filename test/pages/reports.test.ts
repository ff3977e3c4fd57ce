import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest'
import { startSmtp, type TestSmtp } from '../../backend/src/dispatch/channels/email/testing'
import { openBrowser, sideways, violations, visit } from './browser'
import { ask, loadDemo } from './company'
import { useVisitedProduct, withoutChromium } from './product'

const skipped = withoutChromium('scheduled reports and public links')

describe.skipIf(skipped)('reports and links, in a browser', { timeout: 240_000 }, () => {
  const test = useVisitedProduct()
  let smtp: TestSmtp
  const open = () => visit(test.visitor.page, `${test.product.origin}/figures/reports?entity=DEMO`)

  beforeAll(async () => {
    smtp = await startSmtp()
    const { page } = test.visitor
    await loadDemo(page, { customers: 25, months: 14, seed: 3, today: '2026-06-30' })
    const settings = {
      ...{ host: '127.0.0.1', port: smtp.port, security: 'none', per_second: 0 },
      from_address: 'a@maison.example',
    }
    expect((await ask(page, 'PUT', '/channels/email', { settings, secrets: {} })).status).toBe(200)
    const lea = { email: 'lea@maison.example', name: 'Léa', role: 'cfo', entities: null, contacts: false }
    expect((await ask(page, 'POST', '/users', { ...lea, language: 'fr' })).status).toBeLessThan(300)
  }, 240_000)
  afterAll(() => smtp?.close())

  it('are scheduled, sent now, paused and deleted', async () => {
    const { page } = test.visitor
    await open()
    await page.getByText('Aucun rapport n’est programmé').waitFor()
    await page.getByRole('button', { name: 'Nouveau rapport' }).click()
    const form = page.getByRole('dialog')
    await form.getByLabel('Fréquence').selectOption('month')
    await form.getByLabel('Jour ouvré du mois').selectOption('3')
    await form.getByLabel('Heure', { exact: true }).fill('25:00')
    await form.getByText('Une heure comme 08:30').waitFor()
    await form.getByLabel('Heure', { exact: true }).fill('7h30')
    await form.getByText('Personne ne serait prévenu pour l’instant').waitFor()
    expect(await form.getByRole('button', { name: 'Enregistrer' }).isDisabled()).toBe(true)
    await form.getByLabel('Léa').check()
    expect(await form.getByText('Personne ne serait prévenu').count()).toBe(0)
    expect(await violations(page)).toEqual([])
    await form.getByRole('button', { name: 'Enregistrer' }).click()
    const row = page.getByRole('row').filter({ hasText: 'Maison Exemple SAS' })
    await row.getByText('jour ouvré 3 de chaque mois à 07:30 (Europe/Paris)').waitFor()
    await row.getByText('pas encore envoyé').waitFor()

    const act = async (name: string) => {
      await row.getByRole('button', { name: /^Actions/ }).click()
      await page.getByRole('button', { name, exact: true }).click()
    }
    await act('Envoyer maintenant')
    await page.getByText('Le rapport part').waitFor()
    const reports = () => smtp.received.filter(({ source }) => source.includes('Content-ID: <dso>'))
    await vi.waitFor(() => expect(reports()).toHaveLength(1), { interval: 250, timeout: 120_000 })
    expect(reports()[0]?.to).toEqual(['lea@maison.example'])
    const sent = () => row.getByText(/^envoyé/)
    await vi.waitFor(
      async () => {
        await open()
        expect(await sent().count()).toBe(1)
      },
      { interval: 500, timeout: 60_000 },
    )
    await act('Mettre en pause')
    await row.getByText('en pause', { exact: true }).waitFor()
    expect(await violations(page)).toEqual([])
    await page.setViewportSize({ width: 360, height: 800 })
    expect(await sideways(page)).toBeLessThanOrEqual(0)
    await page.setViewportSize({ width: 1280, height: 900 })
    await act('Supprimer')
    await page.getByText('Aucun rapport n’est programmé').waitFor()
  })

  it('are read under a link without an account, until it is revoked', async () => {
    const { page } = test.visitor
    await open()
    await page.getByText('Les liens publics ne sont pas autorisés').waitFor()
    const way = page.getByRole('link', { name: 'Rapports et liens' })
    expect(await way.locator('svg').getAttribute('class'), 'as the settings are shown').toMatch(/-settings\b/)
    await visit(page, `${test.product.origin}/settings/sharing?entity=DEMO`)
    await page.getByLabel('Permettre de lire les chiffres par un lien, sans compte').check()
    expect(await violations(page)).toEqual([])
    await page.getByRole('button', { name: 'Enregistrer' }).click()
    await page.getByText('Enregistré').first().waitFor()
    await open()
    await page.getByRole('button', { name: 'Créer un lien' }).click()
    const form = page.getByRole('dialog')
    await form.getByLabel('Pour qui').fill('Commissaire aux comptes')
    expect(await violations(page)).toEqual([])
    await form.getByRole('button', { name: 'Créer un lien' }).click()
    const address = (await form.locator('pre').textContent()) ?? ''
    expect(address).toMatch(/\/r\/[\w-]{43}$/)
    await form.getByRole('button', { name: 'Fermer' }).last().click()

    const auditor = await openBrowser({ locale: 'en-GB', colorScheme: 'dark' })
    try {
      const shared = auditor.page
      await visit(shared, address)
      await shared.getByRole('heading', { name: 'Receivables of Maison Exemple SAS' }).waitFor()
      await shared.getByText(/link valid until/).waitFor()
      await shared.locator('[data-drawn]').nth(4).waitFor()
      expect(await shared.locator('a').count()).toBe(0)
      expect(await shared.locator('meta[name=robots]').getAttribute('content')).toBe('noindex, nofollow')
      expect(await violations(shared)).toEqual([])
      await shared.setViewportSize({ width: 360, height: 800 })
      expect(await sideways(shared)).toBeLessThanOrEqual(0)
      await shared.getByRole('button', { name: 'Français' }).click()
      await shared.getByRole('heading', { name: 'Créances de Maison Exemple SAS' }).waitFor()
      expect(auditor.errors).toEqual([])

      await open()
      const row = page.getByRole('row').filter({ hasText: 'Commissaire aux comptes' })
      await row.getByText(/^1 fois/).waitFor()
      await row.getByRole('button', { name: /^Révoquer/ }).click()
      await row.getByText('révoqué', { exact: true }).waitFor()
      expect(await violations(page)).toEqual([])
      await shared.reload()
      await shared.getByText('Ce lien a été révoqué.').waitFor()
      expect(await violations(shared)).toEqual([])
    } finally {
      await auditor.close()
    }
    expect(test.visitor.errors).toEqual([])
  })
})
