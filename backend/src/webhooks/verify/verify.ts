import { timingSafeEqual } from 'node:crypto'
import { AppError } from '../../http/app-error'

/** A delivery as it came, and what it is verified with. */
export interface Signed {
  body: Buffer
  /** names in lower case */
  header(name: string): string
  /** what the user was given by the provider, or gave to it */
  secret: string
  /** milliseconds since 1970 */
  now: number
}

/** Proves that a delivery comes from whom it says. @throws AppError `webhooks/bad-signature`, `webhooks/too-old` */
export type Verify = (signed: Signed) => Promise<void> | void

/** A delivery may be this much older or newer than our clock. */
export const TOLERANCE_MS = 5 * 60_000

export const badSignature = (why: string) =>
  new AppError('webhooks/bad-signature', 401, `The signature of this delivery is not valid: ${why}.`)

/** @throws AppError `webhooks/too-old` */
export function refuseOld(milliseconds: number, now: number): void {
  if (!Number.isFinite(milliseconds) || Math.abs(now - milliseconds) > TOLERANCE_MS) {
    throw new AppError(
      'webhooks/too-old',
      401,
      'This delivery was signed more than five minutes ago, or ahead.',
    )
  }
}

/** Compares in a time that does not tell how much is right. */
export function same(one: Buffer, other: Buffer): boolean {
  return one.length === other.length && timingSafeEqual(one, other)
}
