import { contrastEstimates, mainEffect, simultaneousIntervals, twoWayInteraction } from '@relance/experiments'
import type { Contrast, FactorialCell, ScopeResult } from '@relance/experiments'
import type { z } from 'zod'
import type { ExperimentDesign } from '../experiment.contract'
import type { factorEffect } from './results.contract'

type Effect = z.infer<typeof factorEffect>
interface Move {
  factor: string
  from: string
  to: string
}

/**
 * Main effects and two-way interactions of the factors at one look, with intervals that hold for all of them at once;
 * why there are none where the cells are no full design.
 */
export function factorEffects(
  design: ExperimentDesign,
  overall: ScopeResult,
): { effects: Effect[]; code: string | null } {
  const cells = design.cells.flatMap(({ id, levels }): FactorialCell[] => {
    const arm = overall.arms[id]?.[design.metric]
    if (arm?.measurable !== true) return []
    return [{ levels, estimate: arm.estimate, variance: arm.standardError ** 2 }]
  })
  const moves = movesOf(cells)
  if (moves.length === 0 || cells.length < design.cells.length) {
    return { effects: [], code: moves.length === 0 ? 'one-factor-level' : 'cells-without-estimate' }
  }
  try {
    const asked = moves.map((move) => ({
      moves: [move],
      contrast: mainEffect(cells, move.factor, move.from, move.to),
    }))
    const crossed = pairsOf(moves).map(([a, b]) => ({
      moves: [a, b],
      contrast: twoWayInteraction(cells, a, b),
    }))
    return { effects: estimated(cells, [...asked, ...crossed], design.alpha), code: null }
  } catch (error) {
    if (error instanceof RangeError) return { effects: [], code: 'not-a-full-design' }
    throw error
  }
}

/** From the first level of each factor that has several to each other one. */
function movesOf(cells: readonly FactorialCell[]): Move[] {
  const factors = Object.keys(cells[0]?.levels ?? {})
  return factors.flatMap((factor) => {
    const [from, ...others] = [...new Set(cells.map(({ levels }) => levels[factor] ?? ''))]
    return from === undefined ? [] : others.map((to) => ({ factor, from, to }))
  })
}

const pairsOf = (moves: readonly Move[]): [Move, Move][] =>
  moves.flatMap((a, i) =>
    moves.slice(i + 1).flatMap((b): [Move, Move][] => (a.factor === b.factor ? [] : [[a, b]])),
  )

function estimated(
  cells: readonly FactorialCell[],
  asked: readonly { moves: Move[]; contrast: Contrast }[],
  alpha: number,
): Effect[] {
  const { estimates, covariance } = contrastEstimates(
    cells,
    asked.map(({ contrast }) => contrast),
  )
  const { contrasts } = simultaneousIntervals(estimates, covariance, alpha)
  return asked.flatMap(({ moves, contrast }, i) => {
    const found = contrasts[i]
    if (found === undefined) return []
    return [
      {
        kind: moves.length === 1 ? ('main' as const) : ('interaction' as const),
        name: contrast.name,
        factors: moves,
        estimate: found.estimate,
        lower: found.interval[0],
        upper: found.interval[1],
        p: found.adjustedPValue,
      },
    ]
  })
}
