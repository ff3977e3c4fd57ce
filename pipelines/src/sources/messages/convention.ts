import type { Json } from '../webhooks/json'
import { at, isObject, objectAt, textAt } from '../webhooks/json'

/**
 * How a message carries our ids, so that what its provider says of it finds its reminder: as custom variables or tags
 * of these names (Mailgun variables, SendGrid unique arguments, Postmark, Mandrill, SparkPost and Unisender metadata,
 * SES tags, MailerSend and Resend tags, Mailjet payload), and as headers, which Amazon SES, Brevo and Resend report.
 */
export const OUR_VARIABLES = {
  reminder: 'relance_reminder',
  customer: 'relance_customer',
  entity: 'relance_entity',
} as const
export const OUR_HEADERS = {
  reminder: 'X-Relance-Reminder',
  customer: 'X-Relance-Customer',
  entity: 'X-Relance-Entity',
} as const
/** Where a provider reports neither: Message-ID `<relance.REMINDER@any.domain>`. */
const MESSAGE_ID = /<?relance\.([^@>\s]+)@/

export interface OurIds {
  reminder: string
  customer: string
  entity: string
}

/** Places in which our ids may stand. */
export interface Places {
  /** objects of custom variables, or their JSON text */
  variables?: Json[]
  /** [{name, value}] or an object */
  headers?: Json
  /** texts such as `relance_reminder=R1;relance_customer=C1`, or their list */
  tags?: Json
  /** Message-ID, In-Reply-To, References */
  messageIds?: string[]
}

/** Our ids, empty where the message has none. */
export function ourIds(places: Places): OurIds {
  const find = (key: keyof OurIds): string => {
    const name = OUR_VARIABLES[key]
    for (const variables of places.variables ?? []) {
      const found = variable(objectAt({ variables }, 'variables'), name)
      if (found !== '') return found
    }
    return header(places.headers, OUR_HEADERS[key]) || tag(places.tags, name)
  }
  const ids = { reminder: find('reminder'), customer: find('customer'), entity: find('entity') }
  if (ids.reminder !== '') return ids
  const told = (places.messageIds ?? []).map((id) => MESSAGE_ID.exec(id)?.[1] ?? '')
  return { ...ids, reminder: told.find((id) => id !== '') ?? '' }
}

/** A variable; SES gives a list of values. */
function variable(variables: Record<string, Json>, name: string): string {
  const value = variables[name]
  return textAt({ value: Array.isArray(value) ? (value as Json[])[0] : value }, 'value')
}

/** A header of a list or an object, whatever its capitals. */
export function header(headers: Json, name: string): string {
  const wanted = name.toLowerCase()
  if (Array.isArray(headers)) {
    const found = (headers as Json[]).find((entry) => nameOf(entry).toLowerCase() === wanted)
    if (Array.isArray(found)) return textAt({ value: (found as Json[])[1] }, 'value')
    return textAt(found, 'value') || textAt(found, 'Value')
  }
  if (!isObject(headers)) return ''
  const key = Object.keys(headers).find((candidate) => candidate.toLowerCase() === wanted)
  return key === undefined ? '' : textAt(headers, key)
}

const nameOf = (entry: Json): string =>
  Array.isArray(entry)
    ? textAt({ name: (entry as Json[])[0] }, 'name')
    : textAt(entry, 'name') || textAt(entry, 'Name')

function tag(tags: Json, name: string): string {
  const list = Array.isArray(tags) ? (tags as Json[]) : [tags]
  for (const entry of list) {
    if (isObject(entry)) {
      const found = textAt(entry, 'name') === name ? textAt(entry, 'value') : textAt(at(entry, name))
      if (found !== '') return found
    }
    for (const part of textAt({ entry }, 'entry').split(/[;&]/)) {
      const text = part.trim()
      if (text.startsWith(name) && /[=:]/.test(text[name.length] ?? '')) return text.slice(name.length + 1)
    }
  }
  return ''
}
