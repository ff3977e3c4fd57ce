import type { RiskModel } from './segments.contract'

/** A forecast in 0 to 1 and what came. */
export interface Forecast {
  chance: number
  late: boolean
}

const BINS = 10

/** How right forecasts were: bins of equal width without the empty ones, Brier score, and order (AUC, ties half). */
export function calibration(
  forecasts: readonly Forecast[],
  baseRate: number,
): Pick<RiskModel['test'], 'bins' | 'brier' | 'brier_of_base_rate' | 'auc'> {
  const mean = (values: number[]) => values.reduce((sum, x) => sum + x, 0) / values.length
  const squared = (chance: (one: Forecast) => number) =>
    mean(forecasts.map((one) => (chance(one) - Number(one.late)) ** 2))
  const bins = Array.from({ length: BINS }, (_, bin) => {
    const inside = forecasts.filter(({ chance }) => Math.min(BINS - 1, Math.floor(chance * BINS)) === bin)
    return {
      from: bin / BINS,
      to: (bin + 1) / BINS,
      invoices: inside.length,
      forecast: inside.length === 0 ? 0 : mean(inside.map(({ chance }) => chance)),
      late: inside.length === 0 ? 0 : mean(inside.map(({ late }) => Number(late))),
    }
  }).filter(({ invoices }) => invoices > 0)
  return {
    bins,
    brier: squared(({ chance }) => chance),
    brier_of_base_rate: squared(() => baseRate),
    auc: areaUnderCurve(forecasts),
  }
}

/** By the ranks of the late ones (Mann & Whitney 1947); 0.5 when one of the outcomes is missing. */
function areaUnderCurve(forecasts: readonly Forecast[]): number {
  const sorted = [...forecasts].sort((a, b) => a.chance - b.chance)
  const late = sorted.filter((one) => one.late).length
  const punctual = sorted.length - late
  if (late === 0 || punctual === 0) return 0.5
  let ranks = 0
  for (let start = 0; start < sorted.length;) {
    let end = start
    while (end < sorted.length && sorted[end]?.chance === sorted[start]?.chance) end++
    const rank = (start + end + 1) / 2
    ranks += rank * sorted.slice(start, end).filter((one) => one.late).length
    start = end
  }
  return (ranks - (late * (late + 1)) / 2) / (late * punctual)
}
