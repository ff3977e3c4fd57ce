import type { OverviewAnswer, OverviewMonth } from '@relance/backend/contract'
import { format } from '../../format/format.svelte'
import { t } from '../../i18n/locale.svelte'
import { mainPart } from './figure'
import { bucketAmount } from '@relance/backend/charts'

const still = 0.05

/** Which way a number of days went, in words with its size. */
function moved(change: number, key: string, values: Record<string, string>): string {
  const way = Math.abs(change) < still ? 'same' : change < 0 ? 'fell' : 'rose'
  return t(`${key}.${way}`, { ...values, change: format.days(Math.abs(change)) })
}

export function dsoFinding(months: OverviewMonth[]): string {
  const last = months.at(-1)
  const before = months.at(-2)
  if (!last || last.dso_countback === null) return t('overview.dso.none')
  const dso = format.days(last.dso_countback)
  if (!before || before.dso_countback === null) return t('overview.dso.first', { dso })
  return moved(last.dso_countback - before.dso_countback, 'overview.dso', {
    dso,
    month: format.month(before.month, 'bare'),
  })
}

export function bridgeFinding(bridge: OverviewAnswer['bridge']): string {
  const change = bridge.change.dso ?? 0
  const main = mainPart(bridge, change)
  if (Math.abs(change) < still || !main) return t('overview.bridge.same')
  return moved(change, 'overview.bridge', {
    part: t(`overview.partIn.${main.part}`),
    size: format.decimal(main.change, 1, 'exceptZero'),
  })
}

export function ageingFinding(months: OverviewMonth[], currency: string): string {
  const last = months.at(-1)
  const before = months.at(-2)
  if (!last) return t('overview.ageing.none')
  const old = format.headline(bucketAmount(last, '91+'), currency)
  const overdue = format.headline(last.overdue, currency)
  if (!before) return t('overview.ageing.first', { overdue, old })
  const change = Number(last.overdue) - Number(before.overdue)
  const way = change === 0 ? 'same' : change < 0 ? 'fell' : 'rose'
  return t(`overview.ageing.${way}`, { change: format.headline(Math.abs(change), currency), overdue, old })
}

export function cashFinding(months: OverviewMonth[], currency: string): string {
  const last = months.at(-1)
  if (!last) return t('overview.cash.none')
  return t('overview.cash.said', {
    collected: format.headline(last.collected, currency),
    billed: format.headline(last.billed, currency),
  })
}
