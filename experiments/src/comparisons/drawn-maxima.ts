import { at, type Matrix } from '../matrix'
import { seededRandom } from '../simulate/random'

/**
 * Largest |Z_i| (or |T_i| with df) of seeded draws from a correlation matrix, ascending.
 * Source: Cholesky factor (Golub & Van Loan 2013 §4.2); χ² scale drawn exactly up to 200 degrees of freedom, by Wilson &
 * Hilferty 1931 beyond. RangeError when the matrix is not positive semidefinite.
 */
export function drawMaxima(correlation: Matrix, df: number, draws: number, seed: number): Float64Array {
  const { normal } = seededRandom(seed)
  const factor = semidefiniteFactor(correlation)
  const size = correlation.length
  const whole = Math.round(df)
  const maxima = new Float64Array(draws)
  const z = new Float64Array(size)
  for (let d = 0; d < draws; d++) {
    for (let i = 0; i < size; i++) z[i] = normal()
    let largest = 0
    for (let i = 0; i < size; i++) {
      let value = 0
      for (let k = 0; k <= i; k++) value += at(factor[i], k) * (z[k] ?? 0)
      largest = Math.max(largest, Math.abs(value))
    }
    maxima[d] = df === Infinity ? largest : largest / chiScale(normal, whole)
  }
  return maxima.sort()
}

function chiScale(normal: () => number, df: number): number {
  if (df > 200)
    return 1 - 2 / (9 * df) > 0 ? (1 - 2 / (9 * df) + normal() * Math.sqrt(2 / (9 * df))) ** 1.5 : 1
  let sum = 0
  for (let k = 0; k < df; k++) sum += normal() ** 2
  return Math.sqrt(sum / df)
}

/** Cholesky factor that leaves a zero column where a contrast is a combination of earlier ones. */
function semidefiniteFactor(correlation: Matrix): number[][] {
  const factor: number[][] = correlation.map((row) => row.map(() => 0))
  correlation.forEach((row, i) => {
    for (let j = 0; j <= i; j++) {
      let sum = at(row, j)
      for (let k = 0; k < j; k++) sum -= at(factor[i], k) * at(factor[j], k)
      if (i === j && sum < -1e-8) throw new RangeError('correlation matrix is not positive semidefinite')
      const pivot = at(factor[j], j)
      ;(factor[i] as number[])[j] = i === j ? Math.sqrt(Math.max(0, sum)) : pivot < 1e-8 ? 0 : sum / pivot
    }
  })
  return factor
}
