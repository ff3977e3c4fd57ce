import {
  ageing,
  bucketAmount,
  bucketsOf,
  dsoTrend,
  forecast,
  forecastBars,
  moneyScale,
  trimmed,
} from '../../charts'
import type { Option, Setting } from '../../charts'
import { figureText } from '../../kpis/figure-text'
import type { ForecastAnswer } from '../../kpis/outlook.contract'
import type { OverviewAnswer, OverviewMonth } from '../../kpis/overview.contract'
import { shortDate } from '../../messages/tags/format'
import { PICTURE_TEXTS } from './picture-texts'
import { mailPalette } from './palette'
import { drawPng, PICTURE } from './draw'

type Language = 'fr' | 'en'

/** A chart of a mail: its title, what it says for those who do not see it, and how it is drawn. */
interface Drawable {
  readonly id: string
  readonly title: string
  readonly alt: string
  readonly build: (setting: Setting) => Option
}
export type DrawnPicture = Omit<Drawable, 'build'> & { readonly png: Buffer }

const MONTHS_OF_AGEING = 7

/**
 * The charts of a report: DSO over the months, ageing, cash to come with its band. One whose figures are not known,
 * e.g. for want of a rate, is left out.
 */
export async function reportPictures(
  overview: OverviewAnswer,
  outlook: ForecastAnswer | null,
  language: Language,
): Promise<DrawnPicture[]> {
  const months = trimmed(overview.months)
  const currency = overview.currency ?? ''
  const lacking = (overview.conversion?.missing.length ?? 0) > 0
  const wanted = [
    ...(lacking || months.length === 0
      ? []
      : [dsoPicture(months, language), ageingPicture(months, currency, language)]),
    ...(outlook && outlook.weeks.length > 0 ? [forecastPicture(outlook, language)] : []),
  ]
  const drawn: DrawnPicture[] = []
  // One after another: each takes the processor for some hundredths of a second, and others wait for it.
  for (const { build, ...picture } of wanted)
    drawn.push({ ...picture, png: await drawPng(build({ palette: mailPalette, width: PICTURE.width })) })
  return drawn
}

function dsoPicture(months: OverviewMonth[], language: Language): Drawable {
  const text = PICTURE_TEXTS[language]
  const [first, last] = [months.find((month) => month.dso_countback !== null), months.at(-1)]
  const days = (value: number | null | undefined) =>
    value === null || value === undefined
      ? text.none
      : figureText(value, { unit: 'days', currency: '', language })
  const points = months.map((month) => ({
    label: monthName(month, language),
    dso: month.dso_countback,
    best: month.dso_best_countback,
  }))
  const words = { dso: text.dso, best: text.best, late: text.late, number: decimals(language, 1) }
  return {
    id: 'dso',
    title: text.dsoTitle,
    alt: text.dsoSays(
      days(first?.dso_countback),
      first ? monthName(first, language) : '',
      days(last?.dso_countback),
      last ? monthName(last, language) : '',
      days(last?.dso_best_countback),
    ),
    build: (setting) => dsoTrend(points, words, setting),
  }
}

function ageingPicture(all: OverviewMonth[], currency: string, language: Language): Drawable {
  const text = PICTURE_TEXTS[language]
  const months = all.slice(-MONTHS_OF_AGEING)
  const buckets = bucketsOf(months)
  const totals = months.map((month) => buckets.reduce((sum, bucket) => sum + bucketAmount(month, bucket), 0))
  const scale = moneyScale(Math.max(0, ...totals))
  const drawn = months.map((month) => ({
    label: monthName(month, language),
    amounts: buckets.map((bucket) => bucketAmount(month, bucket) / scale.divide),
  }))
  const names = buckets.map((bucket) => text.buckets[bucket])
  const last = months.at(-1)
  const money = (value: number) => figureText(value, { unit: 'money', currency, language })
  const parts = buckets.map((bucket) => `${text.buckets[bucket]} ${money(bucketAmount(last, bucket))}`)
  return {
    id: 'ageing',
    title: text.ageingTitle(`${scale.letter}${currency}`),
    alt: text.ageingSays(
      last ? monthName(last, language) : '',
      money(totals.at(-1) ?? 0),
      parts.join(text.list),
    ),
    build: (setting) => ageing(drawn, names, decimals(language, scale.divide === 1 ? 0 : 1), setting),
  }
}

function forecastPicture(outlook: ForecastAnswer, language: Language): Drawable {
  const text = PICTURE_TEXTS[language]
  const { currency, weeks, past } = outlook
  const most = Math.max(...weeks.map(({ high }) => high), ...past.map(({ collected }) => collected), 1)
  const scale = moneyScale(most)
  const bars = forecastBars(outlook, true, scale.divide, (day) => shortDate(day, language).slice(0, 5))
  const number = decimals(language, scale.divide === 1 ? 0 : 1)
  const money = (value: number) => figureText(value, { unit: 'money', currency, language })
  const sum = (of: (week: ForecastAnswer['weeks'][number]) => number) =>
    weeks.reduce((total, week) => total + of(week), 0)
  const [first] = weeks
  return {
    id: 'forecast',
    title: text.forecastTitle(`${scale.letter}${currency}`),
    alt: text.forecastSays(
      money(sum((week) => week.open + week.to_be_billed)),
      String(weeks.length),
      money(sum((week) => week.open)),
      first ? `${money(first.low)} – ${money(first.high)}` : text.none,
    ),
    build: (setting) => forecast(bars, { ...text.forecast, number }, setting),
  }
}

/** `mars 26`, `Mar 26` */
const monthName = ({ month }: OverviewMonth, language: Language): string =>
  new Intl.DateTimeFormat(language === 'fr' ? 'fr-FR' : 'en-GB', {
    month: 'short',
    year: '2-digit',
    timeZone: 'UTC',
  }).format(new Date(`${month.slice(0, 7)}-01T00:00:00Z`))

const decimals = (language: Language, digits: number) => {
  const form = new Intl.NumberFormat(language === 'fr' ? 'fr-FR' : 'en-GB', {
    minimumFractionDigits: digits,
    maximumFractionDigits: digits,
  })
  return (value: number) => form.format(value).replaceAll('\u202f', '\u00a0')
}
