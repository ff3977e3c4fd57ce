import type { CampaignDay } from './campaign-day'
import { claimsOf } from './claims'
import type { CustomerRecord, Instant } from './customer-record'
import { localDay } from './days'
import { alreadyTaken, contactOf, notConcerned, rateStop, staleStop } from './plan-campaign'
import { reactionMoney } from './plan-reaction'
import { hasOptedOut } from './reach'
import { reactionOf } from './reactions'
import { type Standing, openParts } from './standing'
import { type Stop, fullStop, reminderStop, stop } from './stops'
import { countingContacts } from './timing'
import type { PlannedContact } from './verdict'
import { legalStop, quietStop, standings, wayOf } from './way'
import type { RunningCampaign, World } from './world'

/** The contact as it is right now, or why it is not sent any more. */
export type StillDue = { readonly contact: PlannedContact } | { readonly contact: null; readonly why: Stop }

const gone = (why: Stop): StillDue => ({ contact: null, why })

/**
 * Whether a planned message is still right at the moment of sending, from what is known by then: never more invoices
 * than were planned, with today's amounts; when its own step has nothing left, the lower step that remains. A message
 * that missed its window has the next opening as `notBefore`: it is sent only when that is not after `now`.
 * @param campaign the version that planned it, in its state of now
 * @param reminderId of the message itself among what waits; left out: the one of its campaign and step
 */
export function stillDue(
  contact: PlannedContact,
  record: CustomerRecord,
  now: Instant,
  campaign: RunningCampaign,
  world: World,
  reminderId?: string,
): StillDue {
  const given = momentOf(contact, record, now, campaign, world, reminderId)
  const { day, zone, overrides } = given
  const why = notConcerned(given) ?? fullStop(record, day, zone, overrides) ?? staleStop(given)
  if (why) return gone(why)
  const closed = closedStop(contact, given)
  if (closed) return gone(closed)
  if (contact.kind === 'reaction') return stillAsked(contact, given)
  const pending =
    reminderStop(record, day, now, zone, overrides) ?? alreadyTaken(given) ?? capStop(contact, given)
  return pending ? gone(pending) : recalculated(contact, given)
}

/** The customer now, without the message itself and what was planned after it: of two that wait the earlier goes. */
function momentOf(
  contact: PlannedContact,
  record: CustomerRecord,
  now: Instant,
  campaign: RunningCampaign,
  world: World,
  reminderId?: string,
): CampaignDay {
  const zone = world.timeZone(record)
  const day = localDay(now, zone)
  const own = record.queued.find((one) =>
    reminderId === undefined
      ? one.campaignId === contact.campaignId && one.stepId === contact.stepId
      : one.reminderId === reminderId,
  )
  const others = record.queued.filter(
    (one) =>
      one !== own &&
      (own === undefined ||
        one.plannedAt < own.plannedAt ||
        (one.plannedAt === own.plannedAt && one.reminderId < own.reminderId)),
  )
  return {
    record: { ...record, queued: others },
    campaign,
    now,
    world,
    zone,
    day,
    parts: openParts(record, day),
    overrides: world.overrides(record),
    isHoliday: (asked) => world.isHoliday(asked, record),
  }
}

/** An answer goes while what it answers is still so: a promise said to be broken may have been paid meanwhile. */
function stillAsked(contact: PlannedContact, given: CampaignDay): StillDue {
  const { record, campaign, now, day, zone, isHoliday } = given
  const own = campaign.definition.reactions.filter(({ on }) => on === contact.reaction)
  if (!reactionOf(own, { record, now, day, zone, isHoliday })) {
    return gone(given.parts.length === 0 ? stop('paid') : stop('nothing_due', { next: '' }))
  }
  return inWindow({ ...contact, ...reactionMoney(given) }, given)
}

/** The channel or the address was closed since. */
function closedStop({ channel, recipient }: PlannedContact, { record, now }: CampaignDay): Stop | null {
  if (hasOptedOut(record, channel, now)) return stop('opted_out', { channel })
  const { address } = recipient
  const dead = record.bounces.some(
    (bounce) => bounce.channel === channel && bounce.address === address && bounce.at <= now,
  )
  return dead ? stop('bounced', { channel, address }) : null
}

function capStop({ channel, kind }: PlannedContact, { record, world, now }: CampaignDay): Stop | null {
  if (kind === 'reaction') return null
  const at = world.nextOpening(now, channel, kind, record)
  const breach = world.capBreach(countingContacts(record, world, now), channel, kind, at, record)
  return breach && stop('cap', { rule: breach.rule, free: breach.until })
}

function inWindow(contact: PlannedContact, { record, world, now }: CampaignDay): StillDue {
  const at = world.nextOpening(Math.max(now, contact.notBefore), contact.channel, contact.kind, record)
  return { contact: { ...contact, notBefore: at } }
}

function recalculated(contact: PlannedContact, given: CampaignDay): StillDue {
  const { record, campaign, world, day } = given
  const way = wayOf(given)
  const planned = new Map(
    [...contact.claims, ...contact.alsoClaimed].map((one) => [one.invoiceId, one.level]),
  )
  const all = standings(given, way.ladder).map((one): Standing => {
    const level = planned.get(one.invoice.id)
    const rung = level === undefined ? undefined : way.ladder.rungs[level - 1]
    const raised = one.passage?.passed.has(level ?? 0) ?? false
    return rung && !one.stop && !raised ? { ...one, rung, due: true } : { ...one, due: false }
  })
  if (!all.some(({ due }) => due)) return gone(whyGone(planned, all))
  const money = claimsOf(record, all, way.ladder, day)
  if ('reason' in money) return gone(money)
  const { rung, ...sums } = money
  if (rung.number === contact.level && sums.currency === contact.currency) {
    const refusal = world.legalRefusal(record, campaign, rung.step, contact.channel, day, way.cell.variantId)
    if (refusal) return gone(legalStop(refusal))
    const now = { ...contact, ...sums }
    const missing = rateStop(now, given)
    return missing ? gone(missing) : inWindow(now, given)
  }
  const quiet = quietStop(given, money)
  if (quiet) return gone(quiet)
  const other = contactOf(given, way, money)
  return 'reason' in other ? gone(other) : { contact: other }
}

/** Of a message without anything left: what happened to its invoices. */
function whyGone(planned: ReadonlyMap<string, number>, all: readonly Standing[]): Stop {
  const left = all.find(({ invoice, stop: why }) => planned.has(invoice.id) && why)
  return left?.stop ?? stop('paid')
}
