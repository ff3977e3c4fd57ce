import { CellDrawer, dealPlace, everyoneElse, requireAssignmentDesign } from '@relance/experiments'
import type { AssignmentDesign } from '@relance/experiments'
import type { Asked, Drawn } from '../../dispatch/experiment/running-experiment'
import type { ExperimentDesign } from '../experiment.contract'

/** Shares of cells by segment; each segment sums to 1. */
export type Weights = Readonly<Record<string, Readonly<Record<string, number>>>>

/** Weights in force from a moment on. */
export interface Epoch {
  readonly epoch: number
  readonly weights: Weights
  readonly paused: readonly string[]
}

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

/** What draws cells of an experiment at one epoch: the library's own draw, one a segment, since segments are known. */
export function drawOf(
  id: string,
  design: ExperimentDesign,
  { epoch, weights }: Epoch,
): (asked: Asked) => Drawn | null {
  const drawers = new Map<string, { drawer: CellDrawer; assignment: AssignmentDesign }>()
  for (const [segment, shares] of Object.entries(weights)) {
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
    drawers.set(segment, { drawer: new CellDrawer(assignment), assignment })
  }
  return ({ segment, unit, mayBeHeldOut, place }) => {
    const found = drawers.get(segment)
    if (!found) return null
    const drawn = place
      ? dealPlace(
          { design: found.assignment, segment: everyoneElse, holdoutEligible: mayBeHeldOut },
          unit,
          `${segment}:${place.stratum}`,
          place.number,
        )
      : found.drawer.draw({
          customer: { id: unit },
          payer: unit,
          eligible: true,
          holdoutEligible: mayBeHeldOut,
        })
    if (!drawn.entered) return null
    const { cell, levels, probability, holdoutPossible } = drawn
    return { cell, levels, probability, epoch, holdoutPossible, stratum: place?.stratum ?? '' }
  }
}
