import type { ResultsAnswer, ResultsScope } from '@relance/backend/contract'
import { format } from '../../format/format.svelte'
import { t, tOr } from '../../i18n/locale.svelte'
import {
  ALL,
  cellLabel,
  currencyOf,
  differenceText,
  percentText,
  whomText,
  whyText,
  type Metric,
} from './words'

/** What a scope says, as sentences for a reader who never heard of a p-value. */
export interface VerdictWords {
  action: ResultsScope['action']
  /** one a variant that the verdict rests on; the first is the verdict */
  sentences: string[]
  /** how sure, in which range, what it is worth; in the order in which they are read */
  notes: string[]
  /** guardrails of the variant spoken of, over all customers */
  harms: string[]
}
type Variant = ResultsScope['variants'][number]
type Reason = ResultsScope['reasons'][number]

/** The difference of a variant in words, in its good or its bad direction. */
function effectText(answer: ResultsAnswer, variant: Variant): string {
  const { design } = answer
  const { primary } = variant
  if (!primary.measurable) return ''
  const better = design.metric === 'restricted_mean' ? primary.estimate < 0 : primary.estimate > 0
  return t(`experiments.effect.${design.metric}.${better ? 'more' : 'less'}`, {
    amount: differenceText(design.metric, Math.abs(primary.estimate), 'auto'),
    horizon: design.horizon_days,
    control: cellLabel(design, design.control),
  })
}

const isGood = (metric: Metric, { primary }: Variant) =>
  primary.measurable && (metric === 'restricted_mean' ? primary.upper < 0 : primary.lower > 0)

function harmText(answer: ResultsAnswer, { detail }: Reason): string {
  const share = (name: string) => format.percent(Number(detail[name] ?? 0))
  const key = `experiments.harmText.${detail['metric'] ?? ''}`
  const name = cellLabel(answer.design, answer.design.control)
  return tOr(key, String(detail['metric'] ?? ''), {
    treated: share('variantRate'),
    control: share('controlRate'),
    name,
  })
}

function sentenceOf(answer: ResultsAnswer, scope: ResultsScope, reason: Reason, variant: Variant): string {
  const { design } = answer
  const code = reason.code.replaceAll('-', '_')
  const mayEnd = ['primary_not_measurable', 'harm_suspected'].includes(code)
  const ended = mayEnd && scope.action === 'stop' ? '_end' : ''
  return tOr(`experiments.verdict.${code}${ended}`, t('experiments.verdict.unknown', { code: reason.code }), {
    variant: cellLabel(design, variant.variant),
    control: cellLabel(design, design.control),
    whom: whomText(design, scope.segment),
    effect: effectText(answer, variant),
    worth: differenceText(design.metric, design.worth_having, 'auto'),
    horizon: design.horizon_days,
    harm: ['guardrail_breached', 'harm_suspected'].includes(code) ? harmText(answer, reason) : '',
    count: Number(reason.detail['count'] ?? 0),
  })
}

const stoppedByHarm = ({ reasons }: ResultsScope) =>
  ['guardrail-breached', 'severe-complaints'].includes(reasons[0]?.code ?? '')

/** What is known of the range and the euros, each in its sentence. */
function notesOf(answer: ResultsAnswer, scope: ResultsScope, variant: Variant): string[] {
  const { design } = answer
  const { primary, euros } = variant
  const notes: string[] = []
  const [harmful, good] = [stoppedByHarm(scope), isGood(design.metric, variant)]
  if (harmful && good) notes.push(t('experiments.evenThough', { effect: effectText(answer, variant) }))
  // After a sentence about complaints a range of the effect would be read as theirs.
  if (harmful && !good) return notes
  if (primary.measurable) {
    const text = (value: number) => differenceText(design.metric, value)
    const [n, confidence] = [format.whole(scope.customers), percentText(1 - scope.alpha)]
    const [lower, upper] = [text(primary.lower), text(primary.upper)]
    notes.push(t('experiments.range', { lower, upper, confidence, n }))
  } else notes.push(whyText(primary, design.horizon_days))
  const { cash_brought_forward: cash, financing_value: financing } = euros
  if (scope.action === 'ship' && cash.measurable && financing.measurable) {
    const money = (value: number) => format.headline(value, currencyOf(answer))
    const values = { cash: money(cash.estimate), financing: money(financing.estimate) }
    notes.push(t('experiments.euroLine', { ...values, horizon: design.horizon_days }))
  }
  return notes.filter((note) => note !== '')
}

function harmNotes(answer: ResultsAnswer, variant: string): string[] {
  const rate = ({ customers, events }: { customers: number; events: number }) =>
    customers === 0 ? '–' : format.percent(events / customers)
  return answer.guardrails
    .filter((guard) => guard.variant === variant)
    .map(({ harm, breached, treated, control }) =>
      t(`experiments.harmLine.${breached ? 'bad' : 'ok'}`, {
        harm: tOr(`experiments.harm.${harm}`, harm),
        treated: rate(treated),
        control: rate(control),
      }),
    )
}

/** The verdict of all customers together or of one segment. */
export function verdictOf(answer: ResultsAnswer, scope: ResultsScope): VerdictWords {
  const spoken = scope.reasons.flatMap((reason) => {
    const id = scope.winner ?? String(reason.detail['variant'] ?? scope.variants[0]?.variant ?? '')
    const variant = scope.variants.find((one) => one.variant === id)
    return variant === undefined ? [] : [{ reason, variant }]
  })
  const [first] = spoken
  return {
    action: scope.action,
    sentences: [...new Set(spoken.map(({ reason, variant }) => sentenceOf(answer, scope, reason, variant)))],
    notes: first === undefined ? [] : notesOf(answer, scope, first.variant),
    harms: first === undefined || stoppedByHarm(scope) ? [] : harmNotes(answer, first.variant.variant),
  }
}

/** How long it may still take, or that nothing new will come. */
export function timeText(answer: ResultsAnswer): string {
  const { planned_end_reached: over, days_left: left } = answer
  return over || left === 0
    ? t('experiments.timeLine.over')
    : t('experiments.timeLine.left', { count: left, n: format.whole(left) })
}

/** The scope that is looked at: all customers, or the segment of that id. */
export const scopeOf = (answer: ResultsAnswer, segment: string): ResultsScope | null =>
  segment === ALL
    ? answer.overall
    : (answer.segments.find((one) => one.segment === segment) ?? answer.overall)
