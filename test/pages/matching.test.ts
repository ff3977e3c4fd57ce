import { describe, expect, it } from 'vitest'
import { sideways, violations, visit } from './browser'
import { useVisitedProduct, withoutChromium } from './product'

const skipped = withoutChromium('bank matching')

const invoice = (customer: string, number: string, amount: string) => ({
  event_type: 'invoice.issued',
  occurred_on: '2026-01-10',
  due_on: '2026-02-10',
  customer_id: customer,
  invoice_id: number,
  amount,
})
const customer = (id: string, name: string) => ({
  event_type: 'customer.updated',
  occurred_on: '2026-01-01',
  customer_id: id,
  attributes: { name },
})
const entry = (id: string, amount: string, attributes: object) => ({
  event_id: `bank:${id}`,
  event_type: 'bank.entry',
  occurred_on: '2026-02-12',
  amount,
  attributes: { account: 'FR00', status: 'BOOK', statement_kind: 'camt.053', ...attributes },
})
const events = [
  customer('C1', 'Garage du Centre'),
  customer('C2', 'Garage du Centre'),
  customer('C3', 'Imprimerie Vallauris'),
  invoice('C1', 'FA-2026-0001', '75.00'),
  invoice('C2', 'FA-2026-0002', '75.00'),
  invoice('C3', 'FA-2026-0003', '310.00'),
  invoice('C3', 'FA-2026-0004', '190.00'),
  entry('sure', '310.00', { counterparty_name: 'IMPRIMERIE VALLAURIS', remittance: 'FA-2026-0003' }),
  entry('twins', '75.00', { counterparty_name: 'GARAGE DU CENTRE' }),
  entry('rest', '100.00', { counterparty_name: 'IMPRIMERIE VALLAURIS' }),
  entry('refund', '-20.00', { counterparty_name: 'IMPRIMERIE VALLAURIS' }),
]

