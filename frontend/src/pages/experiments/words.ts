import type { Difference, ExperimentDesign, KnownBy, ResultsAnswer } from '@relance/backend/contract'
import { format } from '../../format/format.svelte'
import { t, tOr } from '../../i18n/locale.svelte'

/** Stands for all segments, or all variants. */
export const ALL = '*'
export type Metric = ExperimentDesign['metric']

/** Of an address: the earlier day that is looked at, and what is left out then. */
export function lookOf(url: URLSearchParams): { as_of: string; known_by: KnownBy } | undefined {
  const on = url.get('on') ?? ''
  return on === '' ? undefined : { as_of: on, known_by: url.get('known') === 'loads' ? 'loads' : 'facts' }
}

/** A difference of a metric in its unit: `+3.1 points`, `−1.2 days`. */
export function differenceText(metric: Metric, value: number, sign: 'auto' | 'exceptZero' = 'exceptZero') {
  return metric === 'restricted_mean'
    ? t('experiments.days', { n: format.decimal(value, 1, sign) })
    : t('experiments.points', { n: format.decimal(value * 100, 1, sign) })
}

/** What one variant reaches: a share as percent, or days. */
export const levelText = (metric: Metric, value: number) =>
  metric === 'restricted_mean' ? format.days(value) : format.percent(value)

/** A share told without decimals where it has none. */
export const percentText = (share: number) =>
  format.percent(share, Math.abs(share * 100 - Math.round(share * 100)) < 1e-9 ? 0 : 1)

export const rangeText = (lower: number, upper: number, text: (value: number) => string) =>
  t('experiments.between', { lower: text(lower), upper: text(upper) })

export const cellLabel = (design: ExperimentDesign, id: string) =>
  design.cells.find((cell) => cell.id === id)?.label ?? id

/** A segment's own id may be empty: everyone who fits no other. */
export function segmentName(design: ExperimentDesign, id: string): string {
  if (id === ALL) return t('experiments.learn.everybody')
  return design.segments.find((one) => one.id === id)?.name ?? id
}

/** For whom a sentence holds; with one segment everybody is that segment. */
export function whomText(design: ExperimentDesign, id: string): string {
  const [first, second] = design.segments
  if (id === ALL && (first === undefined || second !== undefined)) return t('experiments.whom.all')
  return t('experiments.whom.segment', { name: segmentName(design, id === ALL ? (first?.id ?? id) : id) })
}

/** Why a figure cannot be had, as a sentence. */
export function whyText(found: Difference, horizon: number): string {
  if (found.measurable) return ''
  const values = Object.fromEntries(
    Object.entries(found.detail).map(([name, value]) => [
      name,
      typeof value === 'number' ? format.whole(value) : value,
    ]),
  )
  const key = `experiments.why.${found.code.replaceAll('-', '_')}`
  return tOr(key, t('experiments.why.other', { code: found.code }), { ...values, horizon })
}

/** p-values in the three digits that anybody reads. */
export const pText = (p: number | null) =>
  p === null ? '–' : p < 0.001 ? `< ${format.decimal(0.001, 3)}` : format.decimal(p, 3)

/** Names of settings come from the design; those the product knows are translated. */
export const moveText = ({ factor, from, to }: { factor: string; from: string; to: string }) =>
  t('experiments.move', {
    factor: tOr(`experiments.factor.${factor}`, factor),
    from: tOr(`experiments.level.${from}`, from),
    to: tOr(`experiments.level.${to}`, to),
  })

/** The product's own name as an actor, where no person acted. */
const PRODUCT = 'relance'

export const actorText = ({ actor, actor_name: name }: { actor: string; actor_name: string }) =>
  actor === PRODUCT ? t('app.name') : name

/** Why something was decided, in words; a guardrail that the product acted on gives its name only. */
export function noteText({ actor, note }: { actor: string; note: string }): string {
  const harm = actor === PRODUCT ? /^guardrail: (\w+)$/.exec(note)?.[1] : undefined
  return harm === undefined
    ? note
    : t('experiments.acting.guardrail', { harm: tOr(`experiments.harm.${harm}`, harm) })
}

/** What moved each share, in words: of a segment named where there are several. */
export function adaptedText(
  design: ExperimentDesign,
  moved: NonNullable<ResultsAnswer['decisions'][number]['adapted']>,
): string {
  const several = design.segments.length > 1
  return moved
    .map(({ segment, variant, before, share, best, customers }) => {
      const name = cellLabel(design, variant)
      return t('experiments.adapted.moved', {
        name: several
          ? t('experiments.adapted.inSegment', { name, segment: segmentName(design, segment) })
          : name,
        before: format.percent(before, 0),
        share: format.percent(share, 0),
        best: format.percent(best, 0),
        count: customers,
        n: format.whole(customers),
      })
    })
    .join(' ')
}

export const currencyOf = (answer: ResultsAnswer) => answer.currency ?? 'EUR'
