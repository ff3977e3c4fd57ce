import type { CampaignDetail, ExperimentDesign } from '@relance/backend/contract'
import { t } from '../../../i18n/locale.svelte'
import { type Levels, CONTROL, cellsOf, testableSteps, todayOf } from './cells'
import { segmentsOf } from './segments'
import type { Trial } from './trials'
import { hypothesisText, levelName } from './words'

interface Names {
  segment: (segment: string | null) => string
  text: (family: string) => string
}
const NO_LEVELS: Levels = { tone: [], channel: [], timing: [], template: [] }
const HORIZON = 30

/** A level that is not today's, for whoever starts without a trial. */
const otherTone = (today: string) => (today === 'firm' ? 'friendly' : 'firm')

/** The draft that a new test begins with: everything that a person need not think of first is there. */
export function firstDesign(
  { name, definition }: CampaignDetail,
  trial: Trial | null,
  names: Names,
): ExperimentDesign {
  const [step] = testableSteps(definition)
  const factor = trial?.factor ?? 'tone'
  const today = step === undefined ? null : todayOf(step, factor)
  const tried = (trial?.levels ?? []).filter((level) => level !== today)
  const levels: Levels = { ...NO_LEVELS, [factor]: tried.length > 0 ? tried : [otherTone(today ?? '')] }
  const cells = step === undefined ? [] : cellsOf(step, levels, (combined) => labelOf(combined, names.text))
  const title =
    trial === null
      ? t('experiments.design.newName', { campaign: name })
      : t(`experiments.trial.${trial.id}.name`)
  const hypothesis =
    trial === null
      ? hypothesisText(levels, 'recovered_share', HORIZON, names.text)
      : t(`experiments.trial.${trial.id}.hypothesis`)
  return {
    ...{
      name: title.slice(0, 120),
      hypothesis,
      cells,
      control: CONTROL,
      segments: segmentsOf(definition, names.segment),
    },
    ...{ weights: {}, coverage: 1, holdout_share: 0, holdout_days: 30, holdout_maximum: null },
    ...{
      metric: 'recovered_share',
      horizon_days: HORIZON,
      worth_having: 0.03,
      alpha: 0.05,
      rule: 'sequential',
    },
    ...{ basis: 'net', cost_of_capital: 0.08, max_customers: 20_000, max_days: 180 },
    ...{ unit_variance: 0.25, segment_shares: {}, dealt: false, adaptive: null, seed: '' },
    guardrails: [{ harm: 'complaints', window_days: 14, margin: 0.0025, base: 0.005 }],
  }
}

export const labelOf = (combined: Record<string, string>, text: (family: string) => string): string =>
  Object.keys(combined).length === 0
    ? t('experiments.design.today')
    : Object.entries(combined)
        .map(([factor, level]) => levelName(factor, level, text))
        .join(', ')
        .slice(0, 120)

/** An id that people can read and that nobody had before. */
export function newId(name: string): string {
  const words = name
    .normalize('NFD')
    .replaceAll(/\p{M}/gu, '')
    .toLowerCase()
    .replaceAll(/[^a-z0-9]+/g, '-')
    .replaceAll(/^-|-$/g, '')
    .slice(0, 40)
  const part = crypto.getRandomValues(new Uint32Array(1))[0]?.toString(36) ?? ''
  return `${words === '' ? 'test' : words}-${part}`
}
