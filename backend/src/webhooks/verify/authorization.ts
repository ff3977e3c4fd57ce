import { createHash } from 'node:crypto'
import type { Verify } from './verify'
import { badSignature, same } from './verify'

/**
 * Postmark and Brevo sign nothing; both send what they were given with every delivery: Postmark a user and password
 * that stand in the address (https://user:password@…), Brevo the same or a token. The secret is `user:password`, sent
 * as Basic, or a token, sent as Bearer. Source: Postmark, "Webhooks overview"; Brevo, "Secure webhook calls".
 */
export const verifyAuthorization: Verify = ({ header, secret }) => {
  const [scheme = '', given = ''] = header('authorization').split(' ', 2)
  const basic = scheme.toLowerCase() === 'basic'
  const told = basic ? Buffer.from(given, 'base64').toString('utf8') : given
  const right = same(digest(told), digest(secret))
  if (!right || (!basic && scheme.toLowerCase() !== 'bearer'))
    throw badSignature('user, password or token differ')
}

const digest = (text: string): Buffer => createHash('sha256').update(text).digest()
