import { cellShares, plannedInformation } from '@relance/experiments'
import type { ResultsPlan } from '@relance/experiments'
import type { ExperimentDesign } from '../experiment.contract'

/** Cell of the customers who get no reminder for a while; it is compared, never shipped. */
export const HOLDOUT = 'holdout'
/** Customers followed to the horizon that each arm needs in an epoch of weights that follow results. */
const FOLLOWED_IN_EPOCH = 20

/** The design as the estimators take it; information at the planned end from the variance before launch. */
export function planOf(design: ExperimentDesign): ResultsPlan {
  const { control, segments, metric, alpha, rule, basis } = design
  const variants = design.cells.map(({ id }) => id).filter((id) => id !== control && id !== HOLDOUT)
  const shareOf = (segment: string) => {
    const total = segments.reduce((sum, { id }) => sum + (design.segment_shares[id] ?? 1), 0)
    return (design.segment_shares[segment] ?? 1) / total
  }
  const bySegment = segments.map(({ id }) => {
    const customers = design.max_customers * shareOf(id)
    return [id, informationOf(design, id, customers)] as const
  })
  return {
    control,
    variants,
    segments: segments.map(({ id }) => id),
    primary: metric,
    horizon: design.horizon_days,
    fewestFollowed: design.adaptive === null ? 0 : FOLLOWED_IN_EPOCH,
    alpha,
    rule,
    basis,
    costOfCapital: design.cost_of_capital,
    worthHaving: design.worth_having,
    goodDirection: metric === 'restricted_mean' ? 'lower' : 'higher',
    plannedInformation: {
      overall: bySegment.reduce((sum, [, information]) => sum + information, 0),
      segments: Object.fromEntries(bySegment),
    },
  }
}

/** 1/se² of one variant's difference when `customers` have been followed. */
function informationOf(design: ExperimentDesign, segment: string, customers: number): number {
  const metric = { kind: 'unit_variance', variance: design.unit_variance } as const
  return plannedInformation({ metric, rule: { kind: 'fixed' }, ...sharesIn(design, segment) }, customers)
}

/** Shares of all customers of a segment that the control, a variant (alike on average) and the holdout get. */
export function sharesIn(
  design: Pick<ExperimentDesign, 'cells' | 'weights' | 'holdout_share' | 'control'>,
  segment: string,
): { controlShare: number; variantShare: number } {
  const cells = design.cells.filter(({ id }) => id !== HOLDOUT)
  const weights = cells.map(({ id }) => design.weights[segment]?.[id] ?? 1)
  const total = weights.reduce((sum, weight) => sum + weight, 0)
  const shares = cellShares(
    weights.map((weight) => weight / total),
    design.holdout_share,
  )
  const place = cells.findIndex(({ id }) => id === design.control)
  const others = cells.flatMap((_, i) => (i === place ? [] : [shares[i] ?? 0]))
  const variantShare = others.reduce((sum, share) => sum + share, 0) / others.length
  return { controlShare: shares[place] ?? 0, variantShare }
}

const DAY_MS = 86_400_000
export const addDays = (day: string, days: number): string =>
  new Date(Date.parse(day) + days * DAY_MS).toISOString().slice(0, 10)
const daysBetween = (from: string, to: string): number => (Date.parse(to) - Date.parse(from)) / DAY_MS

/** Where an experiment stands on a day: nothing new can come after its planned end. */
export function progressOf(
  design: ExperimentDesign,
  entered: { customers: number; first: string; last: string; ended: string | null },
  cut: string,
): { plannedEndReached: boolean; daysLeft: number } {
  const full = entered.customers >= design.max_customers
  const closes = [addDays(entered.first, design.max_days - 1)]
  if (full) closes.push(entered.last)
  if (entered.ended !== null) closes.push(entered.ended)
  const end = addDays(closes.sort()[0] ?? cut, design.horizon_days)
  return { plannedEndReached: end <= cut, daysLeft: Math.max(0, daysBetween(cut, end)) }
}
