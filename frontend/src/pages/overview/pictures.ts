import type { OverviewAnswer, OverviewMonth } from '@relance/backend/contract'
import { ageing, bucketAmount, dsoTrend, moneyScale, type Bucket } from '@relance/backend/charts'
import { bridge, type BridgeStep } from '../../charts/bridge'
import { cash } from '../../charts/cash'
import type { ChartTable, Option, Setting } from '../../charts/parts'
import { format } from '../../format/format.svelte'
import { t } from '../../i18n/locale.svelte'
import { bridgeParts, type BridgePart } from './figure'

/** A chart of the Overview: drawing, its sentence for those who do not see it, its figures as a table. */
export interface Picture {
  summary: string
  build: (setting: Setting) => Option
  table: ChartTable
}

const one = (value: number) => format.decimal(value, 1)
const orNone = (value: number | null) => (value === null ? t('kpi.noValue') : one(value))
/** The year is named at the first month and at each January. */
const monthLabel = (month: OverviewMonth, index: number) =>
  index === 0 || month.month.slice(5, 7) === '01'
    ? `${format.month(month.month, 'bare')} ${month.month.slice(2, 4)}`
    : format.month(month.month, 'bare')

/** @param target days that the DSO should not exceed, drawn as a line */
export function dsoPicture(months: OverviewMonth[], target?: number): Picture {
  const [first, last] = [months.find((month) => month.dso_countback !== null), months.at(-1)]
  const words = {
    dso: t('overview.dso.short'),
    best: t('overview.dso.best'),
    late: t('overview.dso.late'),
    ...(target === undefined ? {} : { target: { value: target, name: t('overview.dso.target') } }),
  }
  return {
    summary:
      first && last
        ? t('overview.dso.summary', {
            from: orNone(first.dso_countback),
            start: format.month(first.month, 'long'),
            to: orNone(last.dso_countback),
            end: format.month(last.month, 'long'),
            best: orNone(last.dso_best_countback),
          })
        : t('overview.dso.none'),
    build: (setting) =>
      dsoTrend(
        months.map((month, index) => ({
          label: monthLabel(month, index),
          dso: month.dso_countback,
          best: month.dso_best_countback,
        })),
        { ...words, number: one },
        setting,
      ),
    table: {
      columns: [
        { text: t('table.monthEnd') },
        { text: t('overview.dso.column'), num: true },
        { text: t('overview.dso.bestColumn'), num: true },
      ],
      rows: months.map((month) => [
        format.day(month.as_of),
        orNone(month.dso_countback),
        orNone(month.dso_best_countback),
      ]),
    },
  }
}

export function bridgePicture(value: OverviewAnswer['bridge']): Picture {
  const [start, end] = [value.start.dso ?? 0, value.end.dso ?? 0]
  const steps: BridgeStep[] = [{ name: format.day(value.from, false), from: start, to: null }]
  let level = start
  for (const part of bridgeParts) {
    const next = level + (value.change[part] ?? 0)
    steps.push({ name: t(`overview.part.${part}`), from: level, to: next })
    level = next
  }
  steps.push({ name: format.day(value.to, false), from: end, to: null })
  const signed = (change: number) => (Math.abs(change) < 0.05 ? '0' : format.decimal(change, 1, 'exceptZero'))
  const row = (name: string, part: BridgePart | 'dso') => [
    name,
    orNone(value.start[part]),
    orNone(value.end[part]),
    signed(value.change[part] ?? 0),
  ]
  return {
    summary: t('overview.bridge.summary', {
      from: one(start),
      to: one(end),
      parts: bridgeParts
        .map((part) => `${t(`overview.part.${part}`)} ${signed(value.change[part] ?? 0)}`)
        .join(', '),
    }),
    build: (setting) => bridge(steps, { level: one, change: signed }, setting),
    table: {
      columns: [
        { text: t('overview.bridge.part') },
        { text: format.day(value.from, false), num: true },
        { text: format.day(value.to, false), num: true },
        { text: t('overview.bridge.change'), num: true },
      ],
      rows: [
        ...bridgeParts.map((part) => row(t(`overview.partIn.${part}`), part)),
        row(t('overview.dso.short'), 'dso'),
      ],
    },
  }
}

export function ageingPicture(
  months: OverviewMonth[],
  buckets: Bucket[],
  currency: string,
): Picture & { sub: string } {
  const totals = months.map((month) => buckets.reduce((sum, bucket) => sum + bucketAmount(month, bucket), 0))
  const scale = moneyScale(Math.max(0, ...totals))
  const digits = scale.divide === 1 ? 0 : 1
  const number = (value: number) => format.decimal(value, digits)
  const names = buckets.map((bucket) => t(`ageing.${bucket}`))
  return {
    sub: t('ageing.sub', {
      unit: format.moneyUnit(scale.letter, currency),
      to: format.day(months.at(-1)?.as_of ?? '1970-01-01'),
    }),
    summary: t('ageing.summary', {
      from: format.headline(totals[0] ?? 0, currency),
      start: months[0] ? format.month(months[0].month, 'long') : '',
      to: format.headline(totals.at(-1) ?? 0, currency),
      end: format.month(months.at(-1)?.month ?? '1970-01', 'long'),
    }),
    build: (setting) =>
      ageing(
        months.map((month) => ({
          label: format.month(month.month, 'bare'),
          amounts: buckets.map((bucket) => bucketAmount(month, bucket) / scale.divide),
        })),
        names,
        number,
        setting,
      ),
    table: {
      columns: [
        { text: t('table.monthEnd') },
        ...names.map((text) => ({ text: `${text}, ${currency}`, num: true })),
      ],
      rows: months.map((month) => [
        format.day(month.as_of),
        ...buckets.map((bucket) => format.amount(bucketAmount(month, bucket))),
      ]),
    },
  }
}

export function cashPicture(months: OverviewMonth[], currency: string): Picture & { sub: string } {
  const values = months.flatMap((month) => [Number(month.billed), Number(month.collected)])
  const scale = moneyScale(Math.max(0, ...values))
  const scaled = (value: string) => Number(value) / scale.divide
  const last = months.at(-1)
  return {
    sub: t('overview.cash.sub', { unit: format.moneyUnit(scale.letter, currency) }),
    summary: t('overview.cash.summary', {
      billed: format.headline(last?.billed ?? 0, currency),
      collected: format.headline(last?.collected ?? 0, currency),
      month: format.month(last?.month ?? '1970-01', 'long'),
    }),
    build: (setting) =>
      cash(
        months.map((month, index) => ({
          label: monthLabel(month, index),
          billed: scaled(month.billed),
          collected: scaled(month.collected),
        })),
        {
          billed: t('overview.cash.billed'),
          collected: t('overview.cash.collected'),
          number: (value) => format.decimal(value, scale.divide === 1 ? 0 : 1),
        },
        setting,
      ),
    table: {
      columns: [
        { text: t('table.month') },
        { text: `${t('overview.cash.billed')}, ${currency}`, num: true },
        { text: `${t('overview.cash.collected')}, ${currency}`, num: true },
      ],
      rows: months.map((month) => [
        format.month(month.month),
        format.amount(month.billed),
        format.amount(month.collected),
      ]),
    },
  }
}
