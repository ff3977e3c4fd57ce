import { requireCount, requireOpenProbability } from '../errors'
import { seededRandom } from '../simulate'
import { growthAlternatives } from './growth-alternatives'

export interface GuardrailChanceQuestion {
  /** Rates of the event per customer and window that are supposed true, shares. */
  readonly controlRate: number
  readonly variantRate: number
  /** Historical rate and margin that the guardrail will be set up with. */
  readonly base: number
  readonly margin: number
  /** Pairs (one customer an arm) until the end. */
  readonly pairs: number
  readonly alpha?: number
  readonly runs?: number
  readonly seed?: number
}

export interface GuardrailChance {
  /** Share of runs stopped by the end, and its Monte-Carlo error. */
  readonly chance: number
  readonly error: number
  /** Customers an arm at which half of all runs were stopped; null when fewer were. */
  readonly medianPairs: number | null
}

/**
 * Question: if the variant really drew so many complaints, how likely would the guardrail stop it before
 * the end, and when? Seeded simulation of the e-process with pairs; between two events it only falls, so
 * only pairs with an event are drawn (geometric gaps). Default 2,000 runs.
 * Worked number: base 0.5 %, variant 1.5 %, margin 0, 2,000 pairs, seed 1 → 0.83 ± 0.01.
 * Throws RangeError for rates outside (0, 1).
 */
export function guardrailChance(question: GuardrailChanceQuestion): GuardrailChance {
  const { controlRate, variantRate, base, margin, alpha = 0.05, runs = 2000, seed = 1 } = question
  const a = requireOpenProbability(controlRate, 'controlRate')
  const b = requireOpenProbability(variantRate, 'variantRate')
  const pairs = requireCount(question.pairs, 'pairs', 1)
  requireCount(runs, 'runs', 1)
  const threshold = 1 / requireOpenProbability(alpha, 'alpha')
  const bets = growthAlternatives(base, margin, [1, 1])
  const none = (1 - a) * (1 - b)
  const { uniform } = seededRandom(seed)
  const stopped: number[] = []
  for (let run = 0; run < runs; run++) {
    const logs = bets.map(() => 0)
    let pair = 0
    for (;;) {
      const gap = Math.floor(Math.log(1 - uniform()) / Math.log(none))
      pair += gap + 1
      if (pair > pairs) break
      // Which of the two had the event, given that at least one had.
      const draw = uniform() * (1 - none)
      const both = draw < a * b
      const control = both || draw < a
      const variant = both || !control
      let eValue = 0
      bets.forEach((bet, i) => {
        const log =
          (logs[i] ?? 0) +
          gap * (bet.logControlNone + bet.logVariantNone) +
          (control ? bet.logControlEvent : bet.logControlNone) +
          (variant ? bet.logVariantEvent : bet.logVariantNone)
        logs[i] = log
        eValue += Math.exp(log) / bets.length
      })
      if (eValue < threshold) continue
      stopped.push(pair)
      break
    }
  }
  const chance = stopped.length / runs
  const median = stopped.sort((x, y) => x - y)[Math.ceil(runs / 2) - 1]
  return { chance, error: Math.sqrt((chance * (1 - chance)) / runs), medianPairs: median ?? null }
}
