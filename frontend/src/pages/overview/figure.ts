import type { KpiRow, OverviewAnswer } from '@relance/backend/contract'
import type { Comparison } from '../../filters.svelte'

/** One figure of the period and what it is compared with. */
export interface Figure {
  now: KpiRow
  before: KpiRow | null
}

const whole = (rows: KpiRow[], kpi: string) => rows.find((row) => row.kpi === kpi && row.by === null)

/** A KPI without cut, now and in the compared period; undefined when the registry does not have it. */
export function figureOf(answer: OverviewAnswer, kpi: string, compare: Comparison): Figure | undefined {
  const now = whole(answer.current, kpi)
  if (!now) return undefined
  const rows = compare === 'none' ? [] : compare === 'year' ? answer.year_before_rows : answer.previous_rows
  return { now, before: whole(rows, kpi) ?? null }
}

export const bridgeParts = ['terms', 'late', 'dispute', 'unallocated'] as const
export type BridgePart = (typeof bridgeParts)[number]

/** The part that moved most in the direction of `sign`, with its change in days. */
export function mainPart(
  bridge: OverviewAnswer['bridge'],
  sign: number,
): { part: BridgePart; change: number } | undefined {
  return bridgeParts
    .map((part) => ({ part, change: bridge.change[part] ?? 0 }))
    .filter(({ change }) => change !== 0 && Math.sign(change) === Math.sign(sign))
    .toSorted((a, b) => Math.abs(b.change) - Math.abs(a.change))[0]
}
