import type { CustomerRecord, Day, PastContact } from '../../dispatch/planner/customer-record'
import type { LegalRefusal, RunningCampaign, World } from '../../dispatch/planner/world'
import { templateChannel } from '../../messages'
import type { CampaignCheck } from '../campaigns.contract'
import type { Texts } from '../check/uses'
import type { Members } from '../members'

/** What is known of a campaign on a day, so that the planner need not ask for each customer. */
export interface CampaignFacts {
  readonly members: Members
  readonly texts: Texts
  readonly check: CampaignCheck
}

/** The part of the world that a campaign's own design answers: who is in it, its texts, and what the law refuses. */
export type CampaignWorld = Pick<World, 'inPopulation' | 'segmentOf' | 'languages' | 'legalRefusal'>

/** @param factsOf null: of this campaign nothing is known today, so nobody is in it */
export function campaignWorld(factsOf: (campaign: RunningCampaign) => CampaignFacts | null): CampaignWorld {
  const refusals = new Map<CampaignCheck, Map<string, LegalRefusal>>()
  const refused = (check: CampaignCheck) => {
    const known = refusals.get(check) ?? refusalsOf(check)
    refusals.set(check, known)
    return known
  }
  const today = ({ entityId, customerId }: CustomerRecord, campaign: RunningCampaign) =>
    factsOf(campaign)?.members.segmentOf(entityId, customerId)
  return {
    inPopulation: (record, campaign) => today(record, campaign) !== undefined,
    segmentOf: (record, campaign, day) =>
      frozenSegment(record, campaign, day) ?? today(record, campaign) ?? '',
    languages: (campaign, template, channel) => {
      const wanted = templateChannel(channel)
      // A webhook carries data only, so any language does.
      if (wanted === null) return ['fr', 'en']
      const family = factsOf(campaign)?.texts.get(template) ?? []
      return [...new Set(family.filter((text) => text.channel === wanted).map(({ language }) => language))]
    },
    legalRefusal(record, campaign, step, channel) {
      const facts = factsOf(campaign)
      return facts ? (refused(facts.check).get([step.id, channel, record.kind].join('|')) ?? null) : null
    },
  }
}

/** The segment of his first message of a campaign: who came in by one stays in it, whatever becomes of him. */
function frozenSegment(record: CustomerRecord, { id }: RunningCampaign, day: Day): string | undefined {
  const first = [...record.contactsMade, ...record.queued]
    .filter(({ campaignId, at }) => campaignId === id && new Date(at).toISOString().slice(0, 10) <= day)
    .reduce<PastContact | null>((one, other) => (one === null || other.at < one.at ? other : one), null)
  return first?.segmentId
}

/** Refusals of the check by step, channel and kind of debtor. */
function refusalsOf({ findings }: CampaignCheck): Map<string, LegalRefusal> {
  return new Map(
    findings.flatMap(({ severity, law, place }) =>
      severity !== 'error' || law === null || place === null
        ? []
        : [
            [
              [place.step, place.channel, place.debtor_kind].join('|'),
              { rule: law.rule, article: law.article },
            ],
          ],
    ),
  )
}
