import type { KpiDefinition } from '@relance/backend/contract'

/** How a target is typed: shares as percent, costs a euro as cents, everything else in its own unit. */
const factor = (unit: string): number => (unit === 'share' || unit === 'cost_per_unit' ? 100 : 1)

/** The typed number in the unit of the KPI; null when it is none. */
export function typedTarget(text: string, unit: string): number | null {
  const plain = text.replace(/[\s\u00a0\u202f]/g, '').replace(',', '.')
  return /^-?\d+(\.\d+)?$/.test(plain) ? Number((Number(plain) / factor(unit)).toPrecision(12)) : null
}

export const unitKey = (definition: KpiDefinition): string =>
  ['share', 'percent'].includes(definition.unit) ? 'percent' : definition.unit
