import type { CustomerRecord, Day } from '../../dispatch/planner/customer-record'
import { calendarWorld } from '../../dispatch/planner/calendar-world'
import type { LegalRefusal, World } from '../../dispatch/planner/world'
import { templateChannel } from '../../messages'
import type { CampaignCheck } from '../campaigns.contract'
import type { Texts } from '../check/uses'

export interface Imagined {
  /** creditor and customer, parted by a line break → segment, '' for everyone else */
  readonly members: ReadonlyMap<string, string>
  readonly texts: Texts
  readonly check: CampaignCheck
}

export const memberKey = (entityId: string, customerId: string): string => `${entityId}\n${customerId}`

/**
 * The world of a dry run: the real calendar and law, the population and the texts as they are on its first day.
 * Everybody is in the one cell that a campaign without experiment has; nobody decides anything by hand.
 */
export function imaginedWorld({ members, texts, check }: Imagined): World {
  const refusals = refusalsOf(check)
  const keyOf = ({ entityId, customerId }: CustomerRecord) => memberKey(entityId, customerId)
  return {
    ...calendarWorld(),
    paymentsKnownUntil: () => Number.MAX_SAFE_INTEGER,
    inPopulation: (record) => members.has(keyOf(record)),
    segmentOf: (record) => members.get(keyOf(record)) ?? '',
    cell: () => ({ variantId: '', probability: 1, steps: null, blocked: null, until: '' as Day }),
    languages: (_campaign, template, channel) => {
      const wanted = templateChannel(channel)
      // A webhook carries data only, so any language does.
      if (wanted === null) return ['fr', 'en']
      const family = texts.get(template) ?? []
      return [...new Set(family.filter((text) => text.channel === wanted).map(({ language }) => language))]
    },
    legalRefusal: (record, _campaign, step, channel) =>
      refusals.get([step.id, channel, record.kind].join('|')) ?? null,
    overrides: () => [],
    contactsOfPayer: () => [],
  }
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
