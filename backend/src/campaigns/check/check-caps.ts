import { DEFAULT_POLICY, capVerdict } from '../../calendar'
import type { Audience, ContactPolicy, CountedContact } from '../../calendar'
import type { CampaignDefinition, Scenario } from '../campaign.contract'
import type { CampaignFinding } from '../campaigns.contract'
import { plannedDays } from './check-design'
import { finding, placeOf } from './finding'

const DAY_MS = 86_400_000
/** Nine in the morning of the due date, with room before it. */
const DUE_AT = 400 * DAY_MS + 9 * 3_600_000
/** More than any two steps lie apart. */
const LONGEST_MS = 31 * DAY_MS

/**
 * What the caps alone do to the days of each scenario, for one invoice whose every step is taken as early as it may be:
 * steps that are moved, and steps that fall after the end of the campaign.
 * @param audiences of the population
 */
export function checkCaps(
  definition: CampaignDefinition,
  audiences: readonly Audience[],
  on: string,
  policy: ContactPolicy = DEFAULT_POLICY,
): CampaignFinding[] {
  return definition.scenarios.flatMap((scenario, index) =>
    audiences.flatMap((audience) => checkScenario(scenario, index + 1, audience, definition, on, policy)),
  )
}

function checkScenario(
  { segment, steps }: Scenario,
  number: number,
  audience: Audience,
  { ends_on }: CampaignDefinition,
  on: string,
  policy: ContactPolicy,
): CampaignFinding[] {
  const made: CountedContact[] = []
  const planned = plannedDays(steps)
  const lasts = ends_on === null ? Infinity : Math.round((Date.parse(ends_on) - Date.parse(on)) / DAY_MS)
  const kind = audience === 'consumer' ? 'consumer' : 'business'
  let earlier = -Infinity
  return steps.flatMap((step, position) => {
    const place = placeOf(number, segment, step.id, { kind: audience })
    const asked = planned[position] ?? 0
    // A day counted from the step before moves with it; one step at most per contact.
    const day = Math.max(
      'from_due' in step.day ? asked : earlier + step.day.after_previous,
      earlier + 1,
      asked,
    )
    const [channel = 'email'] = step.channels
    const wish = DUE_AT + day * DAY_MS
    const recent = made.filter(({ at }) => wish - at < LONGEST_MS)
    const verdict = capVerdict(recent, channel, kind, wish, policy, step.kind)
    const at = verdict.free ? wish : Math.max(wish, verdict.freeAt)
    made.push({ at, channel, counts: true })
    const later = Math.ceil((at - DUE_AT) / DAY_MS)
    earlier = later
    const found: CampaignFinding[] = []
    if (!verdict.free) {
      const params = { step: step.id, day, later, cap: `${verdict.limit} / ${verdict.hours} h`, audience }
      found.push(finding('step_delayed_by_cap', place, params))
    }
    const first = planned[0] ?? 0
    if (ends_on !== null && later - Math.min(0, first) > lasts && lasts >= 0) {
      found.push(finding('step_unreachable', place, { step: step.id, ends_on }))
    }
    return found
  })
}
