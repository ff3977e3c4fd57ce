import type { Warehouse } from '../warehouse/warehouse'
import type { KpiQuestion, Overview } from './types'

/** Everything the Overview draws, for one currency. */
export async function overview(
  _warehouse: Warehouse,
  _question: Omit<KpiQuestion, 'by' | 'kpis' | 'limit'>,
): Promise<Overview> {
  throw new Error('being written')
}
