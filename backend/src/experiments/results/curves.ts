import { longestAge, mergeAgeSums, recoveryCurves, recoveryFromSums } from '@relance/experiments'
import type { z } from 'zod'
import type { CountedCell } from './blocks'
import type { curve } from './results.contract'

type Curve = z.infer<typeof curve>
/** Fewest customers an arm behind each point of a curve. */
const ENOUGH = 100

/** The longest age that every variant has enough customers for; -1 where there is none. */
export function longestOf(counted: readonly CountedCell[]): number {
  const byArm = grouped(counted, ({ cell }) => cell.variant)
  const lengths = [...byArm.values()].map((cells) => longestAge(mergedAges(cells), ENOUGH))
  return lengths.length === 0 ? -1 : Math.min(...lengths)
}

const mergedAges = (cells: readonly CountedCell[]) => mergeAgeSums(cells.map(({ cell }) => cell.ages.euros))

/**
 * Recovered share by age and variant. Blocks drawn with different weights are not thrown together: each age is the
 * mean of the blocks' curves, weighted by the euros exposed in the block, over blocks in which every variant was
 * followed so far.
 */
export function curvesOf(counted: readonly CountedCell[]): Curve[] {
  const longest = longestOf(counted)
  if (longest < 0) return []
  const groups = grouped(counted, ({ cell }) => blockKey(cell))
  const exposedOf = (cells: readonly CountedCell[]) => cells.reduce((sum, { cell }) => sum + cell.exposed, 0)
  const weights = new Map([...groups].map(([key, cells]) => [key, exposedOf(cells)]))
  const names = [...new Set(counted.map(({ cell }) => cell.variant))].sort()
  const curves = [...groups.values()].map((cells) => {
    const result = recoveryCurves(
      cells.map(({ cell }) => cell.ages.euros),
      1,
    )
    return { cells, weight: exposedOf(cells), result }
  })
  return names.map((variant) => {
    const recovered: number[] = []
    for (let age = 0; age <= longest; age++) {
      let [sum, total] = [0, 0]
      for (const { cells, weight, result } of curves) {
        const place = cells.findIndex(({ cell }) => cell.variant === variant)
        if (!result.measurable || result.longest < age || place < 0) continue
        sum += weight * (result.curves[place]?.recovered[age] ?? 0)
        total += weight
      }
      recovered.push(total > 0 ? sum / total : (recovered.at(-1) ?? 0))
    }
    const own = counted.filter(({ cell }) => cell.variant === variant)
    const heads = mergedAges(own).customersAtRisk
    return {
      variant,
      recovered,
      at_risk: recovered.map((_, age) => heads[age] ?? 0),
      marks: marksOf(own, longest, weights),
    }
  })
}

const Z = 1.959963984540054

/** 95 % intervals of the share at a few ages, blocks weighted by euros. */
function marksOf(
  own: readonly CountedCell[],
  longest: number,
  weights: ReadonlyMap<string, number>,
): Curve['marks'] {
  const ages = own[0]?.marks.map(({ age }) => age) ?? []
  return ages.flatMap((age, k) => {
    if (age > longest) return []
    const parts = own.flatMap(({ cell, marks }) => {
      const mark = marks[k]
      if (mark?.sums.measurable !== true) return []
      const found = recoveryFromSums({ kind: 'recovered_share', horizon: age }, mark.sums)
      return found.measurable ? [{ weight: weights.get(blockKey(cell)) ?? 0, found }] : []
    })
    const total = parts.reduce((sum, { weight }) => sum + weight, 0)
    if (total === 0) return []
    const estimate = parts.reduce((sum, { weight, found }) => sum + (weight / total) * found.estimate, 0)
    const error = Math.sqrt(
      parts.reduce((sum, { weight, found }) => sum + ((weight / total) * found.standardError) ** 2, 0),
    )
    return [
      { age, estimate, lower: Math.max(0, estimate - Z * error), upper: Math.min(1, estimate + Z * error) },
    ]
  })
}

const blockKey = ({ segment, stratum, epoch }: CountedCell['cell']) => [segment, stratum, epoch].join('\n')

function grouped(
  counted: readonly CountedCell[],
  key: (one: CountedCell) => string,
): Map<string, CountedCell[]> {
  const groups = new Map<string, CountedCell[]>()
  for (const one of counted) groups.set(key(one), [...(groups.get(key(one)) ?? []), one])
  return groups
}
