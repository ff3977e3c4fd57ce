import type { ContactPolicySettings } from '../../contact-policy/contact-policy.contract'
import { toPolicy } from '../../contact-policy/policy'
import { calendarWorld } from '../../dispatch/planner/calendar-world'
import type { World } from '../../dispatch/planner/world'
import { campaignWorld } from '../running/campaign-world'
import type { CampaignFacts } from '../running/campaign-world'

/**
 * The world of a dry run: the real calendar and law, the population and the texts as they are on its first day.
 * Everybody is in the one cell that a campaign without experiment has; nobody decides anything by hand.
 */
export function imaginedWorld(facts: CampaignFacts, policy: ContactPolicySettings): World {
  return {
    ...calendarWorld(toPolicy(policy), policy.home_zone),
    ...campaignWorld(() => facts),
    paymentsKnownUntil: () => Number.MAX_SAFE_INTEGER,
    cell: () => ({ variantId: '', probability: 1, steps: null, blocked: null, until: '' }),
    overrides: () => [],
    contactsOfPayer: () => [],
  }
}
