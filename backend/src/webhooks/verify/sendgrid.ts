import { createPublicKey, verify } from 'node:crypto'
import type { Verify } from './verify'
import { badSignature, refuseOld } from './verify'

/**
 * SendGrid signs `timestamp + body` by ECDSA (P-256, SHA-256); its verification key, base64 of a public key, is what
 * the user pastes. Source: SendGrid, "Event Webhook security features".
 */
export const verifySendgrid: Verify = ({ body, header, secret, now }) => {
  const signature = Buffer.from(header('x-twilio-email-event-webhook-signature'), 'base64')
  const time = header('x-twilio-email-event-webhook-timestamp')
  if (signature.length === 0 || time === '')
    throw badSignature('the headers of the signed event webhook are missing')
  if (!isSigned(Buffer.concat([Buffer.from(time), body]), signature, secret))
    throw badSignature('it is not that of the body')
  refuseOld(Number(time) * 1000, now)
}

function isSigned(content: Buffer, signature: Buffer, key: string): boolean {
  try {
    const der = Buffer.from(key.replace(/-----[A-Z ]+-----|\s/g, ''), 'base64')
    return verify('sha256', content, createPublicKey({ key: der, format: 'der', type: 'spki' }), signature)
  } catch {
    return false
  }
}
