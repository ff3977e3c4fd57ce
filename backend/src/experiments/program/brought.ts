import type { Difference, ResultsAnswer, ResultsScope } from '../results/results.contract'
import type { ProgramRow } from './program.contract'

type Euros = ResultsScope['variants'][number]['euros']
const NOBODY: Difference = { measurable: false, code: 'empty-cell', detail: {} }

/** Estimates added up, and their bounds: conservative where they share a control. */
function added(parts: readonly { difference: Difference; times: number }[]): Difference {
  let sum = { estimate: 0, lower: 0, upper: 0 }
  for (const { difference, times } of parts) {
    if (!difference.measurable) return difference
    const { estimate, lower, upper } = difference
    sum = {
      estimate: sum.estimate + times * estimate,
      lower: sum.lower + times * lower,
      upper: sum.upper + times * upper,
    }
  }
  return parts.length === 0 ? NOBODY : { measurable: true, ...sum, p: null }
}

/** What the variants of an experiment brought so far, losers included: per customer, times those followed to h. */
export function broughtBy({ overall }: ResultsAnswer): ProgramRow['brought'] {
  if (overall === null) return null
  const sumOf = (figure: keyof Omit<Euros, 'additional_cost'>) =>
    added(
      overall.variants.map(({ variant, euros }) => {
        const arm = overall.arms.find((one) => one.variant === variant)?.metrics.recovered_share
        const followed = arm?.measurable === true ? arm.at_risk : 0
        return { difference: euros[figure], times: followed / 1000 }
      }),
    )
  return {
    cash_brought_forward: sumOf('cash_brought_forward'),
    financing_value: sumOf('financing_value'),
    losses_avoided: sumOf('losses_avoided'),
  }
}

/**
 * A figure over several experiments. Their customers are others, so half-widths add up as squares (each keeps the
 * level of its own interval). Code: nothing-measurable-yet.
 */
export function totalOf(parts: readonly Difference[]): Difference {
  const had = parts.flatMap((part) => (part.measurable ? [part] : []))
  if (had.length === 0) return { measurable: false, code: 'nothing-measurable-yet', detail: {} }
  const sum = (of: (part: (typeof had)[number]) => number) => had.reduce((all, part) => all + of(part), 0)
  const estimate = sum((part) => part.estimate)
  const half = Math.sqrt(sum((part) => ((part.upper - part.lower) / 2) ** 2))
  return { measurable: true, estimate, lower: estimate - half, upper: estimate + half, p: null }
}
