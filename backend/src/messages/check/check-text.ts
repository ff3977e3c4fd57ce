import { isGsm } from '../sms/gsm7'
import type { RenderedMessage } from '../render'
import type { TemplateText } from '../template'
import { detectLanguage } from './detect-language'
import { finding } from './finding'
import type { Field, Finding } from './finding'

const TAGS = /\{\{[^{}]*\}\}/g
const SHOUTS = /\p{Lu}{4,}(?:[\s\u00a0]+\p{Lu}{2,})*[\s\u00a0]+\p{Lu}{4,}|[!?]{2,}|(?:![\s\u00a0]*){2,}/gu
const DEBT =
  /factur|impay|dette|créance|relance|mise en demeure|échéance|régl(?:er|ement)|invoice|overdue|debt|unpaid|payment due|€|\bEUR\b/iu
const OTHERS =
  /(?:plupart|majorité) de nos clients|\d+\s?% de nos clients|(?:most|majority) of our customers|\d+% of our customers/iu
const AMOUNTS =
  /\{\{\s*(?:total_due|claimed_total|late_interest|indemnity|\w+\.amount|invoices_named|days_late)\s*\}\}/
const LONGEST_SUBJECT = 80
const PAID_PARTS = 2

/** Subject: there, and not too long once its tags have values. */
export function checkSubject(
  { channel, subject }: TemplateText,
  rendered: RenderedMessage | null,
): Finding[] {
  if (channel !== 'email' && channel !== 'letter') return []
  if (subject.trim() === '') return [finding('subject_missing', 'subject', '')]
  const length = Array.from(rendered?.subject ?? subject).length
  return length > LONGEST_SUBJECT ? [finding('subject_long', 'subject', String(length))] : []
}

/** How it is written: language, capitals, statements about others. */
export function checkStyle({ subject, body, language }: TemplateText, readable: string): Finding[] {
  const found: Finding[] = []
  const spoken = detectLanguage(readable.replaceAll(TAGS, ' '))
  if (spoken && spoken !== language) found.push(finding('wrong_language', 'body', spoken))
  for (const [field, source] of [
    ['subject', subject],
    ['body', body],
  ] as [Field, string][]) {
    const words = source.replaceAll(TAGS, (tag) => '_'.repeat(tag.length))
    for (const match of words.matchAll(SHOUTS)) {
      found.push(finding('shouting', field, match[0], { source, at: match.index }))
    }
    const others = OTHERS.exec(source)
    if (others) found.push(finding('about_others', field, others[0], { source, at: others.index }))
  }
  return found
}

/** What a locked screen or somebody else must not read. */
export function checkDiscretion({ channel, body }: TemplateText): Finding[] {
  if (channel !== 'sms' && channel !== 'task') return []
  const match = AMOUNTS.exec(body) ?? DEBT.exec(body.replaceAll(TAGS, (tag) => '_'.repeat(tag.length)))
  if (!match) return []
  const code = channel === 'sms' ? 'debt_on_screen' : 'debt_in_task'
  return [finding(code, 'body', match[0], { source: body, at: match.index })]
}

/** Length and letters of an SMS with values as in the example. */
export function checkSms(rendered: RenderedMessage | null): Finding[] {
  if (!rendered?.sms) return []
  const { text, encoding, parts, units } = rendered.sms
  const foreign = [...new Set(Array.from(text).filter((character) => !isGsm(character)))]
  const long = parts > PAID_PARTS ? [finding('sms_long', 'body', `${units} → ${parts}`)] : []
  return encoding === 'UCS-2' ? [...long, finding('sms_not_gsm', 'body', foreign.join(' '))] : long
}
