import type { KpiRow } from '@relance/backend/contract'
import { t, tOr } from '../../i18n/locale.svelte'

const parts = ['bucket', 'to', 'moment', 'reason'] as const

/** What parts a figure besides the cut: a bucket, a way, a moment, a reason. */
export const partsOf = (row: KpiRow): string =>
  parts
    .flatMap((part) => {
      const value = row.by?.[part]
      return value === undefined ? [] : [partName(part, value)]
    })
    .join(' → ')

export const partName = (part: (typeof parts)[number], value: string): string =>
  part === 'bucket' || part === 'to'
    ? tOr(`ageing.${value}`, tOr(`figures.way.${value}`, value))
    : tOr(`figures.${part}.${value}`, value)

/** The same figure in another list of rows: same KPI, same parts. */
export function sameFigure(rows: readonly KpiRow[] | undefined, row: KpiRow): KpiRow | null {
  const key = JSON.stringify([row.kpi, row.by])
  return rows?.find((other) => JSON.stringify([other.kpi, other.by]) === key) ?? null
}

/**
 * Value of a cut in words; an empty one is said to be unknown.
 * @param names what people have called the values, where they have names
 */
export const cutName = (by: string, value: string, names: ReadonlyMap<string, string> = new Map()): string =>
  value === ''
    ? t(by === 'segment' ? 'figures.noSegment' : 'figures.unknown')
    : (names.get(value) ?? tOr(`figures.value.${by}.${value}`, value))
