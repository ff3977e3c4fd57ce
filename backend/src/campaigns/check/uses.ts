import { languageOf } from '../../dispatch/planner/reach'
import { chooseTemplate, templateChannel } from '../../messages'
import type { Template, TemplateChannel } from '../../messages'
import type { CampaignDefinition, Channel, Step } from '../campaign.contract'
import type { CampaignCheck, CampaignFinding } from '../campaigns.contract'
import { finding, placeOf, stepsOf } from './finding'
import type { Place } from './finding'

type Group = CampaignCheck['population'][number]

/** A text that the campaign would send: from which step, to which kind of debtor, in which language. */
export interface Use {
  readonly place: Place
  readonly kind: Step['kind'] | 'reaction'
  readonly occasion: Template['occasion']
  readonly channel: Channel
  readonly tone: Step['tone']
  /** kind of debtor */
  readonly debtor: string
  readonly segment: string | null
  readonly template: Template
}

/** Texts of each family that the design names, as they are now. */
export type Texts = ReadonlyMap<string, readonly Template[]>

export const familiesOf = ({ scenarios, reactions }: CampaignDefinition): string[] => [
  ...new Set([
    ...scenarios.flatMap(({ steps }) => steps.map(({ template }) => template)),
    ...reactions.map(({ template }) => template),
  ]),
]

/** The texts that would go out to this population, and those that are missing for some of it. */
export function usesOf(
  definition: CampaignDefinition,
  population: readonly Group[],
  texts: Texts,
): { uses: Use[]; findings: CampaignFinding[] } {
  const findings: CampaignFinding[] = []
  const uses = new Map<string, Use>()
  for (const wish of wishesOf(definition)) {
    const channel = templateChannel(wish.channel)
    if (channel === null) continue
    const groups = population.filter(
      ({ segment }) => wish.segment === '*' || segment === (wish.segment ?? ''),
    )
    const missing = new Map<string, number>()
    for (const group of groups) {
      const { text, language } = chosen(wish, channel, group, texts)
      if (text === undefined) {
        missing.set(language, (missing.get(language) ?? 0) + group.customers)
        continue
      }
      const place = { ...wish.place, channel: wish.channel, language, debtor_kind: group.kind }
      const debtor = group.kind === '' ? 'unknown' : group.kind
      const segment = wish.segment === '*' ? null : wish.segment
      const key = [wish.place.scenario, wish.place.step, wish.channel, language, debtor].join('|')
      uses.set(key, { ...wish, segment, place, debtor, template: text })
      if (wish.kind !== 'reaction' && text.tone !== wish.tone) {
        const params = { template: wish.template, tone: wish.tone, instead: text.tone, channel, language }
        const at = { ...wish.place, channel: wish.channel, language }
        const known = findings.some(({ code, place: other }) => code === 'tone_missing' && same(other, at))
        if (!known) findings.push(finding('tone_missing', at, params))
      }
    }
    for (const [language, customers] of missing) {
      const at = { ...wish.place, channel: wish.channel, language }
      const params = { template: wish.template, channel: wish.channel, language, customers }
      findings.push(finding('template_missing', at, params))
    }
  }
  return { uses: [...uses.values()], findings }
}

const same = (a: Place | null, b: Place) => JSON.stringify(a) === JSON.stringify(b)

function chosen(wish: Wish, channel: TemplateChannel, group: Group, texts: Texts) {
  const family = texts.get(wish.template) ?? []
  const available = family.filter((text) => text.channel === channel).map((text) => text.language)
  const language = languageOf(group, available)
  if (language === null) return { text: undefined, language: group.language || 'fr' }
  const given = {
    family: wish.template,
    channel,
    language: language as Template['language'],
    tone: wish.tone,
  }
  return { text: chooseTemplate(given, family), language }
}

interface Wish extends Pick<Use, 'place' | 'kind' | 'occasion' | 'channel' | 'tone'> {
  template: string
  /** '*': every segment */
  segment: string | null
}

function* wishesOf({ scenarios, reactions }: CampaignDefinition): Generator<Wish> {
  for (const { scenario, step, place } of stepsOf(scenarios)) {
    const { kind, tone, template, channels } = step
    for (const channel of new Set(channels)) {
      yield { place, kind, occasion: kind, channel, tone, template, segment: scenario.segment }
    }
  }
  for (const { on, channel, template } of reactions) {
    const place = placeOf(0, null, on)
    yield { place, kind: 'reaction', occasion: on, channel, tone: 'neutral', template, segment: '*' }
  }
}
