import type { Difference, ResultsAnswer, ResultsScope } from '@relance/backend/contract'
import type { ChartTable } from '../../charts/parts'
import { format } from '../../format/format.svelte'
import { t, tOr } from '../../i18n/locale.svelte'
import { verdictOf } from './verdict'
import { ALL, cellLabel, segmentName, whyText } from './words'

const DIGITS = 6
const plain = (value: number) => format.decimal(value, DIGITS)

/** Everything that the page shows as rows for a spreadsheet: shares of 1, days, and money a thousand customers. */
export function exportTable(answer: ResultsAnswer): ChartTable {
  const columns = ['part', 'segment', 'variant', 'measure', 'value', 'lower', 'upper', 'customers', 'text']
  const scopes = [...(answer.overall === null ? [] : [answer.overall]), ...answer.segments]
  return {
    columns: columns.map((name) => ({ text: t(`experiments.export.${name}`) })),
    rows: [...scopes.flatMap((scope) => scopeRows(answer, scope)), ...guardRows(answer)],
  }
}

function scopeRows(answer: ResultsAnswer, scope: ResultsScope): string[][] {
  const { design } = answer
  const segment = scope.segment === ALL ? t('experiments.export.all') : segmentName(design, scope.segment)
  const row = (part: string, variant: string, measure: string, found: Difference, customers = '') => [
    part,
    segment,
    variant,
    measure,
    ...(found.measurable ? [found.estimate, found.lower, found.upper].map(plain) : ['', '', '']),
    customers,
    whyText(found, design.horizon_days),
  ]
  const { sentences, notes, harms } = verdictOf(answer, scope)
  const n = format.whole(scope.customers)
  return [
    [
      t('experiments.verdict.title'),
      segment,
      '',
      '',
      '',
      '',
      '',
      n,
      [...sentences, ...notes, ...harms].join(' '),
    ],
    ...scope.arms.flatMap((arm) => {
      const found = arm.metrics[design.metric]
      const value = found.measurable ? plain(found.estimate) : ''
      const own = [t('experiments.arms.title'), segment, cellLabel(design, arm.variant)]
      const measure = t(`experiments.metricShort.${design.metric}`)
      return [[...own, measure, value, '', '', format.whole(arm.customers), '']]
    }),
    ...scope.variants.flatMap(({ variant, primary, euros }) => {
      const name = cellLabel(design, variant)
      const metric = t(`experiments.metricShort.${design.metric}`)
      return [
        row(t('experiments.expert.estimate'), name, metric, primary, n),
        ...(
          [
            ['cash', euros.cash_brought_forward],
            ['financing', euros.financing_value],
            ['losses', euros.losses_avoided],
            ['net', euros.net],
          ] as const
        ).map(([figure, found]) =>
          row(t('experiments.euros.title'), name, t(`experiments.euros.${figure}`), found, n),
        ),
      ]
    }),
  ]
}

function guardRows({ guardrails, design }: ResultsAnswer): string[][] {
  return guardrails.map(({ variant, harm, treated, breached }) => [
    t('experiments.guard.title'),
    t('experiments.export.all'),
    cellLabel(design, variant),
    tOr(`experiments.harm.${harm}`, harm),
    treated.customers === 0 ? '' : plain(treated.events / treated.customers),
    '',
    '',
    format.whole(treated.customers),
    breached ? t('experiments.guard.breached') : t('experiments.guard.ok'),
  ])
}
