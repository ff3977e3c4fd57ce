import type { Hit, Where } from './rule'
import type { LegalSubject, LegalTexts } from './subject'

type Field = keyof LegalTexts
const READ: readonly Field[] = ['subject', 'body', 'sms', 'envelope', 'voicemail', 'script']
const AROUND = 40

/** Plain lower case without accents, curly quotes and special spaces; as long as the text, so that positions agree. */
export function fold(text: string): string {
  let folded = ''
  for (const unit of text.normalize('NFC')) {
    const bare =
      unit === '’' || unit === 'ʼ' ? "'" : /\s/.test(unit) ? ' ' : (unit.normalize('NFD')[0] ?? unit)
    folded += unit.length === 1 ? bare.toLowerCase() : unit
  }
  return folded
}

/** All texts that a person reads or hears, with the name of each. */
export function readTexts(subject: LegalSubject, fields: readonly Field[] = READ): [Field, string][] {
  return fields.flatMap((field): [Field, string][] => {
    const text = subject.texts[field]
    return text ? [[field, text.normalize('NFC')]] : []
  })
}

/** Whether any text says it. Patterns are written for folded text. */
export const says = (subject: LegalSubject, pattern: RegExp, fields?: readonly Field[]): boolean =>
  readTexts(subject, fields).some(([, text]) => pattern.test(fold(text)))

/** One offence for each text in which a pattern is found, with the words and what stands around them. */
export function wordingHits(
  subject: LegalSubject,
  patterns: readonly RegExp[],
  fields?: readonly Field[],
): readonly Hit[] {
  return readTexts(subject, fields).flatMap(([field, text]) => {
    const folded = fold(text)
    for (const pattern of patterns) {
      const match = pattern.exec(folded)
      if (match) return [hit(field, text, match.index, match[0].length)]
    }
    return []
  })
}

function hit(field: Where['field'], text: string, at: number, length: number): Hit {
  return {
    params: { words: text.slice(at, at + length).trim() },
    where: { field, excerpt: excerpt(text, at, length) },
  }
}

/** The words at a position with a little of what stands around them, in one line. */
export function excerpt(text: string, at: number, length: number): string {
  const from = Math.max(0, at - AROUND)
  const to = Math.min(text.length, at + length + AROUND)
  const line = text.slice(from, to).replace(/\s+/g, ' ').trim()
  return `${from > 0 ? '…' : ''}${line}${to < text.length ? '…' : ''}`
}

/** One offence for each of the tags that the message uses. */
export function tagHits(subject: LegalSubject, tags: readonly string[]): readonly Hit[] {
  return tags
    .filter((tag) => subject.tags.includes(tag))
    .map((tag) => ({ params: { words: `{{${tag}}}` }, where: { field: 'tags', excerpt: `{{${tag}}}` } }))
}

export const usesTag = (subject: LegalSubject, ...tags: readonly string[]): boolean =>
  tags.some((tag) => subject.tags.includes(tag))
