import type { Channel, StepKind } from '../../campaigns/campaign.contract'
import type { CustomerRecord, Day, Instant, PastContact } from './customer-record'
import { localDay } from './days'
import { type Stop, stop } from './stops'
import type { World } from './world'

/** When a message goes, and from when it was moved to another day. */
export interface Slot {
  readonly notBefore: Instant
  readonly movedFrom: Instant | null
}

/** Contacts of a payer for the caps, those waiting to be sent at their time, ascending; calls count when not taken too. */
export function countingContacts(record: CustomerRecord, world: World, now: Instant): PastContact[] {
  const contacts = [
    ...record.contactsMade.filter((contact) => matters(contact) && contact.at <= now),
    ...record.queued.filter((contact) => matters(contact) && contact.plannedAt <= now),
    ...world.contactsOfPayer(record).filter(matters),
  ]
  return contacts.sort((a, b) => a.at - b.at)
}

const matters = ({ counts, channel }: PastContact): boolean => counts || channel === 'phone'

/** The first moment on or after now that a window is open and no cap is full, on today's clock at the latest. */
export function slotOf(
  record: CustomerRecord,
  world: World,
  now: Instant,
  channel: Channel,
  kind: StepKind,
): Slot | Stop {
  const zone = world.timeZone(record)
  const today = localDay(now, zone)
  const contacts = countingContacts(record, world, now)
  let at = world.nextOpening(now, channel, kind, record)
  let breach = world.capBreach(contacts, channel, kind, at, record)
  // A cap that ends today only makes the message later today.
  if (breach && breach.until > at && localDay(breach.until, zone) === today) {
    at = world.nextOpening(breach.until, channel, kind, record)
    breach = world.capBreach(contacts, channel, kind, at, record)
  }
  if (breach) {
    return {
      ...stop('cap', { rule: breach.rule, free: breach.until }),
      until: lastDayBefore(breach.until, zone),
    }
  }
  return { notBefore: at, movedFrom: localDay(at, zone) === today ? null : now }
}

/** The last day on which nothing can go: the one before the moment's own. */
const lastDayBefore = (until: Instant, zone: string): Day => localDay(until - 86_400_000, zone)

/** When an answer to what a customer did goes: windows hold, caps do not. */
export function reactionSlot(record: CustomerRecord, world: World, now: Instant, channel: Channel): Slot {
  const at = world.nextOpening(now, channel, 'reaction', record)
  const zone = world.timeZone(record)
  return { notBefore: at, movedFrom: localDay(at, zone) === localDay(now, zone) ? null : now }
}
