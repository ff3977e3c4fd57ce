import { stirlingError } from './log-gamma'

const LOG_TWO_PI = 1.8378770664093453

/**
 * Deviance part x ln(x / m) + m − x, exact to rounding also where x and m nearly agree.
 * Source: Loader 2000 (his bd0). Worked number: devianceTerm(10, 11) = 0.0468982019567514.
 */
export function devianceTerm(x: number, m: number): number {
  if (Math.abs(x - m) >= 0.1 * (x + m)) return x * Math.log(x / m) + m - x
  const v = (x - m) / (x + m)
  let sum = (x - m) * v
  let term = 2 * x * v
  for (let j = 1; j < 1000; j++) {
    term *= v * v
    const next = sum + term / (2 * j + 1)
    if (next === sum) return next
    sum = next
  }
  return sum
}

/**
 * ln of x^a · y^b / B(a, b) with y = 1 − x handed in, so that neither tail is rounded away.
 * Source: Loader 2000, binomial density with real counts. Shapes a, b > 0; 0 < x, y < 1.
 */
export function logBetaKernel(x: number, y: number, a: number, b: number): number {
  const n = a + b
  const density =
    stirlingError(n) - stirlingError(a) - stirlingError(b) - devianceTerm(a, n * x) - devianceTerm(b, n * y)
  return density + 0.5 * (Math.log(a) + Math.log(b) - Math.log(n) - LOG_TWO_PI)
}

/** ln of x^a · e^(−x) / Γ(a): Loader 2000, Poisson density with a real count. a > 0, x > 0. */
export function logGammaKernel(x: number, a: number): number {
  return -stirlingError(a) - devianceTerm(a, x) + 0.5 * (Math.log(a) - LOG_TWO_PI)
}
