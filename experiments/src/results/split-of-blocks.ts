import { sequentialSplitCheck } from '../checks'
import { isMeasurable } from '../errors'
import type { DealtPlaces, ResultsBlock } from './results-input'

export interface SplitOfBlocks {
  /** Anytime-valid p, 1 where nothing can be said yet. */
  readonly p: number
  readonly eValue: number
  readonly counts: Readonly<Record<string, number>>
  readonly expected: Readonly<Record<string, number>>
}

/**
 * Question: did customers fall into the variants as planned, over blocks with weights of their own?
 * Formula: product of the blocks' e-values (independent draws, so the product is one as well); p = min(1, 1/e).
 * Counts of dealt segments follow no lottery: there every customer must be in the variant that his place deals, and
 * one who is not makes p 0. Source: Lindon & Malek 2022; Vovk & Wang 2021 for products of independent e-values. From
 * counts. Worked number: one block, 530 and 470 at equal probabilities → e = 1.5487, p = 0.6457.
 */
export function splitOfBlocks(
  blocks: readonly ResultsBlock[],
  dealt: Readonly<Record<string, DealtPlaces>> = {},
): SplitOfBlocks {
  let eValue = 1
  const wrong = new Set(blocks.map(({ segment }) => segment).filter((id) => (dealt[id]?.wrong ?? 0) > 0))
  const counts: Record<string, number> = {}
  const expected: Record<string, number> = {}
  for (const { arms, segment } of blocks) {
    const names = Object.keys(arms)
    const sizes = names.map((name) => arms[name]?.customers ?? 0)
    const weights = names.map((name) => arms[name]?.probability ?? 0)
    const [size, weight] = [sizes, weights].map((list) => list.reduce((a, b) => a + b, 0))
    const check = dealt[segment] ? null : sequentialSplitCheck(sizes, weights)
    if (check && isMeasurable(check)) eValue *= check.eValue
    names.forEach((name, i) => {
      counts[name] = (counts[name] ?? 0) + (sizes[i] ?? 0)
      const share = weight === undefined || weight === 0 ? 0 : (weights[i] ?? 0) / weight
      expected[name] = (expected[name] ?? 0) + share * (size ?? 0)
    })
  }
  return { p: wrong.size > 0 ? 0 : Math.min(1, 1 / eValue), eValue, counts, expected }
}
