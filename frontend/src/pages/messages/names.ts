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
