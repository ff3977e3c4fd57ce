import { createHmac, timingSafeEqual } from 'node:crypto'

const MINUTES = 30
const MAC_BYTES = 16

/** Header that carries the proof; never in an address, where logs would keep it. */
export const PROOF_HEADER = 'x-page-proof'

/** Says for half an hour that whoever has this link knew something of the customer's. */
export function writeProof(token: string, now: Date, key: Buffer): string {
  const until = Math.floor(now.getTime() / 1000) + MINUTES * 60
  return `${until.toString(36)}.${macOf(token, until, key).toString('base64url')}`
}

/** Whether a proof is of this link and still holds. */
export function isProof(proof: string, token: string, now: Date, key: Buffer): boolean {
  const [seconds = '', given = '', ...more] = proof.split('.')
  const until = Number.parseInt(seconds, 36)
  if (more.length > 0 || !/^[0-9a-z]{1,9}$/.test(seconds) || until * 1000 <= now.getTime()) return false
  const bytes = Buffer.from(given, 'base64url')
  return bytes.length === MAC_BYTES && timingSafeEqual(bytes, macOf(token, until, key))
}

const macOf = (token: string, until: number, key: Buffer): Buffer =>
  createHmac('sha256', key).update(`proof\u0000${until}\u0000${token}`).digest().subarray(0, MAC_BYTES)
