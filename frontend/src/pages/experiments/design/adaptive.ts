import type { ExperimentDesign } from '@relance/backend/contract'

type Asked = Pick<ExperimentDesign, 'cells' | 'control' | 'metric' | 'segments' | 'weights'>

/** What weights that follow results begin with. */
export const ADAPTIVE = { floor: 0.1, every_days: 7 }

/** Why weights cannot follow the results of a design, as its check says as well; null where they can. */
export function whyNotAdaptive(
  { cells, control, metric, segments, weights }: Asked,
  floor: number,
): 'two' | 'days' | 'low' | null {
  if (cells.length < 3) return 'two'
  if (metric === 'restricted_mean') return 'days'
  const low = segments.some(({ id }) => {
    const shares = cells.map((cell) => ({ id: cell.id, weight: weights[id]?.[cell.id] ?? 1 }))
    const total = shares.reduce((sum, { weight }) => sum + weight, 0)
    return shares.some((one) => one.id !== control && one.weight / total < floor - 1e-9)
  })
  return low ? 'low' : null
}
