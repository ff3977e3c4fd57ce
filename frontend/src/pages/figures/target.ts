import type { KpiRow, KpiTarget } from '@relance/backend/contract'

/** The target of a KPI: that of the entity on screen, else that of the group. */
export const targetOf = (
  targets: readonly KpiTarget[],
  kpi: string,
  entity: string | undefined,
): number | undefined =>
  targets.find((target) => target.kpi === kpi && target.entity_id === entity)?.value ??
  targets.find((target) => target.kpi === kpi && target.entity_id === '')?.value

/** Whether a figure is as good as wanted; a figure without value is not. */
export const targetReached = (row: KpiRow, target: number, direction: 'up' | 'down' | 'neutral'): boolean =>
  row.value !== null && (direction === 'down' ? Number(row.value) <= target : Number(row.value) >= target)

/** How much of the way is gone, 0 to 1: where less is better, the target over the figure. */
export function targetProgress(row: KpiRow, target: number, direction: 'up' | 'down' | 'neutral'): number {
  const value = Number(row.value ?? 0)
  const [part, whole] = direction === 'down' ? [target, value] : [value, target]
  return whole <= 0 ? (part >= whole ? 1 : 0) : Math.min(1, Math.max(0, part / whole))
}
