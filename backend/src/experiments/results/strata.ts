import { stratumName } from '@relance/pipelines'
import type { ExperimentCell } from '@relance/pipelines'
import { HOLDOUT } from './plan'

/** Customers followed to the horizon of a stratum and variant below which a stratum is not judged alone. */
const ENOUGH = 20
/** Of the holdout, which is small by design and never shipped. */
const ENOUGH_HELD = 2

type Counted = Pick<ExperimentCell, 'variant' | 'segment' | 'stratum' | 'epoch' | 'mature'>

/**
 * Strata that are too small to stand alone, by name: within a segment and epoch the smallest are put together until what
 * they make has enough as well. Who may be drawn into what is the same in all of them, so that this changes the precision
 * of an estimate, not what it estimates.
 */
export function tooSmall(cells: readonly Counted[]): string[] {
  const wholes = groupBy(cells, ({ segment, epoch }) => [segment, epoch].join('\n'))
  return [...wholes.values()].flatMap((whole) => {
    const variants = [...new Set(whole.map(({ variant }) => variant))]
    const strata = [...groupBy(whole, stratumName)]
      .map(([name, own]) => ({ name, own, fill: fillOf(own, variants) }))
      .sort((a, b) => a.fill - b.fill || (a.name < b.name ? -1 : 1))
    let count = strata.filter(({ fill }) => fill < 1).length
    const together = () => strata.slice(0, count)
    while (count > 0 && count < strata.length) {
      const own = together().flatMap((one) => one.own)
      if (fillOf(own, variants) >= 1) break
      count += 1
    }
    return together().map(({ name }) => name)
  })
}

/** How far the emptiest variant of some cells is from enough; 1: it has enough. */
function fillOf(cells: readonly Counted[], variants: readonly string[]): number {
  const fills = variants.map((variant) => {
    const mature = cells.reduce((sum, cell) => sum + (cell.variant === variant ? cell.mature : 0), 0)
    return mature / (variant === HOLDOUT ? ENOUGH_HELD : ENOUGH)
  })
  return Math.min(...fills)
}

function groupBy<T>(list: readonly T[], key: (one: T) => string): Map<string, T[]> {
  const groups = new Map<string, T[]>()
  for (const one of list) {
    const known = groups.get(key(one))
    if (known) known.push(one)
    else groups.set(key(one), [one])
  }
  return groups
}
