import { requireCount, requireFinite, requireOpenProbability } from '../errors'

/**
 * A quantile of one arm with the order statistics around it, as a warehouse can give them.
 *
 * lower and upper are the sample quantiles at rank ∓ 1.96 √(rank(1 − rank)/nStar); nStar may be smaller
 * than n so that the warehouse can fix the ranks before it counts.
 */
export interface QuantileSums {
  readonly kind: 'quantile'
  /** Rows: units, or invoices when clusters are given. */
  readonly n: number
  readonly nStar: number
  /** Rank of the quantile, 0.5 for the median. */
  readonly rank: number
  readonly estimate: number
  readonly lower: number
  readonly upper: number
  /** Given when rows are not independent: per cluster s = rows at or below the quantile, k = rows. */
  readonly clusters?: {
    readonly n: number
    readonly sumBelow: number
    readonly sumSquaresBelow: number
    readonly sumRows: number
    readonly sumSquaresRows: number
    readonly sumProduct: number
  }
}

const Z_975 = 1.959963984540054

/**
 * Variance per row of a sample quantile (standard error² = result / n), rows in clusters or independent.
 *
 * Formula: ((upper − lower)/(2·1.96))² · (nStar/n)(n − 1), times the ratio of the clustered to the
 * independent variance of the share of rows below. Source: Deng, Knoblich & Lu 2018 §4. Units: the
 * metric's, squared. Throws RangeError on ranks outside (0, 1), upper < lower or non-finite input.
 * Worked number: n = nStar = 400, bounds 18 and 22, no clusters → (4/3.92)²·399 = 415.5.
 */
export function quantileVariance(q: QuantileSums, name: string): number {
  requireCount(q.n, `${name}.n`)
  requireCount(q.nStar, `${name}.nStar`)
  requireOpenProbability(q.rank, `${name}.rank`)
  for (const value of [q.estimate, q.lower, q.upper]) requireFinite(value, `${name} quantile`)
  if (q.upper < q.lower) throw new RangeError(`${name}: upper ${q.upper} is below lower ${q.lower}`)
  if (q.n <= 1) return 0
  const independent = (q.nStar / q.n) * (q.n - 1) * ((q.upper - q.lower) / (2 * Z_975)) ** 2
  const clustered =
    q.clusters === undefined ? independent : independent * clusterInflation(q, q.clusters, name)
  return q.n < 100 ? clustered : Math.max(clustered, 1e-5)
}

function clusterInflation(q: QuantileSums, c: NonNullable<QuantileSums['clusters']>, name: string): number {
  requireCount(c.n, `${name}.clusters.n`)
  for (const value of Object.values(c)) requireFinite(value, `${name} clusters`)
  if (c.n <= 1 || c.sumRows <= 0) return 0
  const meanBelow = c.sumBelow / c.n
  const meanRows = c.sumRows / c.n
  const share = meanBelow / meanRows
  const spread = (square: number, a: number, b: number): number => (square / c.n - a * b) * (c.n / (c.n - 1))
  const variance =
    spread(c.sumSquaresBelow, meanBelow, meanBelow) -
    2 * share * spread(c.sumProduct, meanBelow, meanRows) +
    share * share * spread(c.sumSquaresRows, meanRows, meanRows)
  return variance / (c.n * meanRows * meanRows) / ((q.rank * (1 - q.rank)) / q.n)
}

/** Whether the order statistics around the quantile exist and are not tied into one value. */
export function quantileIsUsable(q: QuantileSums): boolean {
  const rowsNeeded = Z_975 ** 2 * Math.max(q.rank / (1 - q.rank), (1 - q.rank) / q.rank)
  if (q.n <= rowsNeeded) return false
  return q.upper > q.lower
}
