/** Which customers of which experiment, known up to which day. */
export interface ExperimentQuestion {
  experiment: string
  /** last complete day; ages after it do not exist */
  cut: string
  /** h: the age that the experiment is about */
  horizon: number
  /** last age that any metric needs, at least the horizon, at most 1000 */
  last: number
  /** whether strata of the assignment are kept apart */
  byStratum: boolean
  /** strata that are put together all the same, of their segment and epoch; see `stratumName` */
  together?: readonly string[]
}

/** A stratum of one segment and epoch. */
export const stratumName = ({ segment, stratum, epoch }: Omit<CellKey, 'variant'>): string =>
  [segment, stratum, epoch].join('\n')

/** What is followed by age: euros, customers paid in full, customers with any payment. */
export type Followed = 'euros' | 'full' | 'any'

export interface CellKey {
  variant: string
  segment: string
  stratum: string
  epoch: number
}

/** Sums of the first pass over one cell; amounts in the currency of the invoices. */
export interface ExperimentCell extends CellKey {
  customers: number
  /** planned probability of the variant, mean over its customers */
  probability: number
  exposed: number
  exposed_squares: number
  /** customers whose exposed invoices have more than one currency */
  several_currencies: number
  owing_nothing: number
  paid_before_message: number
  /** customers followed to the horizon, what they paid by then, its squares, and what their messages cost */
  mature: number
  received: number
  received_squares: number
  cost: number
  contacts: number
  ages: Record<Followed, AgeColumns>
}

/** One number an age 0 … horizon: the sums of the first pass as estimators take them. */
export interface AgeColumns {
  horizon: number
  paid: Float64Array
  left: Float64Array
  atRisk: Float64Array
  customersAtRisk: Float64Array
  payers: number
}

/** By how much a euro paid, left or at risk at each age moves the estimate of a cell. */
export interface WeightColumns {
  last: number
  paid: ArrayLike<number>
  left: ArrayLike<number>
  cumulative: ArrayLike<number>
}

/** A metric of the second pass: what is followed, and the weights of each cell (null: it cannot be had there). */
export interface FollowedMetric {
  followed: Followed
  weights: readonly (WeightColumns | null)[]
}

/** Over the payers of a cell: of their influence values and their numbers of customers. */
export interface InfluenceTotals {
  customers: number
  clusters: number
  sum: number
  squares: number
  crossed: number
  sizeSquares: number
}
