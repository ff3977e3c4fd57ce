import { holdoutCell } from '@relance/experiments'
import type { CustomerRecord, Day, Instant } from './customer-record'
import { addDays, localDay } from './days'
import { FORMAL, hardness } from './ladder'
import { type Outcome, planCampaign } from './plan-campaign'
import { openParts } from './standing'
import type { Reason, Verdict } from './verdict'
import type { RunningCampaign, World } from './world'

/** A verdict with the first later day on which it can be another, as far as the clock alone decides. */
export interface DatedVerdict {
  readonly verdict: Verdict
  /** empty: nothing but a new fact changes it */
  readonly wake: Day | ''
}

/** Of two campaigns the higher goes first, then the older, then the one whose name of record comes first. */
export const goesFirst = (a: RunningCampaign, b: RunningCampaign): number =>
  b.definition.priority - a.definition.priority || a.startedAt - b.startedAt || (a.id < b.id ? -1 : 1)

/**
 * One verdict for a customer, each campaign and the day that it is on the customer's clock; at most one of them has a
 * contact. Pure: facts of the record dated after `now` do not count, and the same arguments give the same answer.
 * @returns verdicts in the order of the campaigns
 */
export const planCustomer = (
  record: CustomerRecord,
  campaigns: readonly RunningCampaign[],
  now: Instant,
  world: World,
): Verdict[] => planDated(record, campaigns, now, world).map(({ verdict }) => verdict)

/** As planCustomer, with how long each verdict holds. */
export function planDated(
  record: CustomerRecord,
  campaigns: readonly RunningCampaign[],
  now: Instant,
  world: World,
): DatedVerdict[] {
  const zone = world.timeZone(record)
  const day = localDay(now, zone)
  const given = {
    record,
    now,
    world,
    zone,
    day,
    parts: openParts(record, day),
    overrides: world.overrides(record),
    isHoliday: (asked: Day) => world.isHoliday(asked, record),
  }
  const outcomes = new Map<RunningCampaign, Outcome>()
  let winner: RunningCampaign | null = null
  let entered: Outcome['exposed']
  const ordered = campaigns.length > 1 ? [...campaigns].sort(goesFirst) : campaigns
  for (const campaign of ordered) {
    let outcome = planCampaign({ ...given, campaign, barred: winner !== null || entered !== undefined })
    if (outcome.contact && winner) outcome = lostTo(winner, day)
    else if (outcome.contact && entered?.cell === holdoutCell) outcome = heldOut(outcome, day)
    if (outcome.contact) winner ??= campaign
    entered ??= outcome.exposed
    outcomes.set(campaign, outcome)
  }
  return campaigns.map((campaign) => {
    const { contact, reason, params, invoices, wake, exposed } =
      outcomes.get(campaign) ?? lostTo(campaign, day)
    const { entityId, customerId } = record
    const verdict = { entityId, customerId, campaignId: campaign.id, day, contact, reason, params, invoices }
    return {
      verdict: exposed ? { ...verdict, exposed } : verdict,
      wake: contact ? addDays(day, 1) : wake,
    }
  })
}

const OTHER: Reason = 'other_campaign'

/** Who has entered a holdout today gets no reminder of any campaign; what follows a formal notice goes on. */
const heldOut = (outcome: Outcome, day: Day): Outcome =>
  outcome.contact && hardness(outcome.contact.kind) < FORMAL && outcome.contact.kind !== 'reaction'
    ? { contact: null, reason: 'holdout', params: {}, invoices: outcome.invoices, wake: addDays(day, 1) }
    : outcome

const lostTo = (winner: RunningCampaign, day: Day): Outcome => ({
  contact: null,
  reason: OTHER,
  params: { campaign: winner.definition.name },
  invoices: [],
  wake: addDays(day, 1),
})
