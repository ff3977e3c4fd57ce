import type { Readable } from 'node:stream'
import { AppError } from '../http/app-error'
import type { CompiledTemplate } from './compile'
import { tidyLines } from './email/text-version'
import { merge } from './grammar/merge'
import type { Filling } from './grammar/merge'
import { composeLetter } from './letter/composed-letter'
import type { ComposedLetter } from './letter/composed-letter'
import { lettersPdf } from './letter/letter-pdf'
import { BLOCK_MARK } from './letter/paragraphs'
import { smsSize } from './sms/gsm7'
import type { SmsSize } from './sms/gsm7'
import { smsText } from './sms/sms-text'
import type { MessageSubject } from './subject'
import type { Block } from './tags/blocks'
import { blockHtml, blockText } from './tags/draw-block'
import { escapeHtml, shortened } from './tags/safe-text'
import { valuesOf } from './tags/values'
import type { Values } from './tags/values'

/** What goes out. Only the parts of the template's channel are there. */
export interface RenderedMessage {
  /** one line; empty for SMS, calls and tasks */
  readonly subject: string
  readonly html: string | null
  /** the same content in plain text, of every channel */
  readonly text: string
  readonly sms: ({ readonly text: string } & SmsSize) | null
  /** its words, and a PDF of them, A4, which each call draws anew */
  readonly letter: { readonly composed: ComposedLetter; pdf(): Readable } | null
  readonly callScript: string | null
  /** names of the tags that stand in it, without those of branches that were not taken */
  readonly tags: ReadonlySet<string>
}

const SUBJECT_LENGTH = 200
const NAME_IN_SUBJECT = 60
const NAME_IN_SMS = 30

/**
 * One message. Pure but for the letter's stream; fast enough to be called for each of thousands of customers.
 * @throws AppError `messages/missing-value` when a tag has no value for this customer: never a blank
 */
export function renderMessage(template: CompiledTemplate, subject: MessageSubject): RenderedMessage {
  const values = valuesOf(subject)
  const { channel } = template.text
  const line = merge(template.subject, filling(subject, values, plain(NAME_IN_SUBJECT)))
  const shown = {
    subject: shortened(capitalised(line.replaceAll(/[\r\n\t ]+/g, ' ').trim()), SUBJECT_LENGTH),
  }
  const nothing = { html: null, sms: null, letter: null, callScript: null, tags: values.written }
  if (channel === 'sms') {
    const text = smsText(merge(template.plain, filling(subject, values, plain(NAME_IN_SMS))))
    return { ...shown, ...nothing, text, sms: { text, ...smsSize(text) } }
  }
  const text = tidyLines(
    merge(
      template.plain,
      filling(subject, values, plain(), (blocks) => blockText(blocks, subject.language)),
    ),
  )
  if (channel === 'email') {
    const html = merge(template.html ?? [], filling(subject, values, escapeHtml, blockHtml))
    return { ...shown, ...nothing, text, html }
  }
  if (channel !== 'letter') return { ...shown, ...nothing, text, callScript: text }
  const body = merge(template.plain, letterFilling(subject, values))
  const composed = composeLetter(subject, shown.subject, body)
  return { ...shown, ...nothing, text, letter: { composed, pdf: () => lettersPdf([composed]) } }
}

/** A subject may begin with a tag such as the names of invoices. */
const capitalised = (text: string): string => text.charAt(0).toLocaleUpperCase() + text.slice(1)

const NAMES = new Set(['customer.name', 'contact.name', 'sender.name', 'account_manager'])
const plain =
  (nameLength = 300) =>
  (text: string, name: string): string =>
    NAMES.has(name) ? shortened(text, nameLength) : text

function filling(
  subject: MessageSubject,
  values: Values,
  write: (value: string, name: string) => string,
  draw?: (blocks: readonly Block[]) => string,
): Filling {
  return {
    holds: values.holds,
    write(name) {
      values.written.add(name)
      const value = values.scalar(name)
      if (value !== undefined) return write(value, name)
      const block = draw && values.block(name)
      if (!block) throw missing(name, subject)
      return draw(block)
    },
  }
}

/** Blocks of letters are drawn by the PDF; their place is marked with a character that no value can hold. */
function letterFilling(subject: MessageSubject, values: Values): Filling {
  const texts = filling(subject, values, plain())
  return {
    holds: texts.holds,
    write: (name) => (values.block(name) ? `${BLOCK_MARK}${name}${BLOCK_MARK}` : texts.write(name)),
  }
}

const missing = (name: string, { contact, customer }: MessageSubject) =>
  new AppError('messages/missing-value', 422, `The message has no value for {{${name}}}.`, {
    tag: name,
    step: contact.stepId,
    customer: customer.customerId,
  })
