import type { TemplateFamily, WrittenText } from '@relance/backend/contract'
import { t } from '../../i18n/locale.svelte'

export type Text = WrittenText
type Key = Pick<Text, 'channel' | 'tone' | 'language'>

export const keyOf = ({ channel, tone, language }: Key) => `${channel}.${tone}.${language}`
export const textName = ({ channel, tone, language }: Key) =>
  `${t(`dunning.channel.${channel}`)} · ${t(`dunning.tone.${tone}`)} · ${t(`person.${language}`)}`

/** The text that the address of the page asks for, else the first in the reader's language. */
export const chosenText = (family: TemplateFamily, key: string | null, language: string): Text | undefined =>
  family.texts.find((text) => keyOf(text) === key) ??
  family.texts.find((text) => text.language === language) ??
  family.texts[0]

/** What is being written of a merge tag before the caret; undefined: nothing. */
export const startedTag = (before: string): string | undefined =>
  /\{\{\s*[#^/]?\s*([\w.]*)$/.exec(before)?.[1]

/** The text with a tag in the place of the selection, or of a tag that was begun there, and where the caret goes. */
export function withTag(
  text: string,
  from: number,
  to: number,
  tag: { name: string; kind: string },
): { text: string; caret: number } {
  const begun = /\{\{\s*[#^/]?\s*[\w.]*$/.exec(text.slice(0, from))
  const start = begun ? begun.index : from
  const rest = text.slice(to).replace(/^\s*\}\}/, '')
  const written =
    tag.kind === 'flag' ? `{{#${tag.name}}}${text.slice(from, to)}{{/${tag.name}}}` : `{{${tag.name}}}`
  return { text: text.slice(0, start) + written + rest, caret: start + written.length }
}
