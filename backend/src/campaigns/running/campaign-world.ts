import type { CustomerRecord, Day, PastContact } from '../../dispatch/planner/customer-record'
import type { LegalRefusal, RunningCampaign, World } from '../../dispatch/planner/world'
import type { ReferenceRate } from '../../legal'
import { templateChannel } from '../../messages'
import type { CampaignCheck } from '../campaigns.contract'
import { RATE_MISSING } from '../check/check-law'
import type { Texts } from '../check/uses'
import type { Members } from '../members'
import { missingRates } from './missing-rates'

/** What is known of a campaign on a day, so that the planner need not ask for each customer. */
export interface CampaignFacts {
  readonly members: Members
  readonly texts: Texts
  readonly check: CampaignCheck
  /** of all ways that an experiment of it tests; left out: none */
  readonly cellCheck?: CampaignCheck | null
}

/** The part of the world that a campaign's own design answers: who is in it, its texts, and what the law refuses. */
export type CampaignWorld = Pick<
  World,
  'inPopulation' | 'segmentOf' | 'languages' | 'legalRefusal' | 'missingRate'
>

/**
 * @param factsOf null: of this campaign nothing is known today, so nobody is in it
 * @param rates of late interest, as they are known now
 */
export function campaignWorld(
  factsOf: (campaign: RunningCampaign) => CampaignFacts | null,
  rates: readonly ReferenceRate[],
): CampaignWorld {
  const ratesFor = missingRates(rates)
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
    legalRefusal(record, campaign, step, channel, _, variantId) {
      const facts = factsOf(campaign)
      if (!facts) return null
      const asked = [step.id, channel, record.kind].join('|')
      const check = (variantId === '' ? null : facts.cellCheck) ?? facts.check
      return refused(check).get(asked) ?? null
    },
    missingRate: (record, campaign, contact, on) =>
      ratesFor(record, contact, factsOf(campaign)?.texts.get(contact.template) ?? [], on),
  }
}

/** The segment of his first message of a campaign: who came in by one stays in it, whatever becomes of him. */
function frozenSegment(record: CustomerRecord, { id }: RunningCampaign, day: Day): string | undefined {
  const first = [...record.contactsMade, ...record.queued]
    .filter(({ campaignId, at }) => campaignId === id && new Date(at).toISOString().slice(0, 10) <= day)
    .reduce<PastContact | null>((one, other) => (one === null || other.at < one.at ? other : one), null)
  return first?.segmentId
}

/** Refusals of the check by step, channel and kind of debtor; a missing rate is asked of each message instead. */
function refusalsOf({ findings }: CampaignCheck): Map<string, LegalRefusal> {
  return new Map(
    findings.flatMap(({ severity, law, place, message, mend }) => {
      if (severity !== 'error' || law === null || place === null || law.rule === RATE_MISSING) return []
      const { rule, article } = law
      const [fr, en] = [`${message.fr} ${mend.fr}`, `${message.en} ${mend.en}`]
      return [[[place.step, place.channel, place.debtor_kind].join('|'), { rule, article, fr, en }]]
    }),
  )
}
