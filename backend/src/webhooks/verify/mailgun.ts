import { createHmac } from 'node:crypto'
import type { Verify } from './verify'
import { badSignature, refuseOld, same } from './verify'

/**
 * Mailgun signs `timestamp + token` with the webhook signing key (HMAC-SHA256, hexadecimal), in the body itself. The
 * rest of the body is not signed: the address is what keeps it from being changed. Source: Mailgun, "Securing webhooks".
 */
export const verifyMailgun: Verify = ({ body, secret, now }) => {
  const { timestamp, token, signature } = signatureOf(body)
  if (timestamp === '' || token === '') throw badSignature('the body has none')
  const expected = createHmac('sha256', secret)
    .update(timestamp + token)
    .digest()
  if (!same(Buffer.from(signature, 'hex'), expected))
    throw badSignature('it is not that of timestamp and token')
  refuseOld(Number(timestamp) * 1000, now)
}

function signatureOf(body: Buffer): { timestamp: string; token: string; signature: string } {
  const text = body.toString('utf8')
  const found = text.trimStart().startsWith('{')
    ? parsed(text)
    : Object.fromEntries(new URLSearchParams(text))
  const at = (key: string) => {
    const value = (found as Record<string, unknown>)[key]
    return typeof value === 'string' || typeof value === 'number' ? String(value) : ''
  }
  return { timestamp: at('timestamp'), token: at('token'), signature: at('signature') }
}

function parsed(text: string): object {
  try {
    return (JSON.parse(text) as { signature?: object }).signature ?? {}
  } catch {
    return {}
  }
}
