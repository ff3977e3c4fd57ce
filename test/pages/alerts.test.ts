import { beforeAll, describe, expect, it } from 'vitest'
import { sideways, violations, visit } from './browser'
import { ask } from './company'
import { useVisitedProduct, withoutChromium } from './product'
import { testedCompany } from './tested-company'

const skipped = withoutChromium('alerts')

describe.skipIf(skipped)('alerts on figures, in a browser', { timeout: 240_000 }, () => {
  const test = useVisitedProduct()
  const MAIL = { email: 'lea@maison.example', language: 'fr' }
  const LEA = { name: 'Léa', role: 'cfo', entities: null, contacts: false }
  const open = () =>
    visit(test.visitor.page, `${test.product.origin}/figures/alerts?as_of=2026-06-30&entity=DEMO`)

  beforeAll(async () => {
    const wishes = { customers: 25, months: 30, seed: 3, today: '2026-06-30' }
    await testedCompany(test.visitor.page, wishes)
    const made = await ask(test.visitor.page, 'POST', '/users', { ...LEA, ...MAIL })
    expect(made.status, JSON.stringify(made.body)).toBeLessThan(300)
  }, 240_000)

  it('are made with the rule in words and numbers, listed with their history, muted and deleted', async () => {
    const { page } = test.visitor
    await open()
    await page.getByText('Aucun chiffre n’est surveillé').waitFor()
    await page.getByRole('button', { name: 'Nouvelle alerte' }).click()
    const form = page.getByRole('dialog')
    await form.getByText(/plage habituelle de \S+\sjours à \S+\sjours \(\S+\sjours ± /).waitFor()
    expect(await violations(page)).toEqual([])
    await form.getByLabel('Alerter quand la valeur').selectOption('limit')
    await form.getByLabel('Limite, jours').fill('1,5')
    await form.getByText('Alerte quand la valeur dépasse 1,5 jours.').waitFor()
    await form.getByLabel('Léa').check()
    await form.getByRole('button', { name: 'Enregistrer' }).click()
    const row = page.getByRole('row').filter({ hasText: 'DSO' })
    await row.getByText('alerte', { exact: true }).waitFor()
    await row.getByText('depuis le 30 juin 2026').waitFor()

    await row.getByRole('button', { name: /^DSO/ }).click()
    await page.getByRole('heading', { name: /^Historique/ }).waitFor()
    await page.getByRole('cell', { name: '30 juin 2026', exact: true }).waitFor()
    expect(await violations(page)).toEqual([])
    await row.getByRole('button', { name: /^Actions/ }).click()
    await page.getByRole('button', { name: 'Muette 30 jours' }).click()
    await row.getByText(/muette jusqu’au/).waitFor()

    await page.setViewportSize({ width: 360, height: 800 })
    expect(await sideways(page)).toBeLessThanOrEqual(0)
    await page.setViewportSize({ width: 1280, height: 900 })
    await row.getByRole('button', { name: /^Actions/ }).click()
    await page.getByRole('button', { name: 'Supprimer' }).click()
    await page.getByText('Aucun chiffre n’est surveillé').waitFor()
  })

  it('watch a segment by its name, and say so when it is deleted', async () => {
    const { page } = test.visitor
    const rule = { field: 'open_amount', op: 'gt', value: 0 }
    const made = await ask(page, 'POST', '/segments', { name: 'Débiteurs du moment', rule, notes: '' })
    const id = String(made.body['id'])
    await open()
    await page.getByRole('button', { name: 'Nouvelle alerte' }).click()
    const form = page.getByRole('dialog')
    await form.getByLabel('Clients').selectOption('segment')
    await form.getByLabel('segment', { exact: true }).selectOption({ label: 'Débiteurs du moment' })
    await form.getByLabel('Alerter quand la valeur').selectOption('limit')
    await form.getByLabel('Limite, jours').fill('1,5')
    await form.getByText('Alerte quand la valeur dépasse 1,5 jours.').waitFor()
    await form.getByLabel('Léa').check()
    expect(await violations(page)).toEqual([])
    await form.getByRole('button', { name: 'Enregistrer' }).click()
    const row = page.getByRole('row').filter({ hasText: 'DSO' })
    await row
      .getByRole('button', { name: /\(segment\s: Débiteurs du moment\)$/ })
      .first()
      .waitFor()
    await row.getByText('alerte', { exact: true }).waitFor()

    expect((await ask(page, 'DELETE', `/segments/${id}`)).status).toBe(200)
    await open()
    await row.getByText(/Le segment «\sDébiteurs du moment\s» a été supprimé/).waitFor()
    await row.getByText('sans valeur').waitFor()
    expect(await violations(page)).toEqual([])
    await page.setViewportSize({ width: 360, height: 800 })
    expect(await sideways(page)).toBeLessThanOrEqual(0)
    await row.getByText(/a été supprimé/).waitFor()
    await page.setViewportSize({ width: 1280, height: 900 })
    await row.getByRole('button', { name: /^Actions/ }).click()
    await page.getByRole('button', { name: 'Modifier' }).click()
    expect(await form.getByLabel('segment', { exact: true }).inputValue(), 'another is asked for').toBe('')
    expect(await form.getByRole('button', { name: 'Enregistrer' }).isDisabled()).toBe(true)
    await form.getByRole('button', { name: 'Annuler' }).click()
    await row.getByRole('button', { name: /^Actions/ }).click()
    await page.getByRole('button', { name: 'Supprimer' }).click()
    await page.getByText('Aucun chiffre n’est surveillé').waitFor()
  })

  it('are not kept while nobody would be told, in either language, nor by the keyboard', async () => {
    const { page } = test.visitor
    for (const [language, make, save, said, people] of [
      ['fr', 'Nouvelle alerte', 'Enregistrer', /^Personne ne serait prévenu/, 'Prévenir par e-mail'],
      ['en', 'New alert', 'Save', /^Nobody would be told yet/, 'Tell by e-mail'],
    ] as const) {
      await page.evaluate((chosen) => localStorage.setItem('relance.language', chosen), language)
      await page.setViewportSize({ width: 360, height: 800 })
      await open()
      await page.getByRole('button', { name: make }).click()
      const form = page.getByRole('dialog')
      const button = form.getByRole('button', { name: save })
      const field = form.getByRole('group', { name: people })
      await field.getByText(said).waitFor()
      const note = await field.getAttribute('aria-describedby')
      expect(await page.locator(`[id="${note}"]`).innerText(), 'told with the field').toMatch(said)
      expect(await button.isDisabled()).toBe(true)
      expect(await sideways(page)).toBeLessThanOrEqual(0)
      expect(await violations(page)).toEqual([])
      await form.getByLabel('Léa').focus()
      await page.keyboard.press('Space')
      await field.getByText(said).waitFor({ state: 'detached' })
      expect(await button.isDisabled()).toBe(false)
      await page.keyboard.press('Escape')
    }
    await page.evaluate(() => localStorage.setItem('relance.language', 'fr'))
    await page.setViewportSize({ width: 1280, height: 900 })
  })

  it('whose only reader has left ask for another one', async () => {
    const { page } = test.visitor
    const { body } = await ask(page, 'GET', '/notices/readers?entity=DEMO')
    const [lea] = body['rows'] as { id: string }[]
    const rule = { kind: 'limit', side: 'above', value: 1.5 }
    const wanted = { kpi: 'dso_countback', entity_id: 'DEMO', currency: 'EUR', rule, to_users: [lea?.id] }
    expect((await ask(page, 'POST', '/alerts', wanted)).status).toBeLessThan(300)
    const left = await ask(page, 'PUT', `/users/${lea?.id}`, { ...LEA, disabled: true })
    expect(left.status, JSON.stringify(left.body)).toBeLessThan(300)
    await open()
    const row = page.getByRole('row').filter({ hasText: 'DSO' })
    await row.getByText('personne', { exact: true }).waitFor()
    await row.getByRole('button', { name: /^Actions/ }).click()
    await page.getByRole('button', { name: 'Modifier' }).click()
    const form = page.getByRole('dialog')
    await form.getByText(/^Personne ne serait prévenu/).waitFor()
    expect(await form.getByRole('button', { name: 'Enregistrer' }).isDisabled()).toBe(true)
    await form.getByRole('button', { name: 'Annuler' }).click()
    await row.getByRole('button', { name: /^Actions/ }).click()
    await page.getByRole('button', { name: 'Supprimer' }).click()
    await page.getByText('Aucun chiffre n’est surveillé').waitFor()
  })

  it('are told to a program whose signing key is shown once', async () => {
    const { page } = test.visitor
    await open()
    await page.getByLabel('Adresse du programme').fill('http://127.0.0.1:9/hook')
    await page.getByRole('button', { name: 'Enregistrer' }).click()
    await page.getByText(/Clé de signature/).waitFor()
    await page.getByRole('button', { name: 'Nouvelle alerte' }).click()
    await page.getByLabel('Prévenir aussi le programme').waitFor()
    expect(await violations(page)).toEqual([])
    expect(test.visitor.errors).toEqual([])
  })
})
