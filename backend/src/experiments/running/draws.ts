import {
  CellDrawer,
  dealPlace,
  everyoneElse,
  requireAssignmentDesign,
  stratumByThird,
} from '@relance/experiments'
import type { AssignmentDesign, Strata } from '@relance/experiments'
import type { Exposure } from '../../dispatch/experiment/exposure'
import type { Asked, Dealing, Drawn } from '../../dispatch/experiment/running-experiment'
import type { ExperimentDesign } from '../experiment.contract'

/** Shares of cells by segment; each segment sums to 1. */
export type Weights = Readonly<Record<string, Readonly<Record<string, number>>>>

/** Weights in force from a moment on. */
export interface Epoch {
  readonly epoch: number
  readonly weights: Weights
  readonly paused: readonly string[]
}

/** Cuts of the segments whose places are dealt in strata; the others are hashed. */
export type StrataBySegment = Readonly<Record<string, Strata>>

/**
 * The weights of a design as shares: equal where a segment names none, nothing for a paused cell, the others in
 * proportion. A segment all of whose cells are paused is left out.
 */
export function sharesOf(
  { cells, segments, weights }: Pick<ExperimentDesign, 'cells' | 'segments' | 'weights'>,
  paused: readonly string[] = [],
): Weights {
  const shares = segments.map(({ id }) => {
    const named = cells.map(
      (cell) => [cell.id, paused.includes(cell.id) ? 0 : (weights[id]?.[cell.id] ?? 1)] as const,
    )
    const total = named.reduce((sum, [, weight]) => sum + weight, 0)
    const each = named.map(([cell, weight]) => [cell, total === 0 ? 0 : weight / total] as const)
    return [id, total === 0 ? null : Object.fromEntries(each)] as const
  })
  return Object.fromEntries(shares.flatMap(([id, of]) => (of === null ? [] : [[id, of] as const])))
}

/** The shares in force with a cell that has the share again that it had before, the others in proportion. */
export function withCell(
  now: Weights,
  before: Weights,
  { segments, cells }: Pick<ExperimentDesign, 'segments' | 'cells'>,
  cell: string,
): Weights {
  const shares = segments.flatMap(({ id }) => {
    const own = before[id]?.[cell] ?? 0
    const others = cells
      .filter((one) => one.id !== cell)
      .map((one) => [one.id, now[id]?.[one.id] ?? 0] as const)
    const rest = others.reduce((sum, [, share]) => sum + share, 0)
    if (own + rest === 0) return []
    const given = rest === 0 ? 1 : own
    const left = others.map(([name, share]) => [name, rest === 0 ? 0 : (share / rest) * (1 - given)] as const)
    return [[id, { ...Object.fromEntries(left), [cell]: given }] as const]
  })
  return Object.fromEntries(shares)
}

type Designed = Pick<ExperimentDesign, 'cells' | 'seed' | 'holdout_share' | 'coverage'>

/** The library's design of each segment at one epoch: segments are known, so each is a design of its own. */
function assignmentsOf(
  id: string,
  design: Designed,
  { epoch, weights }: Epoch,
): ReadonlyMap<string, AssignmentDesign> {
  const made = Object.entries(weights).map(([segment, shares]) => {
    const assignment = requireAssignmentDesign({
      key: id,
      seed: design.seed === '' ? id : design.seed,
      cells: design.cells.map((cell) => ({ id: cell.id, levels: cell.levels })),
      segments: [],
      weights: { [everyoneElse]: design.cells.map((cell) => shares[cell.id] ?? 0) },
      ...(design.holdout_share > 0 ? { holdoutShare: design.holdout_share } : {}),
      coverage: design.coverage,
      epoch,
    })
    return [segment, assignment] as const
  })
  return new Map(made)
}

/** Where a place was given: a counter for each of these. */
type Seat = Pick<Exposure, 'stratum' | 'epoch' | 'holdoutPossible'> & { readonly segment: string }

const counterOf = ({ segment, stratum, epoch, holdoutPossible }: Seat): string =>
  [segment, stratum, epoch, holdoutPossible ? 'held' : ''].join(':')

/** Another epoch has other blocks: its weights may be others. */
const dealtAt = (assignment: AssignmentDesign, seat: Seat, unit: string, number: number) =>
  dealPlace(
    { design: assignment, segment: everyoneElse, holdoutEligible: seat.holdoutPossible },
    unit,
    `${seat.segment}:${seat.stratum}:${seat.epoch}`,
    number,
  )

/**
 * What draws cells of an experiment at one epoch: the library's own draw, and in segments with strata the next place of
 * his stratum. The share of a segment that is tested is hashed in both.
 */
export function drawOf(
  id: string,
  design: Designed,
  epoch: Epoch,
  strata: StrataBySegment = {},
): (asked: Asked) => Drawn | null {
  const assignments = assignmentsOf(id, design, epoch)
  const drawers = new Map([...assignments].map(([segment, one]) => [segment, new CellDrawer(one)]))
  return ({ segment, unit, mayBeHeldOut, dealing }) => {
    const [assignment, drawer, cuts] = [assignments.get(segment), drawers.get(segment), strata[segment]]
    if (!assignment || !drawer) return null
    const hashed = drawer.draw({
      customer: { id: unit },
      payer: unit,
      eligible: true,
      holdoutEligible: mayBeHeldOut,
    })
    if (!hashed.entered) return null
    if (!cuts) {
      const { cell, levels, probability, holdoutPossible } = hashed
      return { cell, levels, probability, epoch: epoch.epoch, holdoutPossible, stratum: '' }
    }
    const stratum = stratumFor(cuts, dealing)
    const seat = { segment, stratum, epoch: epoch.epoch, holdoutPossible: hashed.holdoutPossible }
    const key = counterOf(seat)
    const number = dealing?.nextPlace(key) ?? 0
    const { cell, levels, probability, holdoutPossible } = dealtAt(assignment, seat, unit, number)
    return {
      ...{ cell, levels, probability, holdoutPossible, stratum },
      epoch: epoch.epoch,
      place: { key, number },
    }
  }
}

function stratumFor(cuts: Strata, dealing: Dealing | undefined): string {
  if (!dealing) throw new RangeError('a dealt place needs what it depends on')
  return stratumByThird(dealing.owed(), dealing.lateThird(), cuts)
}

type Placed = Pick<Exposure, 'segmentId' | 'stratum' | 'epoch' | 'holdoutPossible' | 'place' | 'cell'>

/** Whether the cell of an entry is the one that its place deals; those without a place of their own always are. */
export function asDealt(id: string, design: Designed, epochs: readonly Epoch[]): (entry: Placed) => boolean {
  const byEpoch = new Map(epochs.map((one) => [one.epoch, assignmentsOf(id, design, one)]))
  return ({ segmentId: segment, stratum, epoch, holdoutPossible, place, cell }) => {
    if (!place) return true
    const assignment = byEpoch.get(epoch)?.get(segment)
    if (!assignment) return false
    return dealtAt(assignment, { segment, stratum, epoch, holdoutPossible }, '', place.number).cell === cell
  }
}
