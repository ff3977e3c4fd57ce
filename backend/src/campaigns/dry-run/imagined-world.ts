import type { ContactPolicySettings } from '../../contact-policy/contact-policy.contract'
import { toPolicy } from '../../contact-policy/policy'
import { withoutExperiments } from '../../dispatch/experiment/experiment-world'
import { calendarWorld } from '../../dispatch/planner/calendar-world'
import type { ReferenceRate } from '../../legal'
import { addMonths, halfYearOf } from '../../legal/days'
import type { Day } from '../../dispatch/planner/customer-record'
import type { World } from '../../dispatch/planner/world'
import { campaignWorld } from '../running/campaign-world'
import type { CampaignFacts } from '../running/campaign-world'

/**
 * Rates with those of coming half-years, which nobody can know yet, like the last before them: what is imagined shall
 * not stop on the first of January.
 */
export function withComingRates(rates: readonly ReferenceRate[], from: Day): ReferenceRate[] {
  const now = halfYearOf(from)
  const known = rates.filter((one) => one.from === now)
  const coming = [addMonths(now, 6), addMonths(now, 12)].filter(
    (day) => !rates.some((one) => one.from === day),
  )
  return [...rates, ...coming.flatMap((day) => known.map((one) => ({ ...one, from: day })))]
}

/**
 * The world of a dry run: the real calendar and law, the population and the texts as they are on its first day.
 * Everybody is in the one cell that a campaign without experiment has; nobody decides anything by hand.
 */
export function imaginedWorld(
  facts: CampaignFacts,
  policy: ContactPolicySettings,
  rates: readonly ReferenceRate[],
): World {
  return {
    ...calendarWorld(toPolicy(policy), policy.home_zone),
    ...campaignWorld(() => facts, rates),
    paymentsKnownUntil: () => Number.MAX_SAFE_INTEGER,
    ...withoutExperiments,
    overrides: () => [],
    contactsOfPayer: () => [],
  }
}