describe.skipIf(skipped)('bank matching, in a browser', () => {
  const test = useVisitedProduct()
  const text = (selector: string) => test.visitor.page.locator(selector).innerText()
  const entryOf = (id: string) => test.visitor.page.locator(`[data-entry="bank:${id}"]`)

  it('says what to do where there is no statement yet', async () => {
    const { page } = test.visitor
    await visit(page, `${test.product.origin}/matching`)
    await page.getByText('Pas encore de relevé bancaire').waitFor()
    expect(await page.getByRole('link', { name: 'Charger un relevé' }).getAttribute('href')).toContain(
      '/data',
    )
  })

  it('applies what is sure by itself and lists the rest with confidence and reasons', async () => {
    const { page } = test.visitor
    const status = await page.evaluate(async (body) => {
      const headers = { 'content-type': 'application/json', 'x-relance-request': '1' }
      const answer = await fetch('/api/events', { method: 'POST', headers, body: JSON.stringify(body) })
      return answer.status
    }, events)
    expect(status).toBeLessThan(300)
    await expect
      .poll(
        async () => {
          await visit(page, `${test.product.origin}/matching`)
          const entries = await page.locator('[data-entry]').count()
          return `${entries}, ${/Rapprochées \d/.exec(await text('[role=group]'))?.[0]}`
        },
        // The matching may end between the counting and the listing of one visit.
        { interval: 1000 },
      )
      .toBe('3, Rapprochées 1')
    expect(await entryOf('twins').innerText()).toMatch(/Possible · 49\s%/)
    expect(await entryOf('twins').innerText()).not.toMatch(/Très probable|Quasi certain/)
    expect(await entryOf('twins').innerText()).toContain('montant exact, nom')
    expect(await entryOf('refund').innerText()).toContain('aucun avoir ne l’explique')
    expect(await violations(page)).toEqual([])
  })

  it('is worked by keyboard: j moves, Enter accepts, and the message takes it back', async () => {
    const { page } = test.visitor
    await page.keyboard.press('k')
    await expect
      .poll(() => page.evaluate(() => document.activeElement?.getAttribute('data-entry')))
      .toBe('bank:twins')
    await page.keyboard.press('j')
    await expect
      .poll(() => page.evaluate(() => document.activeElement?.getAttribute('data-entry')))
      .not.toBe('bank:twins')
    await page.keyboard.press('k')
    await page.keyboard.press('Enter')
    await page.getByText(/75,00\s€ rapproché/).waitFor()
    await entryOf('twins').waitFor({ state: 'detached' })
    await page.getByRole('status').getByRole('button', { name: 'Annuler' }).click()
    await entryOf('twins').waitFor()
  })

  it('has a key for every decision, as the legend says, and buttons that name their entry', async () => {
    const { page } = test.visitor
    const legend = page.getByRole('list', { name: /Au clavier/ })
    expect(await legend.innerText()).toMatch(/s\s+répartir[^]*u\s+annuler/)
    const whole = /^Accepter\s: GARAGE DU CENTRE, 75,00\s€$/
    expect(await page.getByRole('button', { name: whole }).count()).toBe(1)
    const dialog = page.getByRole('dialog')
    await entryOf('rest').focus()
    await page.keyboard.press('s')
    await dialog.getByText(/^Répartir 100,00/).waitFor()
    await page.keyboard.press('Escape')
    await dialog.waitFor({ state: 'detached' })
    for (let times = 0; times < 8; times++) {
      // No key is lost, however soon it follows the one that closes.
      await Promise.all([page.keyboard.press('l'), dialog.getByText(/^Laisser 100,00/).waitFor()])
      await Promise.all([page.keyboard.press('Escape'), page.keyboard.press('s')])
      await dialog.getByText(/^Répartir 100,00/).waitFor()
      await page.keyboard.press('Escape')
      await dialog.waitFor({ state: 'detached' })
    }
    await page.keyboard.press('l')
    await dialog.getByText(/^Laisser 100,00/).waitFor()
    await page.keyboard.press('Escape')
    await dialog.waitFor({ state: 'detached' })
    await entryOf('refund').focus()
    await page.keyboard.press('i')
    await entryOf('refund').waitFor({ state: 'detached' })
    await page.keyboard.press('u')
    await entryOf('refund').waitFor()
  })

  it('means the entry that has the focus, though the list above it became shorter', async () => {
    const { page } = test.visitor
    const dialog = page.getByRole('dialog')
    await entryOf('twins').focus()
    await page.keyboard.press('i')
    await entryOf('refund').focus()
    await entryOf('twins').waitFor({ state: 'detached' })
    await page.keyboard.press('l')
    await dialog.getByRole('heading', { name: /20,00/ }).waitFor()
    await page.keyboard.press('Escape')
    await dialog.waitFor({ state: 'detached' })
    await page.keyboard.press('u')
    await entryOf('twins').waitFor()
  })

  it('splits an entry over invoices and shows what is left while the amounts are typed', async () => {
    const { page } = test.visitor
    await entryOf('rest').getByRole('button', { name: 'Répartir…' }).click()
    const part = page.getByLabel('Part pour la facture FA-2026-0004')
    await part.fill('120')
    expect(await page.getByText(/20,00\s€ de trop/).count()).toBe(1)
    expect(await page.getByRole('button', { name: 'Appliquer' }).isDisabled()).toBe(true)
    await part.fill('90,50')
    await page.getByText(/9,50\s€ restent en compte/).waitFor()
    expect(await violations(page)).toEqual([])
    await page.getByRole('button', { name: 'Appliquer' }).click()
    await entryOf('rest').waitFor({ state: 'detached' })
    await page.getByRole('button', { name: /^Rapprochées 2/ }).click()
    await entryOf('rest').waitFor()
    expect(await entryOf('rest').innerText()).toMatch(/FA-2026-0004\s+90,50\s€/)
  })

  it('sets aside what is not customer money and takes it back', async () => {
    const { page } = test.visitor
    await visit(page, `${test.product.origin}/matching`)
    await entryOf('refund').getByRole('button', { name: 'Hors clients' }).click()
    await entryOf('refund').waitFor({ state: 'detached' })
    await page.getByRole('button', { name: /^Mises à part 1/ }).click()
    await entryOf('refund').getByRole('button', { name: 'Annuler' }).click()
    await page
      .getByText('Rien', { exact: false })
      .or(page.getByText('Aucune écriture mise à part'))
      .first()
      .waitFor()
  })

  it('fits a window of 360 pixels, and says the same in English', async () => {
    const { page } = test.visitor
    await page.setViewportSize({ width: 360, height: 740 })
    await visit(page, `${test.product.origin}/matching`)
    expect(await sideways(page)).toBe(0)
    expect(await violations(page)).toEqual([])
    await page.evaluate(() => localStorage.setItem('relance.language', 'en'))
    await visit(page, `${test.product.origin}/matching`)
    expect(await text('h1')).toBe('Bank matching')
    expect(await text('body')).not.toMatch(/\b(matching|nav|state)\.[a-z]/)
    expect(test.visitor.errors.filter((error) => !/40[149]/.test(error))).toEqual([])
  })
})
