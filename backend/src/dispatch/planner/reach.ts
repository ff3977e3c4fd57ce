import { CONTACT_ROLES, type Channel } from '../../campaigns/campaign.contract'
import type { Contact, CustomerRecord, Instant } from './customer-record'
import { type Stop, stop } from './stops'
import type { RunningCampaign, World } from './world'

/** Whom a message goes to, by which channel and in which language. */
export interface Reached {
  readonly channel: Channel
  readonly recipient: { readonly name: string; readonly address: string }
  readonly language: string
}

/** Channels that nobody can close: post must stay possible, tasks and webhooks reach no customer by themselves. */
const NEVER_CLOSED: readonly Channel[] = ['letter', 'registered_letter', 'task', 'webhook']
const FRENCH_SPEAKING = new Set(['', 'FR', 'BE', 'LU', 'MC', 'GP', 'MQ', 'GF', 'RE', 'YT', 'PM', 'NC', 'PF'])

/** Whether the last word of the customer about a channel was no. */
export function hasOptedOut(record: CustomerRecord, channel: Channel, now: Instant): boolean {
  if (NEVER_CLOSED.includes(channel)) return false
  let last: CustomerRecord['optOuts'][number] | undefined
  for (const word of record.optOuts) {
    if (word.channel === channel && word.at <= now && (!last || word.at >= last.at)) last = word
  }
  return last !== undefined && !last.in
}

const addressOf = (contact: Contact, channel: Channel): string =>
  channel === 'email' ? contact.email : contact.phone

/** The contacts of a customer from the wanted role on: a message rather goes to another of his people than nowhere. */
function inOrder(record: CustomerRecord, role: string): readonly Contact[] {
  const order = [role, ...CONTACT_ROLES]
  const rank = (contact: Contact): number => {
    const place = order.indexOf(contact.role)
    return place === -1 ? order.length : place
  }
  return record.contacts.length < 2 ? record.contacts : [...record.contacts].sort((a, b) => rank(a) - rank(b))
}

/** The recipient of a channel, or why there is none. */
export function recipientOf(
  record: CustomerRecord,
  channel: Channel,
  role: string,
  now: Instant,
): { readonly name: string; readonly address: string } | Stop {
  if (hasOptedOut(record, channel, now)) return stop('opted_out', { channel })
  const name = record.name
  if (channel === 'task' || channel === 'webhook') return { name, address: '' }
  if (channel === 'letter' || channel === 'registered_letter') {
    const address = record.postalAddress.trim()
    return address === '' ? stop('no_address', { channel }) : { name, address }
  }
  let bounced = ''
  for (const contact of inOrder(record, role)) {
    const address = addressOf(contact, channel).trim()
    if (address === '') continue
    const dead = record.bounces.some(
      (bounce) => bounce.channel === channel && bounce.address === address && bounce.at <= now,
    )
    if (!dead) return { name: contact.name || name, address }
    bounced ||= address
  }
  return bounced === '' ? stop('no_address', { channel }) : stop('bounced', { channel, address: bounced })
}

/**
 * The language of a customer among those that a text exists in. A consumer without one is written to in French, a
 * company without one by its country.
 */
export function languageOf(
  record: Pick<CustomerRecord, 'kind' | 'country' | 'language'>,
  available: readonly string[],
): string | null {
  const isPerson = record.kind === 'consumer' || record.kind === ''
  const byCountry = isPerson || FRENCH_SPEAKING.has(record.country) ? 'fr' : 'en'
  const wanted = record.language || byCountry
  const order = isPerson ? [wanted, 'fr'] : [wanted, 'en', 'fr']
  return order.find((language) => available.includes(language)) ?? null
}

const GRAVITY = ['legal', 'opted_out', 'bounced', 'no_template', 'no_address']

/** The gravest of several refusals: the one that a person has to know. */
const gravest = (a: Stop | null, b: Stop): Stop =>
  a && GRAVITY.indexOf(a.reason) <= GRAVITY.indexOf(b.reason) ? a : b

export interface Reach {
  readonly record: CustomerRecord
  readonly campaign: RunningCampaign
  readonly world: World
  readonly now: Instant
  readonly channels: readonly Channel[]
  readonly role: string
  readonly template: string
  readonly refusal: (channel: Channel) => Stop | null
}

/** The first channel by which the customer may be reached, or why none can be used. */
export function reach(given: Reach): Reached | Stop {
  const { record, campaign, world, now } = given
  let why: Stop | null = null
  for (const channel of given.channels) {
    const recipient = recipientOf(record, channel, given.role, now)
    if ('reason' in recipient) {
      why = gravest(why, recipient)
      continue
    }
    const language = languageOf(record, world.languages(campaign, given.template, channel))
    if (language === null) {
      why = gravest(why, stop('no_template', { channel, template: given.template }))
      continue
    }
    const refused = given.refusal(channel)
    if (!refused) return { channel, recipient, language }
    why = gravest(why, refused)
  }
  return why ?? stop('no_address', { channel: given.channels[0] ?? '' })
}

/** Channels of a step in today's order: one that rotates begins after the channel that was used last. */
export function rotated(
  channels: readonly Channel[],
  rotate: boolean,
  lastChannel: string,
): readonly Channel[] {
  const place = channels.indexOf(lastChannel as Channel)
  if (!rotate || place === -1) return channels
  return [...channels.slice(place + 1), ...channels.slice(0, place + 1)]
}
