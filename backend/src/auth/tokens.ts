import { createHash, randomBytes, timingSafeEqual } from 'node:crypto'

/** A secret of 256 bits, fit for a link or a cookie. */
export const newToken = () => randomBytes(32).toString('base64url')

/** What is stored of a token. */
export const hashToken = (token: string) => createHash('sha256').update(token).digest('hex')

/** Compares without telling by its duration how much is right. */
export function sameToken(one: string, other: string): boolean {
  return timingSafeEqual(Buffer.from(hashToken(one)), Buffer.from(hashToken(other)))
}
