import { z } from 'zod'
import type { Warehouse } from '../warehouse/warehouse'
import ageSumsSql from './age-sums.sql?raw'
import type { AgeColumns, ExperimentCell, ExperimentQuestion } from './types'

const numbers = z.array(z.coerce.number())
const followed = z.tuple([numbers, numbers, numbers, numbers])
const count = z.coerce.number()
const row = z.object({
  variant: z.string(),
  segment: z.string(),
  stratum: z.string(),
  epoch: count,
  customers: count,
  probability: count,
  exposed: count,
  several_currencies: count,
  owing_nothing: count,
  payers: count,
  full_payers: count,
  paid_before_message: count,
  mature: count,
  received: count,
  received_squares: count,
  cost: count,
  contacts: count,
  heads: z.tuple([numbers, numbers]),
  euros: followed,
  full: followed,
  any: followed,
})
type Row = z.output<typeof row>

/** Server parameters of the statements of this folder. */
export const parameters = ({ experiment, cut, horizon, last, byStratum }: ExperimentQuestion) => ({
  experiment,
  cut,
  horizon,
  last,
  byStratum: byStratum ? 1 : 0,
})

/**
 * The first pass over the customers of an experiment: per cell, what stood at risk, was paid and left at each age.
 * Customers who enter after the cut are not there yet. Amounts in currency, ages in days.
 * @throws WarehouseError
 */
export async function experimentCells(
  warehouse: Warehouse,
  question: ExperimentQuestion,
): Promise<ExperimentCell[]> {
  const rows = await warehouse.query({
    name: 'experiment-age-sums',
    sql: ageSumsSql,
    params: parameters(question),
    row,
  })
  return rows.map(({ heads, payers, full_payers, euros, full, any, ...cell }) => {
    const inDays = (sums: Row['euros'], paid = payers) => ageSumsOf(sums, heads, paid, question.last)
    return { ...cell, ages: { euros: inDays(euros), full: inDays(full, full_payers), any: inDays(any) } }
  })
}

/** Turns sums by age into the columns of the estimator: changes of what is at risk become running totals. */
function ageSumsOf(
  [ages, paid, left, changes]: Row['euros'],
  [headAges, headChanges]: Row['heads'],
  payers: number,
  horizon: number,
): AgeColumns {
  const byAge = (at: readonly number[], values: readonly number[]) => {
    const column = new Float64Array(horizon + 1)
    at.forEach((age, i) => {
      if (age <= horizon) column[age] = (column[age] ?? 0) + (values[i] ?? 0)
    })
    return column
  }
  const risk = byAge(ages, changes)
  return {
    horizon,
    paid: byAge(ages, paid),
    left: byAge(ages, left),
    atRisk: running(risk, risk[0] ?? 0),
    customersAtRisk: running(byAge(headAges, headChanges), 0),
    payers,
  }
}

/** What is left of a sum of `scale` by rounding alone counts as nothing. */
function running(changes: Float64Array, scale: number): Float64Array {
  let total = 0
  return changes.map((change) => {
    total += change
    return Math.abs(total) <= 1e-9 * scale ? 0 : Math.max(0, total)
  })
}
