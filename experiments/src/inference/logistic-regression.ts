import { at, dot, invertSymmetric, multiplyVector } from '../matrix'
import { measured, notMeasurable, requireNonNegative } from '../errors'
import type { Measurement } from '../errors'

export interface LogisticFit {
  /** Intercept first, then one weight a feature, on the features' own scale. */
  readonly coefficients: readonly number[]
  /** Means of the features over the examples. */
  readonly means: readonly number[]
  readonly iterations: number
}

const MOST_ITERATIONS = 50
const CLOSE_ENOUGH = 1e-10

/** Chance that the outcome is true: 1 / (1 + exp(−(b0 + Σ b x))). */
export function logisticChance(coefficients: readonly number[], features: readonly number[]): number {
  return 1 / (1 + Math.exp(-dot(coefficients, [1, ...features])))
}

interface Scaled {
  means: number[]
  spreads: number[]
  rows: number[][]
}

function scaled(features: readonly (readonly number[])[]): Scaled {
  const n = features.length
  const width = features[0]?.length ?? 0
  const columns = Array.from({ length: width }, (_, j) => features.map((row) => at(row, j)))
  const means = columns.map((column) => column.reduce((sum, x) => sum + x, 0) / n)
  const spreads = columns.map((column, j) => {
    const variance = column.reduce((sum, x) => sum + (x - at(means, j)) ** 2, 0) / n
    // A feature that is the same everywhere tells nothing; its weight stays 0 by the penalty.
    return variance > 0 ? Math.sqrt(variance) : 1
  })
  const rows = features.map((row) => [1, ...row.map((x, j) => (x - at(means, j)) / at(spreads, j))])
  return { means, spreads, rows }
}

/** Gradient and curvature of the penalised log-likelihood at `weights`. */
function derivatives(
  rows: readonly number[][],
  outcomes: readonly boolean[],
  weights: number[],
  ridge: number,
) {
  const size = weights.length
  const gradient = weights.map((weight, j) => (j === 0 ? 0 : -ridge * weight))
  const curvature = weights.map((_, i) => weights.map((__, j) => (i === j && i > 0 ? ridge : 0)))
  for (const [number, row] of rows.entries()) {
    const chance = 1 / (1 + Math.exp(-dot(weights, row)))
    const miss = (outcomes[number] ? 1 : 0) - chance
    const weight = chance * (1 - chance)
    for (let i = 0; i < size; i++) {
      const x = at(row, i)
      gradient[i] = at(gradient, i) + miss * x
      const line = curvature[i] as number[]
      for (let j = 0; j <= i; j++) line[j] = at(line, j) + weight * x * at(row, j)
    }
  }
  for (let i = 0; i < size; i++)
    for (let j = i + 1; j < size; j++) (curvature[i] as number[])[j] = at(curvature[j], i)
  return { gradient, curvature }
}

/**
 * Question: how does the chance of a yes depend on features? Logistic regression with a ridge penalty, by
 * iteratively reweighted least squares (Newton steps). Maximises Σ log-likelihood − ridge/2 · Σ b², the features
 * brought to mean 0 and spread 1 first, the intercept not penalised. Source: Hastie, Tibshirani & Friedman 2009,
 * §4.4.1 and §4.4.4.
 * @param features one row an example, the same length each
 * @param outcomes one yes or no an example
 * @param ridge ≥ 0; 1 weighs as little as one example and keeps weights finite when a feature parts all outcomes
 * Not measurable without both outcomes (`logistic-one-outcome`) or when the steps do not settle
 * (`logistic-no-convergence`). RangeError on sizes that do not fit.
 * Worked number: transmission by weight of the 32 cars of Motor Trend 1974, no ridge → 12.0404 − 4.0240 · weight.
 */
export function fitLogisticRegression(
  features: readonly (readonly number[])[],
  outcomes: readonly boolean[],
  ridge = 1,
): Measurement<LogisticFit> {
  requireNonNegative(ridge, 'ridge')
  if (features.length !== outcomes.length) throw new RangeError('one outcome an example')
  const positives = outcomes.filter(Boolean).length
  if (positives === 0 || positives === outcomes.length) return notMeasurable('logistic-one-outcome')
  const { means, spreads, rows } = scaled(features)
  let weights = [Math.log(positives / (outcomes.length - positives)), ...means.map(() => 0)]
  for (let iteration = 1; iteration <= MOST_ITERATIONS; iteration++) {
    const { gradient, curvature } = derivatives(rows, outcomes, weights, ridge)
    const inverse = invertSymmetric(curvature)
    if (inverse === null) break
    const step = multiplyVector(inverse, gradient)
    weights = weights.map((weight, j) => weight + at(step, j))
    if (Math.max(...step.map(Math.abs)) > CLOSE_ENOUGH) continue
    const slopes = weights.slice(1).map((weight, j) => weight / at(spreads, j))
    return measured({
      coefficients: [at(weights, 0) - dot(slopes, means), ...slopes],
      means,
      iterations: iteration,
    })
  }
  return notMeasurable('logistic-no-convergence')
}
