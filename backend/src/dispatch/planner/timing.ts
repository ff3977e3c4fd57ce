import type { Channel, StepKind } from '../../campaigns/campaign.contract'
import type { CustomerRecord, Day, Instant, PastContact } from './customer-record'
import { addDays, localDay, startOfDay } from './days'
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
    const opening = (from: Instant) => world.nextOpening(from, channel, kind, record)
    const first = firstDayFor(breach.until, today, zone, opening)
    return {
      ...stop('cap', { rule: breach.rule, free: breach.until }),
      until: addDays(first, -1),
    }
  }
  return { notBefore: at, movedFrom: localDay(at, zone) === today ? null : now }
}

/** The first day on which a message can be planned that goes after a moment: on closed days it is planned for later. */
function firstDayFor(until: Instant, today: Day, zone: string, opening: (at: Instant) => Instant): Day {
  let day = localDay(until, zone)
  for (;;) {
    const before = addDays(day, -1)
    if (before <= today || opening(startOfDay(before, zone)) < until) return day
    day = before
  }
}

/** When an answer to what a customer did goes: windows hold, caps do not. */
export function reactionSlot(record: CustomerRecord, world: World, now: Instant, channel: Channel): Slot {
  const at = world.nextOpening(now, channel, 'reaction', record)
  const zone = world.timeZone(record)
  return { notBefore: at, movedFrom: localDay(at, zone) === localDay(now, zone) ? null : now }
}
