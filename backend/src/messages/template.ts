import type { Channel, Tone } from '../campaigns/campaign.contract'
import type { TEMPLATE_CHANNELS } from './templates.contract'
import type { Language } from './tags/format'
import type { Occasion } from './tags/tag'

export type TemplateChannel = (typeof TEMPLATE_CHANNELS)[number]

/** What somebody writes. E-mail: MJML; SMS, letter, call and task: plain text with light marks. */
export interface TemplateText {
  readonly channel: TemplateChannel
  readonly language: Language
  /** of e-mails and letters; empty for the others */
  readonly subject: string
  /** what a mailbox shows after the subject; e-mail only */
  readonly preheader: string
  readonly body: string
}

export interface Template extends TemplateText {
  /** `email.courteous.friendly.fr` in the library, a UUID for the company's own */
  readonly id: string
  /** what a step names; in the library the kind of step or the reaction */
  readonly family: string
  /** what it is for */
  readonly occasion: Occasion
  readonly tone: Tone
  readonly version: number
  readonly name: string
}

/** Texts of which channel a message on a channel takes; null: it has none. */
export function templateChannel(channel: Channel): TemplateChannel | null {
  if (channel === 'webhook') return null
  return channel === 'registered_letter' ? 'letter' : channel
}
