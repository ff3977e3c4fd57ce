/** Small dense symmetric matrices as rows; sizes here are the number of covariates, arms or contrasts. */
export type Matrix = readonly (readonly number[])[]

/** Entry of a matrix or vector; throws RangeError outside, so that a wrong size is not read as NaN. */
export function at(row: readonly number[] | undefined, index: number): number {
  const value = row?.[index]
  if (value === undefined) throw new RangeError('matrix and vector sizes do not fit')
  return value
}

export function dot(a: readonly number[], b: readonly number[]): number {
  if (a.length !== b.length) throw new RangeError('vectors of different length')
  return a.reduce((sum, value, i) => sum + value * at(b, i), 0)
}

export function multiplyVector(matrix: Matrix, vector: readonly number[]): number[] {
  return matrix.map((row) => dot(row, vector))
}

/** a' M b. */
export function bilinear(a: readonly number[], matrix: Matrix, b: readonly number[]): number {
  return dot(a, multiplyVector(matrix, b))
}

export function addMatrices(a: Matrix, b: Matrix): number[][] {
  return a.map((row, i) => row.map((value, j) => value + at(b[i], j)))
}

export function scaleMatrix(matrix: Matrix, factor: number): number[][] {
  return matrix.map((row) => row.map((value) => value * factor))
}

export function buildMatrix(size: number, entry: (i: number, j: number) => number): number[][] {
  return Array.from({ length: size }, (_, i) => Array.from({ length: size }, (__, j) => entry(i, j)))
}

/**
 * Lower Cholesky factor of a symmetric matrix after scaling to unit diagonal; null when it is singular to
 * rounding. The scaling makes sums of euros squared and of ones comparable. Source: Golub & Van Loan 2013 §4.2.
 */
function scaledCholesky(matrix: Matrix): { factor: number[][]; scale: number[] } | null {
  const size = matrix.length
  const scale = matrix.map((row, i) => Math.sqrt(at(row, i)))
  if (scale.some((value) => !(value > 0))) return null
  const factor = buildMatrix(size, () => 0)
  for (let i = 0; i < size; i++) {
    for (let j = 0; j <= i; j++) {
      let sum = at(matrix[i], j) / (at(scale, i) * at(scale, j))
      for (let k = 0; k < j; k++) sum -= at(factor[i], k) * at(factor[j], k)
      const row = factor[i] as number[]
      if (i === j && sum <= 1e-13) return null
      row[j] = i === j ? Math.sqrt(sum) : sum / at(factor[j], j)
    }
  }
  return { factor, scale }
}

/** Inverse of a symmetric positive definite matrix, or null when it is singular to rounding. */
export function invertSymmetric(matrix: Matrix): number[][] | null {
  const decomposed = scaledCholesky(matrix)
  if (decomposed === null) return null
  const { factor, scale } = decomposed
  const size = matrix.length
  const columns = scale.map((_, column) => {
    const y: number[] = []
    for (let i = 0; i < size; i++) {
      let sum = i === column ? 1 : 0
      for (let k = 0; k < i; k++) sum -= at(factor[i], k) * at(y, k)
      y.push(sum / at(factor[i], i))
    }
    const x = y.slice()
    for (let i = size - 1; i >= 0; i--) {
      let sum = at(y, i)
      for (let k = i + 1; k < size; k++) sum -= at(factor[k], i) * at(x, k)
      x[i] = sum / at(factor[i], i)
    }
    return x
  })
  return buildMatrix(size, (i, j) => at(columns[j], i) / (at(scale, i) * at(scale, j)))
}
