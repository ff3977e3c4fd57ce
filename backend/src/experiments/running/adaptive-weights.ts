import {
  adaptiveShares,
  euroHazardCounts,
  flooredShares,
  longestAge,
  mergeAgeSums,
} from '@relance/experiments'
import type { HazardCounts } from '@relance/experiments'
import type { ExperimentCell } from '@relance/pipelines'
import type { ExperimentDesign } from '../experiment.contract'
import { sharesOf } from './draws'
import type { Epoch, Weights } from './draws'

/** Customers that each arm of each segment must have got in an epoch before the next one begins. */
const ENOUGH = 30
/** Customers of each arm who must be followed to an age before it moves weights: what nobody has seen is not guessed. */
const FOLLOWED = 10

/** What moved the share of one variant in a segment. */
export interface AdaptedShare {
  readonly segment: string
  readonly variant: string
  readonly before: number
  readonly share: number
  /** how often it is the best of the variants, as likely as the payments so far make it */
  readonly best: number
  /** its customers so far */
  readonly customers: number
}

/** Shares as an adaptive design promises them: the control has its own, no variant that goes on is below the floor. */
export function asPromised(design: ExperimentDesign, weights: Weights, paused: readonly string[]): Weights {
  const floor = design.adaptive?.floor ?? 0
  const planned = sharesOf(design)
  const segments = Object.entries(weights).map(([segment, shares]) => {
    const active = activeCells(design, paused)
    const control = active.length === 0 ? 1 : (planned[segment]?.[design.control] ?? 0)
    const own = flooredShares(
      active.map((cell) => shares[cell] ?? 0),
      floor,
      1 - control,
    )
    return [segment, sharesFrom(design, control, active, own)] as const
  })
  return Object.fromEntries(segments)
}

/**
 * The shares of the coming epoch by what was paid so far, by the longest age up to the horizon that customers of every
 * variant are followed to, with what moved each; null while some arm of some segment has
 * too few customers in the epoch in force, so that a period can be judged by itself.
 */
export function adaptedWeights(
  design: ExperimentDesign,
  epoch: Epoch,
  cells: readonly ExperimentCell[],
): { weights: Weights; moved: AdaptedShare[] } | null {
  const active = activeCells(design, epoch.paused)
  const { adaptive } = design
  if (adaptive === null || active.length < 2) return null
  const moved: AdaptedShare[] = []
  const segments: [string, Readonly<Record<string, number>>][] = []
  for (const [segment, before] of Object.entries(epoch.weights)) {
    const own = cells.filter((cell) => cell.segment === segment)
    const entered = (variant: string) => sumOf(own, variant, epoch.epoch)
    if ([design.control, ...active].some((variant) => entered(variant) < ENOUGH)) return null
    const horizon = Math.min(...active.map((variant) => followedTo(own, variant)))
    if (horizon < 0) return null
    const control = sharesOf(design)[segment]?.[design.control] ?? 0
    const { shares, bestShares } = adaptiveShares(
      active.map((variant) => countsOf(design, own, variant, horizon)),
      { horizon, floor: adaptive.floor, fixedShare: control, seed: epoch.epoch + 1 },
    )
    segments.push([segment, sharesFrom(design, control, active, shares)])
    active.forEach((variant, i) =>
      moved.push({
        ...{ segment, variant, before: before[variant] ?? 0, share: shares[i] ?? 0 },
        ...{ best: bestShares[i] ?? 0, customers: sumOf(own, variant) },
      }),
    )
  }
  return { weights: Object.fromEntries(segments), moved }
}

const activeCells = ({ cells, control }: ExperimentDesign, paused: readonly string[]): string[] =>
  cells.flatMap(({ id }) => (id === control || paused.includes(id) ? [] : [id]))

const sharesFrom = (
  design: ExperimentDesign,
  control: number,
  active: readonly string[],
  shares: readonly number[],
) =>
  Object.fromEntries(
    design.cells.map(({ id }) => [id, id === design.control ? control : (shares[active.indexOf(id)] ?? 0)]),
  )

const sumOf = (cells: readonly ExperimentCell[], variant: string, epoch?: number): number =>
  cells.reduce(
    (sum, cell) =>
      cell.variant === variant && (epoch === undefined || cell.epoch === epoch) ? sum + cell.customers : sum,
    0,
  )

/** The longest age up to the horizon that enough customers of a variant are followed to; -1 for none. */
function followedTo(cells: readonly ExperimentCell[], variant: string): number {
  const own = cells.filter((cell) => cell.variant === variant)
  return own.length === 0 ? -1 : longestAge(mergeAgeSums(own.map(({ ages }) => ages.any)), FOLLOWED)
}

/** What a variant's customers of all epochs did by age, in customers; euros in as many as they are worth. */
function countsOf(
  design: ExperimentDesign,
  cells: readonly ExperimentCell[],
  variant: string,
  horizon: number,
): HazardCounts {
  const own = cells.filter((cell) => cell.variant === variant)
  const euros = design.metric === 'recovered_share'
  const followed = euros ? 'euros' : design.metric === 'paid_in_full' ? 'full' : 'any'
  const ages = Array.from({ length: horizon + 1 }, (_, age) => age)
  const sum = (of: (cell: ExperimentCell) => number) => own.reduce((total, cell) => total + of(cell), 0)
  const atRisk = ages.map((age) => sum((cell) => cell.ages[followed].atRisk[age] ?? 0))
  const paid = ages.map((age) => sum((cell) => cell.ages[followed].paid[age] ?? 0))
  if (!euros) return { atRisk, paid: paid.map((count, age) => Math.min(count, atRisk[age] ?? 0)) }
  // Who is still followed at an age is taken to owe sums as uneven as all who entered.
  const [exposed, squares] = [sum((cell) => cell.exposed), sum((cell) => cell.exposed_squares)]
  const spread = exposed > 0 ? squares / exposed : 0
  return euroHazardCounts(
    atRisk,
    atRisk.map((open) => open * spread),
    paid.map((amount, age) => Math.min(amount, atRisk[age] ?? 0)),
  )
}
