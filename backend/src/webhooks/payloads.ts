import { AppError } from '../http/app-error'

/**
 * What a provider posted as payloads, one JSON text each: a JSON value, an array of them, or a form. Mandrill puts an
 * array into one field of a form; the receipts of SMS providers are forms of a single payload.
 * @throws AppError `webhooks/bad-body`, `webhooks/too-many`
 */
export function payloadsOf(body: Buffer, contentType: string): string[] {
  const text = body.toString('utf8').replace(/^\ufeff/, '')
  if (/^\s*[[{]/.test(text)) return fromJson(text)
  if (contentType.startsWith('application/x-www-form-urlencoded')) return fromForm(text)
  throw badBody()
}

/** SendGrid, which sends most at a time, stays below a few thousand. */
const MOST_PAYLOADS = 10_000

function fromForm(text: string): string[] {
  const fields = Object.fromEntries(new URLSearchParams(text))
  const events = fields['mandrill_events']
  if (events !== undefined) return fromJson(events)
  if (Object.keys(fields).length === 0) throw badBody()
  return [JSON.stringify(fields)]
}

function fromJson(text: string): string[] {
  const value = parsed(text)
  const payloads = Array.isArray(value) ? (value as unknown[]) : [value]
  if (payloads.some((payload) => typeof payload !== 'object' || payload === null)) throw badBody()
  if (payloads.length > MOST_PAYLOADS)
    throw new AppError('webhooks/too-many', 413, `A delivery may have ${MOST_PAYLOADS} payloads.`)
  try {
    return payloads.map((payload) => JSON.stringify(payload))
  } catch {
    // So deep that it can be read but not written.
    throw badBody()
  }
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text) as unknown
  } catch {
    throw badBody()
  }
}

const badBody = () =>
  new AppError('webhooks/bad-body', 400, 'The body is neither JSON of objects nor a form.')
