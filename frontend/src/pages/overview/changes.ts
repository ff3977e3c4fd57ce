import type { OverviewAnswer } from '@relance/backend/contract'
import type { Comparison } from '../../filters.svelte'
import { format } from '../../format/format.svelte'
import { t } from '../../i18n/locale.svelte'
import type { IconName } from '../../ui/icons'
import { changeOf } from '../definitions/kpi-value'
import { figureOf, mainPart } from './figure'
import { bucketAmount } from '@relance/backend/charts'

export interface Sentence {
  icon: IconName
  harm: boolean
  text: string
  /** KPI whose invoices, or customer whose page, stand behind the sentence. */
  kpi?: string
  customer?: string
  bucket?: string
}

/** What changed between the compared periods, the weightiest first, each a short sentence with its number. */
export function changes(answer: OverviewAnswer, compare: Comparison, currency: string): Sentence[] {
  return [
    rate(answer, compare, currency),
    bridge(answer),
    old(answer, currency),
    complaints(answer, compare, currency),
    customer(answer, currency),
  ].filter((sentence) => sentence !== undefined)
}

function rate(answer: OverviewAnswer, compare: Comparison, currency: string): Sentence | undefined {
  const figure = figureOf(answer, 'recovery_rate_overdue', compare)
  const change = figure && changeOf(figure.now, figure.before, 'up', currency)
  if (!figure || !change || change.change === 0) return undefined
  return {
    icon: 'trend',
    harm: change.harm,
    kpi: 'recovery_rate_overdue',
    text: t(change.change > 0 ? 'overview.changes.rateUp' : 'overview.changes.rateDown', {
      change: change.text,
      now: format.percent(Number(figure.now.value)),
    }),
  }
}

function bridge(answer: OverviewAnswer): Sentence | undefined {
  const worst = mainPart(answer.bridge, 1)
  if (!worst || worst.change < 0.05) return undefined
  return {
    icon: 'clock',
    harm: worst.change >= 0.5,
    kpi: 'dso_bridge',
    text: t('overview.changes.part', {
      part: t(`overview.part.${worst.part}`),
      change: format.days(worst.change),
    }),
  }
}

function old(answer: OverviewAnswer, currency: string): Sentence | undefined {
  const [before, now] = [answer.months.at(-2), answer.months.at(-1)]
  const change = bucketAmount(now, '91+') - bucketAmount(before, '91+')
  if (!before || !now || Math.abs(change) < 0.005) return undefined
  return {
    icon: change > 0 ? 'warn' : 'receivables',
    harm: change > 0,
    kpi: 'ageing',
    bucket: '91+',
    text: t(change > 0 ? 'overview.changes.oldUp' : 'overview.changes.oldDown', {
      change: format.headline(Math.abs(change), currency),
      now: format.headline(bucketAmount(now, '91+'), currency),
    }),
  }
}

function complaints(answer: OverviewAnswer, compare: Comparison, currency: string): Sentence | undefined {
  const figure = figureOf(answer, 'complaint_rate', compare)
  const change = figure && changeOf(figure.now, figure.before, 'down', currency)
  if (!figure || !change || Math.abs(change.change) < 0.3) return undefined
  return {
    icon: 'message',
    harm: change.harm,
    kpi: 'complaint_rate',
    text: t(change.change > 0 ? 'overview.changes.complaintsUp' : 'overview.changes.complaintsDown', {
      change: change.text,
    }),
  }
}

function customer(answer: OverviewAnswer, currency: string): Sentence | undefined {
  const first = answer.top_overdue[0]
  if (!first || Number(first.overdue) <= 0) return undefined
  return {
    icon: 'flag',
    harm: false,
    customer: first.customer_id,
    text: t('overview.changes.customer', {
      name: first.name || first.customer_id,
      overdue: format.headline(first.overdue, currency),
      days: format.whole(first.days_late),
    }),
  }
}
