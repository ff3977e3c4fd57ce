import type { Channel, Scenario } from '../campaign.contract'
import type { CampaignFinding } from '../campaigns.contract'
import { TEXTS } from './texts'
import type { FindingCode } from './texts'

export type Place = NonNullable<CampaignFinding['place']>
type Params = CampaignFinding['params']

/** Where in a design something is wrong. */
export const placeOf = (
  scenario: number,
  segment: string | null,
  step: string,
  more: { channel?: Channel; language?: string; kind?: string } = {},
): Place => ({
  scenario,
  segment,
  step,
  channel: more.channel ?? null,
  language: more.language ?? null,
  debtor_kind: more.kind ?? null,
})

/** A finding of ours, with its sentence in both languages. */
export function finding(code: FindingCode, place: Place | null, params: Params = {}): CampaignFinding {
  const { severity, message, mend } = TEXTS[code]
  const filled = ({ fr, en }: { fr: string; en: string }) => ({ fr: fill(fr, params), en: fill(en, params) })
  return { code, severity, place, message: filled(message), mend: filled(mend), law: null, params }
}

const fill = (text: string, params: Params) =>
  text.replaceAll(/\{(\w+)\}/g, (whole, name: string) => String(params[name] ?? whole))

/** Each step of a design with its place, scenarios numbered from 1. */
export function* stepsOf(scenarios: readonly Scenario[]) {
  for (const [index, scenario] of scenarios.entries()) {
    for (const [position, step] of scenario.steps.entries()) {
      yield {
        scenario,
        number: index + 1,
        position,
        step,
        place: placeOf(index + 1, scenario.segment, step.id),
      }
    }
  }
}
