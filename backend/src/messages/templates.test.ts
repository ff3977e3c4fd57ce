import { describe, expect, it } from 'vitest'
import { useServer } from '../app/testing'
import type {
  CheckAnswer,
  MessagePreview,
  TagsAnswer,
  TemplateFamily,
  TemplatesAnswer,
} from './templates.contract'
import { TemplatesService } from './templates.service'

const test = useServer()
const post = (path: string, body: unknown) => test.asOwner('POST', `/api/templates${path}`, body)
const SMS = {
  channel: 'sms',
  language: 'fr',
  tone: 'neutral',
  body: '{{sender.name}} : un message vous attend {{page_link}}',
} as const

async function courteousMail() {
  const { texts } = (await test.asOwner('GET', '/api/templates/courteous')).body as TemplateFamily
  const mail = texts.find(
    (text) => text.channel === 'email' && text.tone === 'firm' && text.language === 'fr',
  )
  if (!mail) throw new Error('the library has that text')
  return mail
}

describe('templates', () => {
  it('lists the library first and says what tags there are', async () => {
    const { rows } = (await test.asOwner('GET', '/api/templates')).body as TemplatesAnswer
    expect(rows[0]).toMatchObject({ family: 'satisfaction', library: true })
    const tags = (await test.asOwner('GET', '/api/templates/tags')).body as TagsAnswer
    expect(tags.rows.find(({ name }) => name === 'total_due')).toMatchObject({
      kind: 'scalar',
      given: 'always',
    })
  })

  it('refuses to change the library, and copies it', async () => {
    const change = { base_version: 1, text: SMS }
    expect(await test.asOwner('PUT', '/api/templates/courteous/texts', change)).toMatchObject({
      status: 409,
      body: { code: 'messages/library-read-only' },
    })
    const copy = (await post('', { name: 'Été, à nous !', copy_of: 'courteous' })).body as TemplateFamily
    expect(copy).toMatchObject({ family: 'ete-a-nous', version: 1, occasion: 'courteous', library: false })
    expect(copy.texts.length).toBeGreaterThan(30)
  })

  it('keeps every version, and refuses an edit of one that is no longer the newest', async () => {
    const own = (await post('', { name: 'Ours', occasion: 'courteous' })).body as TemplateFamily
    const put = (body: unknown) => test.asOwner('PUT', `/api/templates/${own.family}/texts`, body)
    expect(await put({ base_version: 1, text: SMS, note: 'first' })).toMatchObject({ body: { version: 2 } })
    expect(await put({ base_version: 1, text: { ...SMS, body: 'late {{page_link}}' } })).toMatchObject({
      status: 409,
      body: { code: 'messages/template-changed' },
    })
    await put({ base_version: 2, text: { ...SMS, body: 'Autre {{page_link}}' } })
    const [second, third] = await Promise.all(
      [2, 3].map((version) => test.asOwner('GET', `/api/templates/${own.family}?version=${version}`)),
    )
    expect(second).toMatchObject({ body: { version: 2, texts: [{ body: SMS.body }] } })
    expect(third).toMatchObject({ body: { version: 3, texts: [{ body: 'Autre {{page_link}}' }] } })
    expect(await put({ base_version: 3, text: SMS, remove: true })).toMatchObject({
      body: { version: 4, texts: [] },
    })
  })

  it('pins what a campaign was approved with: the same number while nothing changes', async () => {
    const service = test.server.app.get(TemplatesService)
    const pins = await service.pin(['firm', 'formal_notice', 'firm'], 'somebody')
    expect(pins).toEqual({ firm: 1, formal_notice: 1 })
    expect(await service.pin(['firm'], 'somebody')).toEqual({ firm: 1 })
    const texts = await service.texts('formal_notice', 1)
    expect(texts.map(({ language }) => language)).toContain('en')
    await expect(service.texts('formal_notice', 7)).rejects.toMatchObject({
      code: 'messages/template-not-found',
    })
    await expect(service.pin(['nothing'], 'x')).rejects.toMatchObject({ code: 'messages/template-not-found' })
  })
})

