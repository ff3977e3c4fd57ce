import type { Instant } from './civil'
import { audienceOf, capMs } from './policy'
import type { Cap, ContactPolicy } from './policy'

/** A contact that was made, or is queued for an instant still to come. */
export interface CountedContact {
  readonly at: Instant
  readonly channel: string
  /** false: a reaction, a receipt, an answer, or a call that nobody took */
  readonly counts: boolean
}

/** Free, or which cap is hit and from which instant no cap is any more. */
export type CapVerdict =
  | { readonly free: true }
  | {
      readonly free: false
      readonly cap: Cap['id']
      readonly limit: number
      readonly hours: number
      readonly freeAt: Instant
    }

const FREE: CapVerdict = { free: true }
/** Outside the caps, though a formal notice counts for what comes after it. */
const EXEMPT = ['formal_notice', 'reaction']

/**
 * Whether one more contact at an instant keeps all caps: no stretch of a cap's length that holds the instant may then
 * have more contacts than its limit, before or after. A contact exactly that length ago does not count any more.
 * @param contacts of the payer, over all entities, campaigns and channels, in any order
 * @param step kind of the step: formal notices and reactions are never held back
 */
export function capVerdict(
  contacts: readonly CountedContact[],
  channel: string,
  kind: string,
  at: Instant,
  policy: ContactPolicy,
  step = 'courteous',
): CapVerdict {
  if (contacts.length === 0 || EXEMPT.includes(step)) return FREE
  const caps = policy.caps[audienceOf(kind)]
  for (const cap of caps) {
    if (holds(cap, contacts, channel, at)) continue
    return {
      free: false,
      cap: cap.id,
      limit: cap.limit,
      hours: cap.hours,
      freeAt: freeFrom(caps, contacts, channel, at),
    }
  }
  return FREE
}

const concerns = (cap: Cap, contact: CountedContact): boolean =>
  cap.counts === 'calls' ? contact.channel === 'phone' : contact.counts

function holds(cap: Cap, contacts: readonly CountedContact[], channel: string, at: Instant): boolean {
  if (cap.counts === 'calls' && channel !== 'phone') return true
  const length = capMs(cap)
  let near = 0
  for (const contact of contacts) {
    if (Math.abs(contact.at - at) < length && concerns(cap, contact)) near += 1
  }
  // Two lengths around the instant hold no more than the limit allows in one: nothing to look at closely.
  if (near < cap.limit) return true
  if (within(cap, contacts, at, length) >= cap.limit) return false
  for (const { at: start } of contacts) {
    if (start <= at && at - start < length && within(cap, contacts, start, length) >= cap.limit) return false
  }
  return true
}

/** How many there are from an instant on within a length. */
function within(cap: Cap, contacts: readonly CountedContact[], start: Instant, length: number): number {
  let count = 0
  for (const contact of contacts) {
    if (contact.at >= start && contact.at - start < length && concerns(cap, contact)) count += 1
  }
  return count
}

/**
 * A cap lets go only when a contact has become as old as the cap is long. From cap to cap to the next such instant at
 * which it holds, until none moves any more: no instant in between can have been free.
 */
function freeFrom(
  caps: readonly Cap[],
  contacts: readonly CountedContact[],
  channel: string,
  at: Instant,
): Instant {
  let free = at
  let moved = true
  while (moved) {
    moved = false
    for (const cap of caps) {
      while (!holds(cap, contacts, channel, free)) {
        free = nextRelease(cap, contacts, free)
        moved = true
      }
    }
  }
  return free
}

function nextRelease(cap: Cap, contacts: readonly CountedContact[], after: Instant): Instant {
  const length = capMs(cap)
  let next = Infinity
  for (const contact of contacts) {
    const release = contact.at + length
    if (release > after && release < next && concerns(cap, contact)) next = release
  }
  return next
}
