import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { inDays } from '../../backend/src/customer-page/testing'
import { openBrowser, sideways, violations, visit, type Visitor } from './browser'
import { useVisitedProduct, withoutChromium } from './product'

const skipped = withoutChromium("the customer's page")

const event = (customer_id: string, event_id: string, event_type: string, more: object) => ({
  event_id,
  event_type,
  occurred_on: inDays(-60),
  customer_id,
  currency: 'EUR',
  ...more,
})
const debtor = (customer: string, kind: string) => [
  event(customer, `${customer}-0`, 'customer.updated', {
    attributes: {
      name: 'Menuiserie <b>Delmas</b> & Fils',
      kind,
      country: 'FR',
      address: '1 rue X\n33000 Bordeaux',
    },
  }),
  event(customer, `${customer}-1`, 'invoice.issued', {
    invoice_id: `F-26-0997-${customer}`,
    amount: '1678.40',
    issued_on: inDays(-50),
    due_on: inDays(-20),
  }),
  event(customer, `${customer}-2`, 'invoice.issued', {
    invoice_id: `F-26-1103-${customer}`,
    amount: '512.40',
    issued_on: inDays(-10),
    due_on: inDays(20),
  }),
  event(customer, `${customer}-3`, 'payment.received', {
    payment_id: `P-${customer}`,
    amount: '100.00',
    occurred_on: inDays(-3),
  }),
]
const sender = {
  name: 'Marchal Fournitures SAS',
  address: '4 quai du Port\n69002 Lyon',
  phone: '01 99 00 12 34',
  email: 'compta@marchal.example',
  account_manager: 'Mme Hardy',
  iban: 'FR7630006000011234567890189',
  bic: 'AGRIFRPP',
}
const settings = {
  stripe_link: 'https://pay.example/{amount_cents}',
  faq: {
    fr: [{ question: 'Puis-je payer par chèque ?', answer: 'Oui.\n\nEnvoyez-le à notre adresse.' }],
    en: [],
  },
}

