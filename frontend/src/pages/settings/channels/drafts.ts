import type { SetUpChannel } from '../../../api/settings'

/** Settings of a channel as a form holds them: every value is text, a part of a part is `part.field`. */
export type Draft = Record<string, string>

const EMAIL: Draft = {
  host: '',
  port: '587',
  security: 'starttls',
  user: '',
  from_name: '',
  from_address: '',
  reply_to: '',
  bounce_address: '',
  connections: '5',
  per_second: '10',
  cost: '0',
  'dkim.domain': '',
  'dkim.selector': '',
  'oauth.client_id': '',
  'oauth.token_url': '',
}

/** What each provider of SMS asks for besides. */
export const SMS_FIELDS: Readonly<Record<string, readonly string[]>> = {
  ovh: ['service', 'application_key'],
  twilio: ['account_sid'],
  brevo: [],
  http: ['url', 'header', 'body', 'id_field'],
}
const SMS: Draft = {
  provider: 'ovh',
  sender: '',
  cost: '0',
  endpoint: '',
  ...Object.fromEntries(Object.values(SMS_FIELDS).flatMap((fields) => fields.map((field) => [field, '']))),
}
/** Secrets of each channel, none of them typed yet. */
export const NO_SECRETS: Readonly<Record<SetUpChannel, Readonly<Record<string, string>>>> = {
  email: { password: '', dkim_key: '', oauth_secret: '', oauth_refresh_token: '' },
  sms: { key: '', consumer_key: '' },
  webhook: { key: '' },
}
const NUMBERS = ['port', 'connections', 'per_second']
const PARTS = ['dkim', 'oauth']

const empty: Record<SetUpChannel, Draft> = { email: EMAIL, sms: SMS, webhook: { url: '' } }

/** A form over settings that are kept, or over none. */
export function draftOf(channel: SetUpChannel, settings: Record<string, unknown> | undefined): Draft {
  const draft: Draft = { ...empty[channel] }
  for (const [field, value] of Object.entries(settings ?? {})) {
    if (typeof value === 'object' && value !== null)
      for (const [inner, part] of Object.entries(value)) draft[`${field}.${inner}`] = String(part)
    else if (value !== null) draft[field] = String(value)
  }
  return draft
}

/** What a form says, as the API takes it: parts of which nothing is filled in are left out. */
export function settingsOf(channel: SetUpChannel, draft: Draft): Record<string, unknown> {
  const written: Record<string, unknown> = {}
  const wanted =
    channel === 'sms'
      ? ['provider', 'sender', 'cost', 'endpoint', ...(SMS_FIELDS[draft['provider'] ?? ''] ?? [])]
      : Object.keys(draft)
  for (const field of wanted) {
    const value = (draft[field] ?? '').trim()
    const [part = '', inner] = field.split('.')
    if (inner === undefined) {
      if (field === 'endpoint' && value === '') continue
      written[field] = NUMBERS.includes(field) ? Number(value || 'NaN') : value.replace(decimal(field), '.')
    } else if (value !== '') written[part] = { ...(written[part] as object | undefined), [inner]: value }
  }
  if (channel === 'email') for (const part of PARTS) written[part] ??= null
  return written
}

/** In which of the fields a comma is a decimal mark. */
const decimal = (field: string): string | RegExp => (field === 'cost' ? ',' : /(?!)/)
