import { type RecoveryMetric, lastAge } from '../recovery'
import { type ExperimentModel, requireModel } from './experiment-model'
import { type OutcomeTable, armTables, expectedExposure } from './outcome-tables'

/**
 * Question: what would infinitely many customers show?
 * Formula: Σ over segments and behaviours of share × expected exposure × F(h) over Σ of share × expected exposure;
 * contaminated customers count with the first arm's curve; restricted mean Σ_{d<τ}(1 − share gone by d).
 * Exact: the correlations leave every invoice's own distribution unchanged. Units: share, or days.
 * Worked number: one behaviour with constantHazards(0.5, 30, 90) → 0.5 at 30.
 * Throws RangeError for an unknown arm or segment, or a horizon beyond the simulated ages.
 */
export function trueRecovery(
  model: ExperimentModel,
  metric: RecoveryMetric,
  arm: number,
  segment?: number,
): number {
  requireModel(model)
  const last = lastAge(metric)
  const own = model.arms[arm]
  const first = model.arms[0]
  if (own === undefined || first === undefined) throw new RangeError(`no arm ${arm}`)
  if (segment !== undefined && model.segments[segment] === undefined)
    throw new RangeError(`no segment ${segment}`)
  const spill = arm === 0 ? 0 : (model.contamination ?? 0)
  const tables = armTables(model, own)
  const firstTables = armTables(model, first)
  let value = 0
  let weight = 0
  model.segments.forEach((part, s) => {
    if (segment !== undefined && segment !== s) return
    part.behaviours.forEach((behaviour, b) => {
      const share = part.share * behaviour.share * expectedExposure(part)
      weight += share
      value += share * (1 - spill) * valueOf(metric, last, tables[s]?.[b])
      if (spill > 0) value += share * spill * valueOf(metric, last, firstTables[s]?.[b])
    })
  })
  return value / weight
}

function valueOf(metric: RecoveryMetric, last: number, table: OutcomeTable | undefined): number {
  if (table === undefined || last >= table.gone.length)
    throw new RangeError(`ages simulated end before ${last}`)
  if (metric.kind === 'recovered_share') return table.paid[last] ?? NaN
  return table.gone.subarray(0, last + 1).reduce((total, gone) => total + 1 - gone, 0)
}
