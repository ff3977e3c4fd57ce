import type { KpiRow } from '@relance/backend/contract'
import { format } from '../../format/format.svelte'
import { t, tOr } from '../../i18n/locale.svelte'

/** A figure parted from its unit, for large type; `scale` turns the raw value into what is shown. */
interface Shown {
  figure: string
  unit: string
}

interface UnitForm {
  scale: number
  digits: number
  unit: string
  /** Unit of a difference: shares differ in points. */
  changeUnit: string
  /** A difference that matters, in shown units. */
  matters: number
}

function form(unit: string): UnitForm {
  switch (unit) {
    case 'share':
      return { scale: 100, digits: 1, unit: '%', changeUnit: t('unit.points'), matters: 0.5 }
    case 'percent':
      return { scale: 1, digits: 1, unit: '%', changeUnit: t('unit.points'), matters: 0.5 }
    case 'per_mille':
      return { scale: 1, digits: 1, unit: t('unit.perMille'), changeUnit: '‰', matters: 0.3 }
    case 'days':
      return { scale: 1, digits: 1, unit: t('unit.days'), changeUnit: t('unit.d'), matters: 0.5 }
    case 'cost_per_unit':
      return { scale: 100, digits: 2, unit: t('unit.cents'), changeUnit: t('unit.c'), matters: 0.05 }
    default:
      return { scale: 1, digits: unit === 'count' ? 0 : 1, unit: '', changeUnit: '', matters: 0 }
  }
}

/** The value of a KPI in words of the reader; null when it has none. */
export function shownValue(row: KpiRow, currency: string): Shown | null {
  if (row.value === null) return null
  if (row.unit === 'money') return { figure: format.headline(row.value, currency), unit: '' }
  const { scale, digits, unit } = form(row.unit)
  return { figure: format.decimal(Number(row.value) * scale, digits), unit }
}

/** The same in one piece, for tables. */
export function shownText(row: KpiRow, currency: string): string | null {
  const shown = shownValue(row, currency)
  return shown && (shown.unit ? `${shown.figure}\u00a0${shown.unit}` : shown.figure)
}

/** Why a figure has no value; of a missing rate which one. */
export function reasonText({ reason, missing_rate: rate }: KpiRow): string {
  const values = rate ? { currency: rate.currency, day: format.day(rate.day) } : {}
  return tOr(`reason.${reason ?? 'none'}`, t('reason.none'), values)
}

export interface Change {
  change: number
  text: string
  harm: boolean
}

/** The difference of a figure from an earlier one; undefined when either has no value. */
export function changeOf(
  now: KpiRow,
  before: KpiRow | null,
  direction: 'up' | 'down' | 'neutral',
  currency: string,
): Change | undefined {
  if (now.value === null || !before || before.value === null) return undefined
  const unit = form(now.unit)
  const exact = (Number(now.value) - Number(before.value)) * unit.scale
  const rounding = 10 ** unit.digits
  const change = Math.round(exact * rounding) / rounding
  const worse = direction === 'up' ? change < 0 : direction === 'down' ? change > 0 : false
  const text =
    now.unit === 'money'
      ? format.headline(Math.abs(exact), currency)
      : `${format.decimal(Math.abs(change), unit.digits)}${unit.changeUnit ? `\u00a0${unit.changeUnit}` : ''}`
  return { change, text, harm: worse && Math.abs(change) >= unit.matters && unit.matters > 0 }
}
