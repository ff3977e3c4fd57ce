import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { openBrowser, sideways, violations, visit, type Visitor } from './browser'
import { startClockedProduct, type ClockedProduct } from './clocked-product'
import { ask, seedCompany } from './company'
import { withoutChromium } from './product'

const skipped = withoutChromium('letters, messages given up and decisions by hand')
const DAY_MS = 86_400_000
/** A day on which every channel is open, at eleven in the morning in Paris. */
const workday = () => {
  const today = Date.parse(new Date().toISOString().slice(0, 10))
  const days = [1, 2, 3, 4, 5, 6, 7].find((n) => new Date(today + n * DAY_MS).getUTCDay() === 2) ?? 1
  return new Date(today + days * DAY_MS + 10 * 3_600_000)
}

describe.skipIf(skipped)('what a credit manager does about sending, in a browser', () => {
  let product: ClockedProduct
  let visitor: Visitor
  const at = workday()
  const day = at.toISOString().slice(0, 10)

  beforeAll(async () => {
    product = await startClockedProduct()
    visitor = await openBrowser({ locale: 'fr-FR', viewport: { width: 1280, height: 800 } })
    const { page } = visitor
    await page.goto(product.link)
    await page.getByRole('button', { name: 'Continuer sans compte' }).click()
    await page.getByRole('heading', { name: 'Commencez par un fichier' }).waitFor()
    await seedCompany(page)
    const paid = {
      event_type: 'payment.received',
      customer_id: 'C2',
      entity_id: 'MAIN',
      occurred_on: new Date().toISOString().slice(0, 10),
      payment_id: 'P1',
      amount: '1.00',
      currency: 'EUR',
      allocations: [{ invoice_id: 'FA-C2', amount: '1.00' }],
    }
    expect((await ask(page, 'POST', '/events', [paid])).status).toBeLessThan(300)
    const settings = {
      host: '127.0.0.1',
      port: product.smtp.port,
      security: 'none',
      from_address: 'compta@maison.example',
      per_second: 0,
    }
    expect((await ask(page, 'PUT', '/channels/email', { settings, secrets: {} })).status).toBe(200)
    product.smtp.refuse = (address) =>
      address.toLowerCase().startsWith('c1@') ? { code: 550, text: 'no such mailbox' } : undefined
    const step = {
      id: 'one',
      kind: 'courteous',
      day: { from_due: 2 },
      channels: ['email', 'letter'],
      tone: 'neutral',
      template: 'courteous',
    }
    const definition = {
      name: 'Relances',
      stale_after_hours: 744,
      scenarios: [{ segment: null, steps: [step] }],
    }
    const { body } = await ask(page, 'POST', '/campaigns', { definition })
    for (const move of ['check', 'approve', 'start']) {
      const moved = await ask(page, 'POST', `/campaigns/${String(body['id'])}/${move}`, {})
      expect(moved.status, JSON.stringify(moved.body)).toBeLessThan(300)
    }
  })
  afterAll(async () => {
    await visitor?.close()
    await product?.stop()
  })

  it('says what to expect while there is nothing', async () => {
    const { page } = visitor
    for (const [path, words] of [
      ['', 'Aucun courrier'],
      ['/given-up', 'Tout est parti'],
      ['/by-hand', 'Rien n’est décidé à la main'],
    ] as const) {
      await visit(page, `${product.origin}/sending${path}`)
      await page.getByText(words).waitFor()
      expect(await violations(page)).toEqual([])
    }
  })

  it('a channel is preferred for a customer from his page, which the plan follows', async () => {
    const { page } = visitor
    await visit(page, `${product.origin}/receivables/C3`)
    await page.getByRole('button', { name: 'Décider…' }).click()
    const dialog = page.getByRole('dialog')
    await dialog.getByLabel('Quoi').selectOption({ label: 'Préférer un canal' })
    await dialog.getByLabel('Canal', { exact: true }).selectOption({ label: 'Courrier' })
    await dialog.getByLabel('Raison').fill('Ne lit pas ses e-mails')
    expect(await violations(page)).toEqual([])
    await dialog.getByRole('button', { name: 'Garder', exact: true }).click()
    await page.getByText('D’abord par ce canal : Courrier'.replace(' :', '\u00a0:')).waitFor()
    expect(await product.liveAt(at)).toBe(3)
    const letters = await ask(page, 'GET', `/sending/letters/${day}/contents`)
    expect((letters.body['rows'] as { customer_id: string }[]).map((row) => row.customer_id)).toEqual(['C3'])
  })

  it('a refused message says why in words and how to mend it, and is dropped with a reason', async () => {
    const { page } = visitor
    await visit(page, `${product.origin}/sending`)
    await page.getByText('1 message n’a pas pu partir.').waitFor()
    await page.getByRole('link', { name: 'Voir pourquoi' }).click()
    const message = page.locator('[data-given-up=C1]')
    await message.getByText(/ne connaît pas cette adresse\. Corrigez-la/).waitFor()
    expect(await message.innerText()).toMatch(/no such mailbox/)
    expect(await violations(page)).toEqual([])
    await message.getByRole('checkbox').check()
    await page.getByRole('button', { name: 'Écarter 1 message…' }).click()
    const dialog = page.getByRole('dialog')
    const drop = dialog.getByRole('button', { name: 'Écarter', exact: true })
    expect(await drop.isDisabled()).toBe(true)
    await dialog.getByLabel('Raison').fill('Adresse inconnue, on appelle')
    await drop.click()
    await page.getByText('Tout est parti').waitFor()
  })

  it('a batch of letters is shown one by one, its file downloaded, and letters marked as posted, or as returned and tried again', async () => {
    const { page } = visitor
    await visit(page, `${product.origin}/sending`)
    const row = page.locator(`[data-batch="${day}"]`)
    const [download] = await Promise.all([
      page.waitForEvent('download'),
      row.getByRole('link', { name: /PDF/ }).click(),
    ])
    expect(download.suggestedFilename()).toBe('letters.pdf')
    await row.getByRole('link').first().click()
    const letter = page.locator('[data-letter=C3]')
    await letter.getByText('à poster').waitFor()
    expect(await violations(page)).toEqual([])
    await page.getByRole('button', { name: 'Tous sont postés' }).click()
    await page.getByRole('button', { name: 'Oui, ils sont postés' }).click()
    await letter.getByText(/^posté/).waitFor()
    await product.liveAt(new Date(at.getTime() + 120_000))
    const history = await ask(page, 'GET', '/work-list/history?entity=MAIN&customer=C3')
    const rows = history.body['rows'] as { event_type: string; channel: string }[]
    expect(rows.filter(({ event_type }) => event_type === 'reminder.sent')).toHaveLength(1)
    await letter.getByRole('checkbox').check()
    await page.getByRole('button', { name: 'Non arrivé…' }).click()
    await page.getByRole('dialog').getByRole('button', { name: 'Le noter' }).click()
    await letter.getByText('Revenu').waitFor()
    await visit(page, `${product.origin}/sending/given-up`)
    const given = page.locator('[data-given-up=C3]')
    await given.getByText('Le courrier est revenu.').waitFor()
    await given.getByRole('button', { name: /^Réessayer/ }).click()
    await page.getByText('1 message attend de repartir').waitFor()
    await page.getByText('Tout est parti').waitFor()
  })

  it('works on a telephone, and a decision is ended where all are listed', async () => {
    const { page } = visitor
    await page.setViewportSize({ width: 360, height: 740 })
    for (const path of ['', '/given-up', `/letters/${day}`, '/by-hand']) {
      await visit(page, `${product.origin}/sending${path}`)
      expect(await sideways(page), path).toBe(0)
      expect(await violations(page), path).toEqual([])
    }
    await page.getByRole('button', { name: /^Y mettre fin/ }).click()
    await page.getByText('Rien n’est décidé à la main').waitFor()
  })

  it('says the same in English', async () => {
    const { page } = visitor
    await page.evaluate(() => localStorage.setItem('relance.language', 'en'))
    for (const path of ['', '/given-up', `/letters/${day}`, '/by-hand?which=all']) {
      await visit(page, `${product.origin}/sending${path}`)
      expect(await page.locator('body').innerText()).not.toMatch(/\b(letters|givenUp|byHand|nav)\.[a-z]/)
    }
    expect(visitor.errors.filter((error) => !/40[149]/.test(error))).toEqual([])
  })
})
