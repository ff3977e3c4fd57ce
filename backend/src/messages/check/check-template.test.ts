import { describe, expect, it } from 'vitest'
import { libraryTemplate } from '../library/library'
import type { Occasion } from '../tags/tag'
import type { TemplateText } from '../template'
import { checkTemplate } from './check-template'
import { detectLanguage } from './detect-language'

const TODAY = '2026-03-19'
const GOOD =
  '<mj-text><p>Nous attendons votre règlement pour la facture avec vos remarques.</p></mj-text>\n{{statement}}\n{{pay_button}}'
const mail = (body: string, over: Partial<TemplateText> = {}): TemplateText => ({
  channel: 'email',
  language: 'fr',
  subject: 'Rappel',
  preheader: '',
  body,
  ...over,
})
const codes = async (text: TemplateText, occasion: Occasion = 'courteous') =>
  (await checkTemplate(text, { occasion, today: TODAY })).map(
    ({ code, at, found }) => `${code} ${at} ${found}`,
  )
const withLine = (line: string) => mail(`${GOOD}\n<mj-text>${line}</mj-text>`)
const AT = GOOD.length + 1 + '<mj-text>'.length

describe('the check of a template', () => {
  it('finds nothing in a good one', async () => {
    expect(await codes(mail(GOOD))).toEqual([])
  })

  it.each([
    ['an unknown tag', '{{custmer.name}}', `unknown_tag ${AT} custmer.name`],
    ['a tag of another occasion', '{{promise.until}}', `may_be_missing ${AT} promise.until`],
    ['a tag that is not always there', '{{late_interest}}', `may_be_missing ${AT} late_interest`],
    ['a flag that is written out', '{{consumer}}', `flag_written ${AT} consumer`],
    ['an open condition', '{{#if consumer}}x', `unclosed_block ${AT} {{#if consumer}}`],
    ['a tag left open', 'a {{total_due', `unclosed_tag ${AT + 2} {{`],
    [
      'an address without https',
      '<a href="http://example.com">x</a>',
      `link_not_https ${AT + 3} http://example.com`,
    ],
    ['an address that is none', '<a href="www.example">x</a>', `link_malformed ${AT + 3} www.example`],
    ['an empty address', '<a href="">x</a>', `link_malformed ${AT + 3} `],
    ['a script as an address', '<a href="javascript:x()">x</a>', `link_malformed ${AT + 3} javascript:x()`],
    [
      'customer data in an address',
      '<a href="https://a.example.com/{{customer.number}}">x</a>',
      `link_with_tag ${AT + 3} https://a.example.com/{{customer.number}}`,
    ],
    ['a shortener', '<a href="https://bit.ly/abc">x</a>', `link_unknown_host ${AT + 3} https://bit.ly/abc`],
    [
      'a bare address of numbers',
      'voir https://192.168.0.1/x',
      `link_unknown_host ${AT + 5} https://192.168.0.1/x`,
    ],
    [
      'a remote image',
      '<img src="https://a.example.com/p.gif">',
      `remote_content ${AT} <img src="https://a.example.com/p.gif">`,
    ],
    ['shouting', 'PAYEZ IMMEDIATEMENT', `shouting ${AT} PAYEZ IMMEDIATEMENT`],
    ['repeated exclamation marks', 'vite !!!', `shouting ${AT + 5} !!!`],
    [
      'a statement about others',
      'La plupart de nos clients règlent',
      `about_others ${AT + 3} plupart de nos clients`,
    ],
  ])('finds %s, with its place', async (_, line, expected) => {
    expect(await codes(withLine(line))).toContain(expected)
  })

  it('suggests the tag that was meant and says how to mend it in both languages', async () => {
    const [first] = await checkTemplate(withLine('{{totaldue}}'), { occasion: 'courteous', today: TODAY })
    expect(first).toMatchObject({ code: 'unknown_tag', severity: 'error', nearest: 'total_due', line: 4 })
    expect(first?.mend.fr).not.toBe(first?.mend.en)
  })

  it('accepts a doubtful tag inside a condition on it, and not in its other branch', async () => {
    expect(await codes(withLine('{{#if late_interest}}{{late_interest}}{{/if}}'))).toEqual([])
    expect(await codes(withLine('{{#if late_interest}}a{{else}}{{late_interest}}{{/if}}'))).toHaveLength(1)
  })

  it('finds MJML that is none, included files, and images in MJML', async () => {
    expect((await codes(mail(`${GOOD}<mj-foo></mj-foo>`))).join()).toMatch(/mjml 0 .*mj-foo/)
    expect((await codes(mail(`${GOOD}<mj-include path="/etc/passwd" />`))).join()).toMatch(/remote_content/)
    expect((await codes(mail(`${GOOD}<mj-image src="https://a.example.com/x.png" />`))).join()).toMatch(
      /remote_content/,
    )
    for (const [body, found] of [
      [`${GOOD}<mj-text>`, '<mj-text>'],
      [`${GOOD}</mj-text>`, '</mj-text>'],
      [`${GOOD}<mj-text><p>a<strong>b</p></mj-text>`, '<strong>'],
    ] as const)
      expect((await codes(mail(body))).join()).toContain(
        `unclosed_element ${body.lastIndexOf(found)} ${found}`,
      )
  })

  it('asks for what a step needs', async () => {
    const bare = mail('<mj-text>Bonjour</mj-text>', { subject: '' })
    expect(await codes(bare)).toEqual([
      'required_tag 0 statement | invoices',
      'required_tag 0 pay_button | pay_link | page_link | bank_details',
      'subject_missing 0 ',
    ])
    const notice = await codes(mail(GOOD), 'formal_notice')
    for (const what of ['deadline', 'customer.name', 'sender.address', 'mise en demeure', '1344-1', '441-10'])
      expect(notice.join('\n')).toContain(what)
    expect(await codes(mail(''))).toContain('no_text 0 ')
  })

  it('asks a whole document for the opt-out that the layout would have had', async () => {
    const document = `<mjml><mj-body><mj-section><mj-column>${GOOD}</mj-column></mj-section></mj-body></mjml>`
    expect(await codes(mail(document))).toContain('required_tag 0 opt_out_link')
  })

  it('knows a text that is in the other language', async () => {
    const english = libraryTemplate('letter.firm.firm.en')
    const french = libraryTemplate('letter.firm.firm.fr')
    if (!english || !french) throw new Error('the library has them')
    expect((await codes({ ...english, language: 'fr' }, 'firm')).join()).toContain('wrong_language 0 en')
    expect((await codes({ ...french, language: 'en' }, 'firm')).join()).toContain('wrong_language 0 fr')
    expect(detectLanguage('OK')).toBeNull()
  })

  it('measures an SMS, names its costly letters, and keeps debts off locked screens', async () => {
    const sms = (body: string) => mail(body, { channel: 'sms', subject: '' })
    expect(await codes(sms('Bonjour {{page_link}}'))).toEqual([])
    expect((await codes(sms(`${'mot '.repeat(120)}{{page_link}}`))).join()).toMatch(/sms_long 0 \d+ → 4/)
    expect(await codes(sms('😀 {{page_link}}'))).toContain('sms_not_gsm 0 😀')
    expect(await codes(sms('Facture impayée {{page_link}}'))).toContain('debt_on_screen 0 Factur')
    expect(await codes(sms('Reste {{total_due}} {{page_link}}'))).toContain('debt_on_screen 6 {{total_due}}')
    expect(await codes(sms('Bonjour {{statement}} {{page_link}}'))).toContain(
      'tag_not_for_channel 8 statement',
    )
    expect(await codes(sms('Bonjour'))).toContain('required_tag 0 page_link | pay_link')
  })

  it('refuses a manual task that names a debt', async () => {
    const task = mail('Bonjour, votre facture est en retard.', { channel: 'task', subject: '' })
    expect((await codes(task)).join()).toContain('debt_in_task')
  })
})
