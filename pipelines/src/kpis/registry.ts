import type { KpiDefinition } from './types'

/** Every KPI of the product, in the order in which screens list them. */
export const kpiDefinitions: readonly KpiDefinition[] = []
