import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { compileTemplate } from './compile'
import { exampleSubject } from './example'
import { libraryTemplate } from './library/library'
import { renderMessage } from './render'
import type { MessageSubject } from './subject'
import type { TemplateText } from './template'

const WISH = {
  occasion: 'courteous',
  channel: 'email',
  language: 'fr',
  regime: 'business',
  today: '2026-03-19',
} as const
const example = exampleSubject(WISH)
const text = (over: Partial<TemplateText>): TemplateText => ({
  channel: 'email',
  language: 'fr',
  subject: 'Objet {{customer.name}}',
  preheader: '',
  body: '<mj-text><p>{{customer.name}}</p></mj-text>',
  ...over,
})
const render = async (template: TemplateText, subject: MessageSubject = example) =>
  renderMessage(await compileTemplate(template), subject)
const library = async (id: string, subject: MessageSubject = example) => {
  const template = libraryTemplate(id)
  if (!template) throw new Error(`no template ${id}`)
  return render(template, subject)
}
const named = (name: string): MessageSubject => ({
  ...example,
  customer: { ...example.customer, name },
  contact: { ...example.contact, recipient: { name, address: `${name}\n75001 Paris` } },
})

describe('a message', () => {
  it('is refused when a tag has no value, never left blank', async () => {
    const subject = { ...example, charges: null }
    await expect(
      render(text({ body: '<mj-text>{{late_interest}}</mj-text>' }), subject),
    ).rejects.toMatchObject({
      code: 'messages/missing-value',
      details: { tag: 'late_interest' },
    })
  })

  it('names no 40 euros to a consumer, whatever is passed on', async () => {
    const charged = { interest: 5_0000n, ratePercent: null, indemnity: 40_0000n }
    const consumer = { ...example, regime: 'consumer' as const, charges: charged }
    for (const id of [
      'email.firm.firm.fr',
      'email.formal_notice.formal.fr',
      'letter.formal_notice.formal.en',
    ])
      expect((await library(id, consumer)).text).not.toMatch(/40,00|40\.00|indemnit|compensation|441-10/i)
    const notice = await library('email.formal_notice.formal.fr', consumer)
    expect(notice.text).toContain('1344-1')
    expect(notice.tags.has('indemnity')).toBe(false)
    expect((await library('email.formal_notice.formal.fr')).tags.has('indemnity')).toBe(true)
  })

  it('claims lower steps in a block of their own, lists the others, deducts credits openly', async () => {
    const contact = {
      ...example.contact,
      alsoClaimed: [{ invoiceId: 'FA-2050', level: 1, open: 100_0000n, dueOn: '2026-03-10' }],
      listed: [{ invoiceId: 'FA-2060', currency: 'EUR', open: 50_0000n, dueOn: '2026-03-17' }],
      otherCurrencies: [{ invoiceId: 'FA-CH', currency: 'CHF', open: 70_0000n, dueOn: '2026-03-01' }],
      deducted: 20_0000n,
      totalDue: 4_942_6000n,
    }
    const { text } = await library('email.courteous.neutral.fr', { ...example, contact })
    const order = [
      'FA-2031',
      'Également à régler',
      'FA-2050',
      'pour information',
      'FA-2060',
      '-20,00',
      'Total à régler',
      '4\u00a0942,60',
      'autre devise',
      'FA-CH',
    ]
    const places = order.map((words) => text.indexOf(words))
    expect(places).toEqual([...places].sort((a, b) => a - b))
    expect(Math.min(...places)).toBeGreaterThan(0)
  })

  it('sets invoices apart that a formal notice does not mean', async () => {
    const apart = [{ invoiceId: 'FA-9', currency: 'EUR', open: 50_0000n, dueOn: '2026-03-17' }]
    const subject = { ...example, contact: { ...example.contact, apart } }
    const { text, html } = await library('email.formal_notice.formal.fr', subject)
    for (const shown of [text, html]) expect(shown).toContain('non visées par la présente mise en demeure')
  })

  it('says what it is, whom to ask and how to opt out, and loads nothing', async () => {
    const { html, text } = await library('email.courteous.friendly.en', { ...example, language: 'en' })
    for (const shown of [text, html]) {
      expect(shown).toContain('Atelier Vernier SAS')
      expect(shown).toContain('552 100 554 RCS Paris')
      expect(shown).toContain('https://reglement.example.com/c/8Yq2kT#refus')
    }
    expect(html).not.toMatch(/<img|\bsrc=|url\(|@import|<link|<script/i)
  })

  it('begins its subject with a capital letter and the names of the invoices', async () => {
    expect((await library('email.courteous.consequences.fr')).subject).toBe(
      'Les factures FA-2031 et FA-2044\u00a0: ce qui se passe après le 27 mars 2026',
    )
  })

  it('leaves no gap where a condition was left out', async () => {
    const { text } = await library('email.formal_notice.formal.fr', {
      ...example,
      regime: 'consumer',
      charges: null,
    })
    expect(text).not.toMatch(/\n{3}|[ \t]\n/)
  })
})

describe('what somebody typed as a name', () => {
  const HOSTILE = [
    '<script>alert(1)</script>',
    '"><img src=x onerror=alert(1)>',
    'O\'Neil & Söhne "GmbH"',
    'A\r\nBcc: all@example.com',
    'שלום עולם',
    '\u202eevil\u2066',
    '😀👩‍👩‍👧‍👦',
    '{{total_due}} {{#if x}}',
    '\u0000\u0001statement\u0001',
    'x'.repeat(300),
    '---\nsubject: y',
    '$& $1 $`',
  ]
  const names = fc.oneof(
    fc.constantFrom(...HOSTILE),
    fc.string({ unit: 'binary', minLength: 1, maxLength: 300 }),
    fc.array(fc.constantFrom(...HOSTILE), { minLength: 1, maxLength: 4 }).map((parts) => parts.join('')),
  )

  it('stays text in HTML, subject, plain text and SMS', async () => {
    const email = await compileTemplate(
      text({ body: '<mj-text><p title="{{customer.name}}">{{customer.name}}</p></mj-text>' }),
    )
    const sms = await compileTemplate(
      text({ channel: 'sms', subject: '', body: '{{contact.name}} : {{page_link}}' }),
    )
    const plainHtml = renderMessage(email, named('NAME')).html ?? ''
    const shape = (html: string) => html.match(/<[a-z/!]/gi)?.length
    fc.assert(
      fc.property(names, (name) => {
        const message = renderMessage(email, named(name))
        expect(shape(message.html ?? '')).toBe(shape(plainHtml))
        expect(message.html).not.toMatch(/[\u202a-\u202e]/)
        expect(message.subject).not.toMatch(/[\p{Cc}\u2028\u2029\u202a-\u202e]/u)
        expect(Array.from(message.subject).length).toBeLessThanOrEqual(200)
        expect(message.text).not.toMatch(/(?!\n)\p{Cc}/u)
        const { sms: sent } = renderMessage(sms, named(name))
        expect(sent?.text).toContain('https://reglement.example.com/c/8Yq2kT')
        expect(sent?.text).not.toContain('\n')
        expect(sent?.parts).toBeLessThanOrEqual(5)
      }),
      { seed: 20261122, numRuns: 300 },
    )
  })

  it('breaks no letter', async () => {
    for (const name of HOSTILE) {
      const { letter } = await library('letter.courteous.formal.fr', named(name))
      const chunks: Buffer[] = []
      for await (const chunk of letter?.pdf() ?? []) chunks.push(chunk as Buffer)
      expect(Buffer.concat(chunks).subarray(-6).toString()).toContain('%%EOF')
    }
  })
})
