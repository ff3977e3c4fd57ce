import { requireOpenProbability } from '../errors'
import { logIncompleteBeta } from './incomplete-beta'
import { logBetaKernel } from './saddle-point'
import { solveBracketed } from './solve'

/** Density of Beta(a, b) at 0 < x < 1. Worked number: betaPdf(0.5, 2, 2) = 1.5. */
export function betaPdf(x: number, a: number, b: number): number {
  requireOpenProbability(x, 'x')
  return Math.exp(logBetaKernel(x, 1 - x, a, b) - Math.log(x) - Math.log1p(-x))
}

/**
 * P(X ≤ x) of Beta(a, b): the regularised incomplete beta I_x(a, b), 0 ≤ x ≤ 1, a, b > 0.
 * Source: logIncompleteBeta. Throws RangeError otherwise. Worked number: betaCdf(0.5, 2, 3) = 0.6875.
 */
export function betaCdf(x: number, a: number, b: number): number {
  return Math.exp(logIncompleteBeta(x, 1 - x, a, b).lower)
}

/** P(X > x) of Beta(a, b), accurate in the upper tail. Worked number: betaSf(0.5, 2, 3) = 0.3125. */
export function betaSf(x: number, a: number, b: number): number {
  return Math.exp(logIncompleteBeta(x, 1 - x, a, b).upper)
}

/**
 * x with P(X ≤ x) = p of Beta(a, b), 0 ≤ p ≤ 1.
 *
 * Method: Brent in the log-odds of x on the logarithm of the smaller tail, so that quantiles near 0 and
 * near 1 are equally accurate. Throws RangeError outside. Worked number: betaQuantile(0.6875, 2, 3) = 0.5.
 */
export function betaQuantile(p: number, a: number, b: number): number {
  if (p === 0) return 0
  if (p === 1) return 1
  requireOpenProbability(p, 'p')
  const excess = (logit: number): number => {
    const tails = logIncompleteBeta(logistic(logit), logistic(-logit), a, b)
    return p <= 0.5 ? tails.lower - Math.log(p) : Math.log1p(-p) - tails.upper
  }
  const centre = Math.log(a) - Math.log(b)
  let low = centre - 1
  let high = centre + 1
  for (let width = 1; low > -744 && excess(low) > 0; width *= 2) low = Math.max(-744, low - width)
  for (let width = 1; high < 744 && excess(high) < 0; width *= 2) high = Math.min(744, high + width)
  if (excess(low) > 0) return 0
  if (excess(high) < 0) return 1
  return logistic(solveBracketed(excess, low, high))
}

function logistic(u: number): number {
  return u < 0 ? Math.exp(u) / (1 + Math.exp(u)) : 1 / (1 + Math.exp(-u))
}
