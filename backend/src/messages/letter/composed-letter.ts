import type { MessageSubject } from '../subject'
import { letterHeading } from '../tags/blocks'
import type { Block } from '../tags/blocks'
import type { Language } from '../tags/format'
import { oneLine } from '../tags/safe-text'
import { valuesOf } from '../tags/values'
import { addressLines } from './address'
import { paragraphs } from './paragraphs'

export type LetterPart =
  | { readonly kind: 'text'; readonly text: string; readonly strong: boolean }
  | { readonly kind: 'item'; readonly text: string }
  | { readonly kind: 'blocks'; readonly blocks: readonly Block[] }

/** All the words of a letter and none of their places: plain data, to be kept, and drawn the same whenever it is asked for. */
export interface ComposedLetter {
  readonly language: Language
  readonly title: string
  /** the name first */
  readonly sender: readonly string[]
  /** lines of the window */
  readonly address: readonly string[]
  readonly account: string
  readonly date: string
  /** with its label */
  readonly subject: string
  readonly parts: readonly LetterPart[]
  readonly footer: string
}

/** @param merged the text with its tags filled and its blocks marked */
export function composeLetter(subject: MessageSubject, title: string, merged: string): ComposedLetter {
  const { sender, language } = subject
  const [account, date] = letterHeading(subject)
  const contact = [sender.phone, sender.email, sender.registration]
  const lines = [...sender.address.split('\n'), ...contact].map((line) => oneLine(line, 60))
  const values = valuesOf(subject)
  return {
    language,
    title,
    sender: [oneLine(sender.name, 60), ...lines.filter((line) => line !== '').slice(0, 7)],
    address: addressOf(subject),
    account,
    date,
    subject: (language === 'fr' ? 'Objet\u00a0: ' : 'Subject: ') + title,
    parts: paragraphs(merged).map((one) =>
      one.kind === 'block' ? { kind: 'blocks', blocks: values.block(one.name) ?? [] } : one,
    ),
    footer: [sender.name, sender.registration]
      .map((text) => oneLine(text, 80))
      .filter((text) => text !== '')
      .join(' – '),
  }
}

function addressOf({ contact, customer, language }: MessageSubject): readonly string[] {
  const { name, address } = contact.recipient
  const attention = language === 'fr' ? 'À l’attention de ' : 'Attn '
  const person = name === '' || name === customer.name ? '' : attention + name
  return addressLines([customer.name, person], address)
}