describe.skipIf(skipped)("the customer's page on a telephone", () => {
  const test = useVisitedProduct()
  let visitor: Visitor | undefined
  const telephone = () => {
    if (!visitor) throw new Error('the telephone is there inside tests only')
    return visitor
  }
  const links: Record<string, string> = {}

  /** As the credit manager who is signed in. */
  const send = (method: string, path: string, body: object) =>
    test.visitor.page.evaluate(
      async ([method, path, body]) => {
        const headers = { 'content-type': 'application/json', 'x-relance-request': '1' }
        const response = await fetch(path, { method, headers, body })
        return { status: response.status, body: (await response.json()) as Record<string, string> }
      },
      [method, path, JSON.stringify(body)] as const,
    )

  beforeAll(async () => {
    const loaded = await send('POST', '/api/events?entity=MAIN', [
      ...debtor('C1', 'business'),
      ...debtor('C2', 'consumer'),
    ])
    expect(loaded).toMatchObject({ status: 200, body: { rejected: 0 } })
    expect((await send('PUT', '/api/senders/MAIN', sender)).status).toBe(200)
    expect((await send('PUT', '/api/customer-pages/MAIN', settings)).status).toBe(200)
    for (const customer_id of ['C1', 'C2'])
      links[customer_id] =
        (await send('POST', '/api/customer-pages/MAIN/links', { customer_id })).body['page'] ?? ''
    visitor = await openBrowser({ locale: 'fr-FR', viewport: { width: 360, height: 740 } })
  }, 120_000)
  afterAll(() => visitor?.close())

  const open = async (address: string) => {
    const { page } = telephone()
    await visit(page, address)
    return page
  }
  const unfold = () =>
    telephone()
      .page.locator('details')
      .evaluateAll((all) => all.forEach((one) => one.setAttribute('open', '')))

  it('shows what is owed and how to pay it, in French, to whoever has the link and no account', async () => {
    await expect
      .poll(async () => (await open(links['C1'] ?? '')).getByRole('heading', { level: 1 }).textContent())
      .toMatch(/2.090,80.€/)
    const { page } = telephone()
    expect(page.url()).toContain('/p/')
    await page.getByText('Page réservée à Menuiserie <b>Delmas</b> & Fils').waitFor()
    await page.getByText('En retard de 20 jours').waitFor()
    await page.getByText('FR76 3000 6000 0112 3456 7890 189').waitFor()
    await page.getByRole('img', { name: /QR code de virement/ }).waitFor()
    expect(await page.getByRole('link', { name: /par carte/ }).getAttribute('href')).toBe(
      'https://pay.example/209080',
    )
    await page.getByRole('checkbox', { name: /F-26-1103/ }).uncheck()
    await page.locator('dl').getByText('1 678,40 €').waitFor()
    expect(await page.getByRole('navigation').count()).toBe(0)
  })

  it('is free of what axe finds and not wider than the telephone, unfolded, in both languages and themes', async () => {
    const page = await open(links['C1'] ?? '')
    for (const language of ['fr', 'en'])
      for (const colorScheme of ['light', 'dark'] as const) {
        await page.emulateMedia({ colorScheme })
        await unfold()
        expect(await violations(page), `${language} ${colorScheme}`).toEqual([])
        expect(await sideways(page)).toBe(0)
        if (colorScheme === 'dark' && language === 'fr')
          await page.getByRole('button', { name: 'English' }).click()
      }
    await page.getByText('20 days late').waitFor()
    await page.getByRole('button', { name: 'Français' }).click()
    await page.emulateMedia({ colorScheme: 'light' })
  })

  it('takes a promise by keyboard alone, says what happens next, and shows it afterwards', async () => {
    const page = await open(`${links['C1']}#promise`)
    const button = page.getByRole('button', { name: /^Promettre/ })
    await page.getByLabel('Montant (EUR)').fill('abc')
    await button.focus()
    await page.keyboard.press('Enter')
    await page.getByRole('alert').getByText('Écrivez un montant').waitFor()
    await page.getByLabel('Montant (EUR)').fill('1 678,40')
    await button.focus()
    await page.keyboard.press('Enter')
    await page.getByRole('status').getByText('votre promesse').waitFor()
    expect(await violations(page)).toEqual([])
    await open(links['C1'] ?? '')
    await page.getByText('Vous avez promis un paiement').waitFor()
    await page.getByText('Promise à une date').waitFor()
  })

  it('takes a contested invoice and a complaint', async () => {
    const page = await open(links['C1'] ?? '')
    await unfold()
    await page.getByLabel('Facture', { exact: true }).selectOption({ index: 1 })
    await page.getByLabel('Ce qui s’est passé').fill('Deux panneaux fendus')
    await page.getByRole('button', { name: 'Envoyer la contestation' }).click()
    await page.getByRole('status').getByText('Votre contestation est enregistrée').waitFor()
    // It is kept at once; a busy machine shows it when it is loaded.
    await expect
      .poll(async () => (await open(links['C1'] ?? '')).getByText('Contestée', { exact: true }).count())
      .toBe(1)
    await unfold()
    await page.getByLabel('Votre message').fill('Trop de messages')
    await page.getByRole('button', { name: 'Envoyer la réclamation' }).click()
    await page.getByText('Votre réclamation est enregistrée').waitFor()
  })

  it('asks a consumer for one thing that he knows before it shows anything', async () => {
    const page = await open(links['C2'] ?? '')
    expect(await page.content()).not.toMatch(/Delmas|F-26|090,80/)
    expect(await violations(page)).toEqual([])
    await page.getByLabel(/Votre numéro de client/).fill('75001')
    await page.getByRole('button', { name: 'Afficher ma page' }).click()
    await page.getByText('Cela ne correspond pas').waitFor()
    await page.getByLabel(/Votre numéro de client/).fill('33000')
    await page.getByRole('button', { name: 'Afficher ma page' }).click()
    await page.getByText('Page réservée à Menuiserie').waitFor()
  })

  it('says of a link that is not whole what to do, and nothing else', async () => {
    const page = await open((links['C1'] ?? '').slice(0, -3))
    await page.getByRole('heading', { name: 'Ce lien ne mène à rien' }).waitFor()
    expect(await violations(page)).toEqual([])
    expect(await page.content()).not.toContain('Marchal')
    expect(telephone().errors.filter((error) => !/40[0-9]|422/.test(error))).toEqual([])
  })
})
