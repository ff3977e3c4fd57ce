import { requireCount, requireProbability } from '../errors'
import { logIncompleteBeta } from './incomplete-beta'
import { logBetaKernel } from './saddle-point'

function check(k: number, n: number, p: number): void {
  requireCount(n, 'n')
  requireCount(k, 'k')
  requireProbability(p, 'p')
}

/** P(K = k) for K ~ Binomial(n, p). Source: Loader 2000. Worked number: binomialPmf(2, 4, 0.5) = 0.375. */
export function binomialPmf(k: number, n: number, p: number): number {
  check(k, n, p)
  if (k > n) return 0
  if (p === 0 || k === 0) return k === 0 ? Math.exp(n * Math.log1p(-p)) : 0
  if (p === 1 || k === n) return k === n ? Math.exp(n * Math.log(p)) : 0
  const scale = Math.log(n) - Math.log(k) - Math.log(n - k)
  return Math.exp(logBetaKernel(p, 1 - p, k, n - k) + scale)
}

/**
 * P(K ≤ k) for K ~ Binomial(n, p); both tails accurate (use binomialSf for the upper one).
 * Formula: I_{1−p}(n − k, k + 1), Abramowitz & Stegun 26.5.24. Throws RangeError unless k, n are whole
 * numbers from 0 and p a probability. Worked number: binomialCdf(2, 4, 0.5) = 0.6875.
 */
export function binomialCdf(k: number, n: number, p: number): number {
  check(k, n, p)
  if (k >= n || p === 0) return 1
  if (p === 1) return 0
  return Math.exp(logIncompleteBeta(p, 1 - p, k + 1, n - k).upper)
}

/** P(K > k) for K ~ Binomial(n, p); arguments as binomialCdf. Worked number: binomialSf(2, 4, 0.5) = 0.3125. */
export function binomialSf(k: number, n: number, p: number): number {
  check(k, n, p)
  if (k >= n || p === 0) return 0
  if (p === 1) return 1
  return Math.exp(logIncompleteBeta(p, 1 - p, k + 1, n - k).lower)
}
