import { createHash } from 'node:crypto'
import type { HttpRequest } from '../http-failure'
import type { SmsSecrets, SmsSettings } from './sms-settings'

/** An SMS to be sent: `to` in the form +33612345678. */
export interface Sms {
  readonly id: string
  readonly to: string
  readonly text: string
}

const JSON_TYPE = { 'content-type': 'application/json', accept: 'application/json' }

/**
 * The request that a provider documents for one transactional SMS.
 * OVHcloud: POST /sms/{service}/jobs, signed (`$1$` and SHA-1 of secret+consumer+method+url+body+time);
 * Twilio: POST /2010-04-01/Accounts/{sid}/Messages.json as a form, basic authentication;
 * Brevo: POST /v3/transactionalSMS/send with the header api-key.
 * @param seconds time of the request since 1970, which OVHcloud signs
 */
export function smsRequest(
  settings: SmsSettings,
  secrets: SmsSecrets,
  sms: Sms,
  seconds: number,
): HttpRequest {
  if (settings.provider === 'ovh') return ovh(settings, secrets, sms, seconds)
  if (settings.provider === 'twilio') {
    const base = settings.endpoint ?? 'https://api.twilio.com'
    const basic = Buffer.from(`${settings.account_sid}:${secrets.key}`).toString('base64')
    return {
      url: `${base}/2010-04-01/Accounts/${encodeURIComponent(settings.account_sid)}/Messages.json`,
      headers: { authorization: `Basic ${basic}`, 'content-type': 'application/x-www-form-urlencoded' },
      body: new URLSearchParams({ To: sms.to, From: settings.sender, Body: sms.text }).toString(),
    }
  }
  if (settings.provider === 'brevo') {
    const body = {
      sender: settings.sender,
      recipient: sms.to.replace(/^\+/, ''),
      content: sms.text,
      type: 'transactional',
      tag: sms.id,
    }
    return {
      url: `${settings.endpoint ?? 'https://api.brevo.com'}/v3/transactionalSMS/send`,
      headers: { ...JSON_TYPE, 'api-key': secrets.key },
      body: JSON.stringify(body),
    }
  }
  return {
    url: settings.url,
    headers: { ...JSON_TYPE, [settings.header]: secrets.key, 'idempotency-key': sms.id },
    body: filled(settings.body, { to: sms.to, text: sms.text, sender: settings.sender, id: sms.id }),
  }
}

function ovh(
  settings: Extract<SmsSettings, { provider: 'ovh' }>,
  secrets: SmsSecrets,
  sms: Sms,
  seconds: number,
): HttpRequest {
  const base = settings.endpoint ?? 'https://eu.api.ovh.com'
  const url = `${base}/1.0/sms/${encodeURIComponent(settings.service)}/jobs`
  const body = JSON.stringify({
    charset: 'UTF-8',
    coding: '7bit',
    message: sms.text,
    // A reminder is no advertising, which alone needs the clause.
    noStopClause: true,
    priority: 'medium',
    receivers: [sms.to],
    sender: settings.sender,
    tag: sms.id.slice(0, 20),
  })
  const signed = [secrets.key, secrets.consumer_key, 'POST', url, body, seconds].join('+')
  return {
    url,
    headers: {
      ...JSON_TYPE,
      'x-ovh-application': settings.application_key,
      'x-ovh-consumer': secrets.consumer_key,
      'x-ovh-timestamp': String(seconds),
      'x-ovh-signature': `$1$${createHash('sha1').update(signed).digest('hex')}`,
    },
    body,
  }
}

/** Values go in as JSON writes them inside of quotes, so that no text can end the one around it. */
const filled = (template: string, values: Readonly<Record<string, string>>): string =>
  template.replace(/\{\{(\w+)\}\}/g, (whole, name: string) => {
    const value = values[name]
    return value === undefined ? whole : JSON.stringify(value).slice(1, -1)
  })

/** How the provider names what it took; empty where it does not say. */
export function smsId(settings: SmsSettings, answer: string): string {
  let parsed: unknown
  try {
    parsed = JSON.parse(answer)
  } catch {
    return ''
  }
  const path = { ovh: 'ids.0', twilio: 'sid', brevo: 'messageId', http: '' }[settings.provider]
  const field = settings.provider === 'http' ? settings.id_field : path
  if (field === '') return ''
  const found = field
    .split('.')
    .reduce<unknown>((value, key) => (value as Record<string, unknown> | null | undefined)?.[key], parsed)
  return typeof found === 'string' || typeof found === 'number' ? String(found) : ''
}

/** Numbers that OVHcloud took the request for and does not send to. */
export function refusedReceivers(settings: SmsSettings, answer: string): boolean {
  if (settings.provider !== 'ovh') return false
  try {
    return ((JSON.parse(answer) as { invalidReceivers?: unknown[] }).invalidReceivers ?? []).length > 0
  } catch {
    return false
  }
}
