import type { ForecastAnswer } from '@relance/backend/contract'
import { forecast, forecastBars, moneyScale } from '@relance/backend/charts'
import type { ChartTable, Option, Setting } from '../../charts/parts'
import { format } from '../../format/format.svelte'
import { t } from '../../i18n/locale.svelte'

interface Picture {
  title: string
  sub: string
  summary: string
  build: (setting: Setting) => Option
  table: ChartTable
}

/** @param withLater whether invoices still to be billed are counted; the band is that of both layers */
export function forecastPicture(answer: ForecastAnswer, withLater: boolean): Picture {
  const { currency, weeks, past } = answer
  const scale = moneyScale(
    Math.max(...weeks.map((week) => week.high), ...past.map((week) => week.collected), 1),
  )
  const number = (value: number) => format.decimal(value, scale.divide === 1 ? 0 : 1)
  const sum = (of: (week: ForecastAnswer['weeks'][number]) => number) =>
    weeks.reduce((total, week) => total + of(week), 0)
  const total = sum((week) => week.open + (withLater ? week.to_be_billed : 0))
  const bars = forecastBars(answer, withLater, scale.divide, (day) => format.day(day, false))
  const words = {
    collected: t('overview.forecast.collected'),
    open: t('overview.forecast.open'),
    toBeBilled: t('overview.forecast.later'),
    band: t('overview.forecast.band'),
    number,
  }
  const title = t('overview.forecast.title', {
    total: format.headline(total, currency),
    open: format.headline(
      sum((week) => week.open),
      currency,
    ),
  })
  return {
    title,
    sub: t('overview.forecast.sub', {
      unit: format.moneyUnit(scale.letter, currency),
      day: format.day(answer.as_of),
    }),
    summary: title,
    build: (setting) => forecast(bars, words, setting),
    table: {
      columns: [
        { text: t('overview.forecast.week') },
        { text: words.open, num: true },
        { text: words.toBeBilled, num: true },
        { text: t('overview.forecast.low'), num: true },
        { text: t('overview.forecast.high'), num: true },
        { text: t('overview.forecast.error'), num: true },
      ],
      rows: weeks.map((week, index) => [
        format.period(week.from, week.to),
        ...[week.open, week.to_be_billed, week.low, week.high].map((value) =>
          format.amount(value.toFixed(2)),
        ),
        answer.accuracy ? format.percent(answer.accuracy.errors[index] ?? 0, 0) : '–',
      ]),
    },
  }
}

/** How far the forecast can be believed, in a sentence. */
export function accuracyText({ accuracy }: ForecastAnswer): string {
  if (!accuracy) return t('overview.forecast.untried')
  const mean = (from: number, to: number) =>
    accuracy.errors.slice(from, to).reduce((sum, value) => sum + value, 0) / (to - from)
  return t('overview.forecast.tried', {
    count: accuracy.trials,
    n: format.whole(accuracy.trials),
    inside: format.percent(accuracy.inside, 0),
    weeks: format.whole(accuracy.weeks),
    near: format.percent(mean(0, 4), 0),
    far: format.percent(mean(4, 13), 0),
  })
}
