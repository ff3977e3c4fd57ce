import { at, buildMatrix, type Matrix } from '../matrix'
import type { CrossSums } from './arm-sums'

/** Number of components that make the outcome itself; the rest are covariates. */
export function outcomeSize(cross: CrossSums): number {
  return cross.form === 'mean' ? 1 : 2
}

export function componentMeans(cross: CrossSums): number[] {
  return cross.sums.map((sum) => (cross.n === 0 ? 0 : sum / cross.n))
}

/** Covariance of the components per unit: divisor n between two binary components, else n − 1. */
export function componentCovariance(cross: CrossSums): Matrix {
  const { n, sums, products, binary } = cross
  if (n <= 1) return buildMatrix(sums.length, () => 0)
  return buildMatrix(sums.length, (i, j) => {
    const centred = at(products[i], j) - (at(sums, i) * at(sums, j)) / n
    const value = centred / (binary[i] === true && binary[j] === true ? n : n - 1)
    // Rounding of sums can leave a constant column a hair below or above zero.
    return i === j && Math.abs(centred) <= 1e-14 * Math.abs(at(products[i], i)) ? 0 : value
  })
}

/** Sums of two groups of units together. keepBinary false: the n − 1 form, as for sums over strata. */
export function addCrossSums(a: CrossSums, b: CrossSums, keepBinary: boolean): CrossSums {
  if (a.form !== b.form || a.sums.length !== b.sums.length) {
    throw new RangeError('sums of different metrics cannot be added')
  }
  return {
    form: a.form,
    n: a.n + b.n,
    sums: a.sums.map((sum, i) => sum + at(b.sums, i)),
    products: a.products.map((row, i) => row.map((value, j) => value + at(b.products[i], j))),
    binary: a.binary.map((flag, i) => keepBinary && flag && b.binary[i] === true),
  }
}

/** The outcome without its covariates. */
export function dropCovariates(cross: CrossSums): CrossSums {
  const size = outcomeSize(cross)
  return {
    ...cross,
    sums: cross.sums.slice(0, size),
    products: cross.products.slice(0, size).map((row) => row.slice(0, size)),
    binary: cross.binary.slice(0, size),
  }
}
