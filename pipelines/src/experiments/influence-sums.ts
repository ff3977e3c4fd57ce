import { z } from 'zod'
import type { WarehouseReader } from '../warehouse/warehouse'
import { STRATUM, parameters } from './age-sums'
import influenceSumsSql from './influence-sums.sql?raw'
import influenceValueSql from './influence-value.sql?raw'
import mergedPayersSql from './merged-payers.sql?raw'
import type {
  CellKey,
  ExperimentCell,
  ExperimentQuestion,
  Followed,
  FollowedMetric,
  InfluenceTotals,
} from './types'

const count = z.coerce.number()
const numbers = z.array(count)
const row = z.object({
  cell: count,
  customers: count,
  clusters: count,
  sums: numbers,
  squares: numbers,
  crossed: numbers,
  size_squares: count,
})
const merged = z.object({ absorbed: z.string(), survivor: z.string() })

/** Ages and cells share one number: cell × 1024 + age. */
const AGES = 1024
const COLUMNS: Record<Followed, Record<'ages' | 'exposed' | 'paid' | 'left', string>> = {
  euros: { ages: 'ages', exposed: 'exposed', paid: 'paid', left: 'left' },
  full: { ages: 'ages', exposed: 'owing', paid: 'full_paid', left: 'full_left' },
  any: {
    ages: 'if(any_age >= 0, [any_age], if(any_left_age >= 0, [any_left_age], []))',
    exposed: 'owing',
    paid: 'if(any_age >= 0, [1.], if(any_left_age >= 0, [0.], []))',
    left: 'if(any_age >= 0, [0.], if(any_left_age >= 0, [1.], []))',
  },
}

/**
 * The second pass: for each metric the sums of influence values of each cell, in the order of `cells`; null where the
 * cell has no weights. Units are those of the metric.
 * @throws WarehouseError
 */
export async function experimentSums(
  warehouse: WarehouseReader,
  question: ExperimentQuestion,
  cells: readonly ExperimentCell[],
  metrics: readonly FollowedMetric[],
): Promise<(InfluenceTotals | null)[][]> {
  const rows = await warehouse.query({
    name: 'experiment-influence-sums',
    sql: statement(metrics),
    params: {
      ...parameters(question),
      ...(await payers(warehouse, question)),
      ...weightParameters(question, cells, metrics),
    },
    row,
  })
  const found = new Map(rows.map((one) => [one.cell, one]))
  return metrics.map(({ weights }, m) =>
    cells.map((_, c) => {
      const one = found.get(c + 1)
      if (one === undefined || (weights[c] ?? null) === null) return null
      const { customers, clusters, size_squares: sizeSquares } = one
      const [sum, squares, crossed] = [one.sums[m] ?? 0, one.squares[m] ?? 0, one.crossed[m] ?? 0]
      return { customers, clusters, sum, squares, crossed, sizeSquares }
    }),
  )
}

/** The statement with one influence value a metric; fragments only, values go as parameters. */
function statement(metrics: readonly FollowedMetric[]): string {
  const list = (of: (n: number) => string) => metrics.map((_, n) => of(n)).join(', ')
  const value = influenceValueSql.replace(/^\s*--.*$/gm, '').trim()
  const sums = metrics.map(({ followed }, n) => {
    const columns = Object.entries(COLUMNS[followed])
    const filled = columns.reduce(
      (sql, [name, column]) => sql.replaceAll(`{${name}}`, column),
      value.replaceAll('{n}', String(n)),
    )
    return `sum(${filled}) AS z${n}`
  })
  return influenceSumsSql
    .replace('{stratum}', () => STRATUM)
    .replace('{sums}', () => sums.join(',\n        '))
    .replace('{totals}', () => list((n) => `sum(z${n})`))
    .replace('{squares}', () => list((n) => `sum(z${n} * z${n})`))
    .replace('{crossed}', () => list((n) => `sum(z${n} * size)`))
}

const cellText = ({ variant, segment, stratum, epoch }: CellKey) =>
  [variant, segment, stratum, epoch].join('\n')

function weightParameters(
  question: ExperimentQuestion,
  cells: readonly ExperimentCell[],
  metrics: readonly FollowedMetric[],
): Record<string, unknown> {
  const ages = Array.from({ length: question.last + 1 }, (_, age) => age)
  const params: Record<string, unknown> = {
    cells: cells.map(cellText),
    numbers: cells.map((_, c) => c + 1),
    keys: cells.flatMap((_, c) => ages.map((age) => (c + 1) * AGES + age)),
  }
  metrics.forEach(({ weights }, n) => {
    // What follows an age is the same for all that happens at it, so it is taken off here once.
    const column = (of: 'paid' | 'left' | 'cumulative', ahead: boolean) =>
      weights.flatMap((weight) =>
        ages.map((age) => {
          if (weight === null || age > weight.last) return 0
          return (weight[of][age] ?? 0) - (ahead ? (weight.cumulative[age] ?? 0) : 0)
        }),
      )
    params[`last${n}`] = Math.max(0, ...weights.map((weight) => weight?.last ?? 0))
    params[`paid${n}`] = column('paid', true)
    params[`left${n}`] = column('left', true)
    params[`cumulative${n}`] = column('cumulative', false)
  })
  return params
}

/** Payers that became one; never empty, because the engine wants the type of what it compares with. */
async function payers(warehouse: WarehouseReader, { experiment, cut }: ExperimentQuestion) {
  const rows = await warehouse.query({
    name: 'experiment-merged-payers',
    sql: mergedPayersSql,
    params: { experiment, cut },
    row: merged,
  })
  const pairs = rows.length > 0 ? rows : [{ absorbed: '0', survivor: '0' }]
  return {
    absorbed: pairs.map((pair) => BigInt(pair.absorbed)),
    survivors: pairs.map((pair) => BigInt(pair.survivor)),
  }
}