describe('a preview', () => {
  it('shows the example as text and as a page that can run and load nothing', async () => {
    const text = await courteousMail()
    const { body, status } = await post('/preview', { text, occasion: 'courteous' })
    expect(status).toBe(200)
    const preview = body as MessagePreview
    expect(preview.text).toContain('FA-2031')
    const page = await fetch(test.server.address + (preview.html_path ?? ''), {
      headers: { authorization: `Bearer ${test.server.token}` },
    })
    expect(page.headers.get('content-type')).toMatch(/^text\/html/)
    expect(page.headers.get('content-security-policy')).toMatch(/^sandbox; default-src 'none'/)
    expect(await page.text()).toContain('4\u00a0812,60\u00a0€')
  })

  it('shows a letter as a PDF, and refuses another channel as one', async () => {
    const { texts } = (await test.asOwner('GET', '/api/templates/formal_notice')).body as TemplateFamily
    const text = texts.find(({ channel }) => channel === 'letter')
    const response = await fetch(`${test.server.address}/api/templates/preview/letter`, {
      method: 'POST',
      headers: { authorization: `Bearer ${test.server.token}`, 'content-type': 'application/json' },
      body: JSON.stringify({ text, occasion: 'formal_notice', regime: 'consumer' }),
    })
    expect(response.headers.get('content-type')).toBe('application/pdf')
    expect(
      Buffer.from(await response.arrayBuffer())
        .subarray(0, 5)
        .toString(),
    ).toBe('%PDF-')
    expect(await post('/preview/letter', { text: SMS, occasion: 'courteous' })).toMatchObject({
      body: { code: 'messages/no-letter' },
    })
  })

  it('shows a real customer with what he owes', async () => {
    const csv = `Facture;Client;Nom;Emission;Echeance;Montant\nF-9;C9;"Bois <b>& Fils</b>";05/01/2026;04/02/2026;120,50\n`
    const form = new FormData()
    form.append('file', new Blob([csv]), 'factures.csv')
    const upload = await fetch(`${test.server.address}/api/files`, {
      method: 'POST',
      headers: { authorization: `Bearer ${test.server.token}` },
      body: form,
    })
    const { id } = (await upload.json()) as { id: string }
    const job = (await test.asOwner('POST', `/api/files/${id}/load`, {})).body as { id: string }
    const { JobBoard } = await import('../jobs/job-board')
    await test.server.app.get(JobBoard).ended(job.id)
    const asked = { text: await courteousMail(), occasion: 'courteous', as_of: '2026-03-01' }
    const { body } = await post('/preview', { ...asked, customer: { customer_id: 'C9' } })
    expect((body as MessagePreview).text).toContain(
      'F-9\u00a0: 120,50\u00a0€ (échéance 04/02/2026, retard 25\u00a0j)',
    )
    expect(await post('/preview', { ...asked, customer: { customer_id: 'nobody' } })).toMatchObject({
      status: 404,
      body: { code: 'customers/not-found' },
    })
  })

  it('refuses a text that cannot be used, and says where and what was meant', async () => {
    const text = { ...SMS, body: 'Total {{totl_due}} {{page_link}}' }
    expect(await post('/preview', { text, occasion: 'courteous' })).toMatchObject({
      status: 422,
      body: { code: 'messages/template-faulty', details: { nearest: 'total_due', at: 6 } },
    })
    const { findings } = (await post('/check', { text, occasion: 'courteous' })).body as CheckAnswer
    expect(findings[0]).toMatchObject({ code: 'unknown_tag', severity: 'error', nearest: 'total_due', at: 6 })
  })

  it('is sent to nobody while no channel is set up', async () => {
    expect(await post('/test', { text: SMS, occasion: 'courteous', to: '+33612345678' })).toMatchObject({
      status: 409,
      body: { code: 'messages/no-test-channel' },
    })
  })
})

describe('the sender of an entity', () => {
  it('is asked for before anything is sent in its name, and kept', async () => {
    expect(await test.asOwner('GET', '/api/senders/FR01')).toMatchObject({
      status: 404,
      body: { code: 'messages/no-sender' },
    })
    const sender = {
      name: 'Vernier',
      address: '1 rue A\n75001 Paris',
      iban: 'FR76 3000 6000 0112 3456 7890 189',
    }
    expect(await test.asOwner('PUT', '/api/senders/FR01', sender)).toMatchObject({
      status: 200,
      body: { iban: 'FR7630006000011234567890189' },
    })
    const wrong = { ...sender, iban: 'FR7630006000011234567890188' }
    expect(await test.asOwner('PUT', '/api/senders/FR01', wrong)).toMatchObject({ status: 400 })
  })
})
