import { requireOpenProbability, requirePositive } from '../errors'
import { logIncompleteGamma } from './incomplete-gamma'
import { solveBracketed } from './solve'

/**
 * x with P(X ≤ x) = p for a gamma variable of shape a > 0 and scale 1; multiply by the scale.
 *
 * Method: Brent in ln x on the logarithm of the smaller tail of the incomplete gamma function.
 * Throws RangeError outside 0 ≤ p < 1. Worked number: gammaQuantile(0.5, 1) = ln 2 = 0.6931471805599453.
 */
export function gammaQuantile(p: number, a: number): number {
  requirePositive(a, 'a')
  if (p === 0) return 0
  requireOpenProbability(p, 'p')
  const excess = (logX: number): number => {
    const tails = logIncompleteGamma(a, Math.exp(logX))
    return p <= 0.5 ? tails.lower - Math.log(p) : Math.log1p(-p) - tails.upper
  }
  let low = Math.log(a)
  let high = low
  while (excess(low) > 0) low -= 1 + 1 / a
  while (excess(high) < 0) high += 1
  if (low === high) return a
  return Math.exp(solveBracketed(excess, low, high))
}
