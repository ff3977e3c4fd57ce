import type { OverviewAnswer, OverviewMonth } from '@relance/backend/contract'
import { bucketsOf, trimmed, type Bucket } from '@relance/backend/charts'
import { format } from '../../format/format.svelte'
import { t } from '../../i18n/locale.svelte'
import { ageingFinding, bridgeFinding, cashFinding, dsoFinding } from './findings'
import { ageingPicture, bridgePicture, cashPicture, dsoPicture, type Picture } from './pictures'

/** A chart of the Overview as its panel shows it. */
export interface TrendChart {
  id: 'dso' | 'bridge' | 'ageing' | 'cash'
  /** the KPI that its definition is of */
  kpi: string
  /** the KPI whose invoices stand behind it */
  invoicesOf: string
  /** null: there is no value at one of its ends */
  panel: (Picture & { title: string; sub: string; fileName: string }) | null
}

export interface TrendCharts {
  /** in their order; none where a month lacks a rate, which would be drawn as nothing */
  list: TrendChart[]
  /** what the ageing is of, for its table */
  lastSix: OverviewMonth[]
  buckets: Bucket[]
}

/** The charts of the Overview and of whoever reads it by a link. @param target days that the DSO should not exceed */
export function trendCharts(answer: OverviewAnswer, currency: string, target?: number): TrendCharts {
  const months = trimmed(answer.months)
  const lastSix = months.slice(-7)
  const buckets = bucketsOf(lastSix)
  const lacking = (answer.conversion?.missing.length ?? 0) > 0
  const list = lacking
    ? []
    : [
        dsoChart(answer, months, target),
        bridgeChart(answer),
        ageingChart(lastSix, buckets, currency),
        cashChart(months, currency),
      ]
  return { list, lastSix, buckets }
}

function dsoChart({ as_of }: OverviewAnswer, months: OverviewMonth[], target?: number): TrendChart {
  const { length: n } = months
  const span = n > 0 ? t('overview.months', { count: n, n, to: format.month(as_of) }) : ''
  const words = { title: dsoFinding(months), sub: t('overview.dso.sub', { span }), fileName: 'dso' }
  const kpi = 'dso_countback'
  return { id: 'dso', kpi, invoicesOf: kpi, panel: { ...words, ...dsoPicture(months, target) } }
}

function bridgeChart({ bridge, conversion, as_of }: OverviewAnswer): TrendChart {
  const sub =
    t('overview.bridge.sub', { from: format.day(bridge.from, false), to: format.day(bridge.to) }) +
    (conversion ? t('overview.conversion.bridge', { day: format.day(as_of, false) }) : '')
  const known = bridge.start.dso !== null && bridge.end.dso !== null
  const panel = known
    ? { title: bridgeFinding(bridge), sub, fileName: 'dso-bridge', ...bridgePicture(bridge) }
    : null
  return { id: 'bridge', kpi: 'dso_bridge', invoicesOf: 'dso_bridge', panel }
}

function ageingChart(months: OverviewMonth[], buckets: Bucket[], currency: string): TrendChart {
  const words = { title: ageingFinding(months, currency), fileName: 'ageing' }
  const panel = { ...words, ...ageingPicture(months, buckets, currency) }
  return { id: 'ageing', kpi: 'ageing', invoicesOf: 'open', panel }
}

function cashChart(months: OverviewMonth[], currency: string): TrendChart {
  const words = { title: cashFinding(months, currency), fileName: 'billed-collected' }
  const panel = { ...words, ...cashPicture(months, currency) }
  return { id: 'cash', kpi: 'collected', invoicesOf: 'collected', panel }
}
