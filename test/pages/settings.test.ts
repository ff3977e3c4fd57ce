import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { startSmtp, type TestSmtp } from '../../backend/src/dispatch/channels/email/testing'
import { aMail, startImap, type TestImap } from '../../backend/src/replies/testing'
import { sideways, violations, visit } from './browser'
import { ask } from './company'
import { useVisitedProduct, withoutChromium } from './product'

const skipped = withoutChromium('settings')

describe.skipIf(skipped)('settings, in a browser', () => {
  const test = useVisitedProduct()
  let smtp: TestSmtp
  let imap: TestImap
  beforeAll(async () => {
    smtp = await startSmtp()
    imap = await startImap()
  })
  afterAll(() => Promise.all([smtp.close(), imap.close()]))

  it('say what is missing, and lead to where it is entered', async () => {
    const { page } = test.visitor
    await visit(page, `${test.product.origin}/settings`)
    const tasks = page.getByRole('region', { name: 'Ce qui manque encore' })
    await tasks.getByRole('link', { name: 'Dire au nom de qui vous écrivez' }).click()
    await page.getByRole('heading', { name: 'Expéditeurs', level: 1 }).waitFor()
    expect(await violations(page)).toEqual([])
  })

  it('refuse a wrong IBAN beside its field, say what saving does, and keep what is right', async () => {
    const { page } = test.visitor
    await page.getByLabel('Nom du créancier').fill('Maison Exemple SAS')
    await page.getByLabel('Adresse', { exact: true }).fill('1 rue du Port\n35000 Rennes')
    const iban = page.getByLabel('IBAN', { exact: true })
    await iban.fill('FR76 3000 6000 0112 3456 7890 188')
    await page.getByText('relisez l’IBAN').waitFor()
    await page.getByRole('button', { name: 'Enregistrer' }).click()
    await page.getByText('Cet IBAN n’est pas valable').waitFor()
    expect(await iban.getAttribute('aria-invalid')).toBe('true')
    await iban.fill('FR76 3000 6000 0112 3456 7890 189')
    await page.getByRole('button', { name: 'Enregistrer' }).click()
    await page.getByText('Réglage enregistré').waitFor()
    expect((await ask(page, 'GET', '/senders/MAIN')).body['iban']).toBe('FR7630006000011234567890189')
  })

  it('take the reference rate that is missing, and the task is gone', async () => {
    const { page } = test.visitor
    await visit(page, `${test.product.origin}/settings/rates`)
    const missing = (await ask(page, 'GET', '/reference-rates')).body['missing'] as { half_year: string }[]
    for (const { half_year } of missing) {
      await page.getByRole('heading', { name: new RegExp(`du ${half_year}$`) }).waitFor()
      await page.getByLabel('Valeur (% par an)').fill('2,15')
      await page.getByLabel('Source', { exact: true }).fill('Communiqué du jour')
      const saved = page.waitForResponse((answer) => answer.request().method() === 'PUT')
      await page.getByRole('button', { name: 'Enregistrer' }).click()
      expect((await saved).status()).toBe(200)
      await expect.poll(() => page.getByLabel('Valeur (% par an)').inputValue()).toBe('')
    }
    expect((await ask(page, 'GET', '/reference-rates')).body['missing']).toEqual([])
    expect(await violations(page)).toEqual([])
    await visit(page, `${test.product.origin}/settings`)
    expect(await page.getByRole('main').innerText()).not.toContain('Saisir le taux')
  })

  it('set a mail server up: wrong fields beside themselves, a test before saving, secrets never shown again', async () => {
    const { page } = test.visitor
    await visit(page, `${test.product.origin}/settings/channels`)
    await page.getByText('Messages montrés, rien n’est envoyé').first().waitFor()
    await page.getByLabel('Serveur', { exact: true }).fill('http://mail')
    await page.getByLabel('Adresse d’envoi', { exact: true }).fill('compta@maison.example')
    await page.getByRole('button', { name: 'Enregistrer' }).click()
    await page.getByText('Nom ou numéro d’un serveur').waitFor()
    await page.getByLabel('Serveur', { exact: true }).fill('127.0.0.1')
    await page.getByLabel('Port', { exact: true }).fill(String(smtp.port))
    await page.getByLabel('Chiffrement', { exact: true }).selectOption('none')
    await page.getByLabel('Mot de passe', { exact: true }).fill('tres-secret')
    await page.getByLabel('Adresse', { exact: true }).fill('moi@maison.example')
    await page.getByRole('button', { name: 'Envoyer l’essai' }).click()
    await page.getByText('Accepté par le serveur pour moi@maison.example').waitFor()
    expect(smtp.received.map(({ to }) => to)).toEqual([['moi@maison.example']])
    await page.getByText('partiront vraiment, par 127.0.0.1').waitFor()
    await page.getByRole('button', { name: 'Enregistrer' }).click()
    await page.getByText('tous les créanciers : par 127.0.0.1').waitFor()
    expect(await page.getByLabel('Mot de passe', { exact: true }).inputValue()).toBe('')
    const answer = await ask(page, 'GET', '/channels')
    expect(JSON.stringify(answer.body)).not.toContain('tres-secret')
    expect(answer.body).toMatchObject({ rows: [{ channel: 'email', has_secrets: true }] })
  })

  it('tell why a test did not go out, and stop sending after a question that says what it does', async () => {
    const { page } = test.visitor
    smtp.refuse = () => ({ code: 550, text: 'No such mailbox here' })
    await page.getByLabel('Adresse', { exact: true }).fill('nobody@maison.example')
    await page.getByRole('button', { name: 'Envoyer l’essai' }).click()
    await page.getByText('No such mailbox here').first().waitFor()
    await page.getByRole('button', { name: 'Ne plus envoyer' }).click()
    const question = page.getByRole('dialog')
    expect(await question.innerText()).toContain('seulement montrés')
    await question.getByRole('button', { name: 'Ne plus envoyer' }).click()
    await expect.poll(async () => (await ask(page, 'GET', '/channels')).body['rows']).toEqual([])
  })

  it('set the reply mailbox up: tried first, a wrong password told, read from then on', async () => {
    const { page } = test.visitor
    imap.add(aMail())
    await visit(page, `${test.product.origin}/settings/replies`)
    await page.getByText('les réponses et les retours ne sont pas vus').waitFor()
    await page.getByLabel('Serveur', { exact: true }).fill('127.0.0.1')
    await page.getByLabel('Chiffrement', { exact: true }).selectOption('none')
    await page.getByLabel('Port', { exact: true }).fill(String(imap.port))
    await page.getByLabel('Utilisateur', { exact: true }).fill(imap.user)
    await page.getByLabel('Mot de passe', { exact: true }).fill('faux')
    await page.getByRole('button', { name: 'Essayer la connexion' }).click()
    await page.getByText('Wrong user or password').waitFor()
    await page.getByLabel('Mot de passe', { exact: true }).fill(imap.password)
    await page.getByRole('button', { name: 'Essayer la connexion' }).click()
    await page.getByText('Connexion réussie : 1 message dans INBOX').waitFor()
    await page.getByText('STOP ferme l’e-mail').waitFor()
    await page.getByRole('button', { name: 'Enregistrer' }).click()
    await page.getByRole('button', { name: 'Ne plus lire' }).waitFor()
    expect(JSON.stringify((await ask(page, 'GET', '/mailbox')).body)).not.toContain(imap.password)
    expect(await violations(page)).toEqual([])
  })

  it('say when customers may be contacted, refuse hours that are none, and hold for all campaigns', async () => {
    const { page } = test.visitor
    await visit(page, `${test.product.origin}/settings/sending-policy`)
    const hours = page.getByLabel('SMS, particuliers, Heures', { exact: true })
    expect(await hours.inputValue()).toBe('8:00–20:00')
    await hours.fill('toute la journée')
    await page.getByLabel('SMS, particuliers, samedi', { exact: true }).uncheck()
    await page.getByText('Ces règles valent dès le prochain message').waitFor()
    await page.getByRole('button', { name: 'Enregistrer' }).first().click()
    await page.getByText('Des heures comme 10:00–13:00').waitFor()
    await hours.fill('10h-13h, 14:00-19:30')
    await hours.blur()
    await page.getByRole('button', { name: 'Enregistrer' }).first().click()
    const kept = async () => (await ask(page, 'GET', '/contact-policy')).body['hours']
    const wanted = {
      weekdays: [1, 2, 3, 4, 5],
      spans: [
        [600, 780],
        [840, 1170],
      ],
      on_holidays: false,
    }
    await expect.poll(kept).toMatchObject({ sms: { consumer: wanted } })
    expect(await violations(page)).toEqual([])
  })

  it('limit what a customer may do on his page, and write its questions and answers', async () => {
    const { page } = test.visitor
    await visit(page, `${test.product.origin}/settings/customer-page`)
    await page.getByLabel('Mensualités au plus').fill('0')
    await page.getByText('Ils ne pourront plus demander d’échéancier.').waitFor()
    await page.getByLabel('Page de paiement Stripe').fill('http://pay.example')
    await page.getByRole('button', { name: 'Ajouter une question' }).first().click()
    await page.getByLabel('Question 1', { exact: true }).fill('Comment payer ?')
    await page.getByLabel('Réponse 1', { exact: true }).fill('Par virement.')
    await page.getByRole('button', { name: 'Enregistrer' }).click()
    await page.getByText('Une adresse https ; seuls les champs cités').waitFor()
    await page.getByLabel('Page de paiement Stripe').fill('https://buy.example/x?amount={amount_cents}')
    await page.getByRole('button', { name: 'Enregistrer' }).click()
    const kept = async () => (await ask(page, 'GET', '/customer-pages/MAIN')).body
    await expect.poll(kept).toMatchObject({
      plan_count: 0,
      faq: { fr: [{ question: 'Comment payer ?', answer: 'Par virement.' }] },
    })
    expect(await violations(page)).toEqual([])
  })

  it('copy what single sign-on needs with a small button beside it', async () => {
    const { page } = test.visitor
    await visit(page, `${test.product.origin}/settings/single-sign-on`)
    const text = await page.locator('pre').boundingBox()
    const button = page.getByRole('button', { name: /^Copier/ })
    const place = await button.boundingBox()
    expect(place?.width).toBeLessThan(140)
    expect(place && text && place.x >= text.x + text.width && place.y < text.y + text.height).toBe(true)
    await page.context().grantPermissions(['clipboard-read', 'clipboard-write'])
    await button.focus()
    await page.keyboard.press('Enter')
    await page.getByText('Copié', { exact: true }).waitFor()
    expect(await page.evaluate(() => navigator.clipboard.readText())).toContain('RELANCE_OIDC_ISSUER=')
  })

  it('fit a window of 360 pixels, and say the same in English', async () => {
    const { page } = test.visitor
    await page.setViewportSize({ width: 360, height: 740 })
    await page.evaluate(() => localStorage.setItem('relance.language', 'en'))
    await visit(page, `${test.product.origin}/settings`)
    const list = page.getByRole('navigation', { name: 'Settings pages' }).getByRole('link')
    const addresses = await list.evaluateAll((all) => all.map((one) => (one as HTMLAnchorElement).href))
    for (const address of addresses) {
      await visit(page, address)
      expect(await sideways(page), address).toBe(0)
      expect(await violations(page), address).toEqual([])
      expect(await page.locator('body').innerText(), address).not.toMatch(/\b(settings|settingRule)\.[a-z]/)
    }
    expect(test.visitor.errors.filter((error) => !/4(0[014]|09|22)/.test(error))).toEqual([])
  })
})
