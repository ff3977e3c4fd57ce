import { z } from 'zod'
import type { WarehouseReader } from '../warehouse/warehouse'
import ageSumsSql from './age-sums.sql?raw'
import cellsSql from './cells.sql?raw'
import type { AgeColumns, ExperimentCell, ExperimentQuestion, Followed } from './types'

const numbers = z.array(z.coerce.number())
const followed = z.tuple([numbers, numbers, numbers])
const count = z.coerce.number()
const cellRow = z.object({
  cell: z.string(),
  variant: z.string(),
  segment: z.string(),
  stratum: z.string(),
  epoch: count,
  customers: count,
  probability: count,
  exposed: count,
  exposed_squares: count,
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
})
const sumsRow = z.object({
  cell: z.string(),
  days: numbers,
  heads: numbers,
  euros: followed,
  full: followed,
  any: followed,
})
type Sums = z.output<typeof sumsRow>

/** SQL: the stratum of a row of exposures as it is kept apart, empty where it is not. */
export const STRATUM = `multiIf({byStratum: UInt8} = 0, '', empty({together: Array(String)}), toString(stratum),
    has({together: Array(String)}, concat(segment_id, '\\n', stratum, '\\n', toString(epoch))), '', toString(stratum))`

/** SQL: the cell of a row of exposures as a number, quicker to group by than its four names. */
const CELL = `cityHash64(variant_id, segment_id, ${STRATUM}, epoch)`

/** Server parameters of the statements of this folder. */
export const parameters = ({ experiment, cut, horizon, last, byStratum, together }: ExperimentQuestion) => ({
  experiment,
  cut,
  horizon,
  last,
  byStratum: byStratum ? 1 : 0,
  together: together ?? [],
})

/**
 * The first pass over the customers of an experiment: per cell, what stood at risk, was paid and left at each age.
 * Customers who enter after the cut are not there yet. Amounts in currency, ages in days.
 * @throws WarehouseError
 */
export async function experimentCells(
  warehouse: WarehouseReader,
  question: ExperimentQuestion,
): Promise<ExperimentCell[]> {
  const params = parameters(question)
  const ask = <S extends z.ZodType>(name: string, sql: string, row: S) =>
    warehouse.query({
      name,
      sql: sql.replaceAll('{cell}', CELL).replaceAll('{stratum}', STRATUM),
      params,
      row,
    })
  const [cells, sums] = await Promise.all([
    ask('experiment-cells', cellsSql, cellRow),
    ask('experiment-age-sums', ageSumsSql, sumsRow),
  ])
  const byCell = new Map(sums.map((one) => [one.cell, one]))
  return cells.map(({ cell: id, payers, full_payers: fullPayers, ...cell }) => {
    const found = byCell.get(id)
    if (found === undefined) throw new Error(`cell ${id} has customers, but no sums by age`)
    const inDays = (of: Followed, paid: number) => ageSumsOf(found, of, paid, question.last)
    return {
      ...cell,
      ages: { euros: inDays('euros', payers), full: inDays('full', fullPayers), any: inDays('any', payers) },
    }
  })
}

/** Turns sums by age into the columns of the estimator: changes of what is at risk become running totals. */
function ageSumsOf(sums: Sums, of: Followed, payers: number, horizon: number): AgeColumns {
  const { days, heads } = sums
  const byAge = (values: readonly number[]) => {
    const column = new Float64Array(horizon + 1)
    days.forEach((age, i) => {
      if (age <= horizon) column[age] = values[i] ?? 0
    })
    return column
  }
  const [paid, left, changes] = sums[of]
  const risk = byAge(changes)
  return {
    horizon,
    paid: byAge(paid),
    left: byAge(left),
    atRisk: running(risk, risk[0] ?? 0),
    customersAtRisk: running(byAge(heads), 0),
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
