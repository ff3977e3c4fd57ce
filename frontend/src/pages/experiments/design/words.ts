import type { FeasibilityAnswer, SegmentAnswer } from '@relance/backend/contract'
import { format } from '../../../format/format.svelte'
import { locale, t, tOr } from '../../../i18n/locale.svelte'
import { differenceText, type Metric } from '../words'
import { type Factor, type Levels, FACTORS, levelDay } from './cells'

/** The words of one level of a factor. @param textName the name of a family of texts */
export function levelName(factor: string, level: string, textName: (family: string) => string): string {
  if (factor === 'tone') return t(`dunning.tone.${level}`)
  if (factor === 'channel') return t(`dunning.channel.${level}`)
  if (factor === 'template') return textName(level)
  const day = levelDay(level)
  return Number.isNaN(day)
    ? level
    : t('experiments.design.dayLevel', { day: format.decimal(day, 0, 'exceptZero') })
}

/** What a design asks, in words: the hypothesis to start from. */
export function hypothesisText(
  levels: Levels,
  metric: Metric,
  horizon: number,
  textName: (family: string) => string,
) {
  const tried = FACTORS.flatMap((factor: Factor) =>
    levels[factor].map((level) => levelName(factor, level, textName)),
  )
  const what = tried.join(', ')
  return t('experiments.design.hypothesisOf', { what, metric: t(`experiments.metric.${metric}`), horizon })
}

interface Asked {
  metric: Metric
  worth: number
  nameOf: (segment: string) => string
}

/** What a segment should do, in a sentence: go ahead, join another, or wait so many weeks. */
export function adviceText(answer: SegmentAnswer, { metric, worth, nameOf }: Asked): string {
  const difference = differenceText(metric, worth, 'auto')
  if (answer.weeks === null) return t('experiments.design.advice.noHistory')
  const weeks = t('experiments.design.weeks', { count: answer.weeks, n: format.whole(answer.weeks) })
  const [first] = answer.advice
  if (first?.code === 'feasible') return t('experiments.design.advice.feasible', { difference, weeks })
  const name = answer.name
  if (answer.merge_with !== null) {
    const other = nameOf(answer.merge_with)
    return t('experiments.design.advice.merge', { name, difference, other, weeks })
  }
  const key = first?.code === 'too-few-customers' ? 'moreCustomers' : 'moreDays'
  return t(`experiments.design.advice.${key}`, {
    difference,
    weeks,
    customers: format.whole(answer.customers_needed ?? 0),
  })
}

/** One thing that stands against a launch. */
export function obstacleText({ code, detail }: FeasibilityAnswer['obstacles'][number]): string {
  const said = detail[locale.language]
  const state = detail['state']
  const values = {
    ...detail,
    ...(said === undefined ? {} : { said }),
    ...(state === undefined ? {} : { state: t(`campaign.state.${state}`) }),
  }
  return tOr(
    `experiments.design.obstacle.${code.replaceAll('-', '_')}`,
    t('experiments.design.obstacle.other', { code }),
    values,
  )
}

/** A number as a field shows it; a comma is read as well as a point. */
export const fieldNumber = (value: number) =>
  locale.language === 'fr' ? String(value).replace('.', ',') : String(value)
