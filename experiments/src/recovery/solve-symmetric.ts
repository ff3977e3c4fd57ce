/**
 * Solves A x = b for a symmetric, positive semi-definite A (k × k, row by row) by Cholesky without square roots.
 * A column whose pivot is below 1e-9 of its scale (default: its own diagonal) repeats earlier ones or does not
 * vary: its solution is 0 and it takes no part. Source: Golub & Van Loan 2013 §4.1.2 (LDLᵀ).
 * Worked number: A = [[2, 1], [1, 2]], b = [3, 3] → [1, 1].
 */
export function solveSymmetric(
  matrix: readonly (readonly number[])[],
  right: readonly number[],
  scales: readonly number[] = matrix.map((row, i) => row[i] ?? 0),
): number[] {
  const k = right.length
  const a = matrix.map((row) => [...row])
  const b = [...right]
  const used: boolean[] = []
  for (let p = 0; p < k; p++) {
    const pivot = a[p]?.[p] ?? 0
    used[p] = pivot > 1e-9 * Math.max(scales[p] ?? 0, 0) && pivot > 0
    if (!used[p]) continue
    for (let i = p + 1; i < k; i++) {
      const row = a[i]
      if (row === undefined) continue
      const factor = (row[p] ?? 0) / pivot
      for (let j = p; j < k; j++) row[j] = (row[j] ?? 0) - factor * (a[p]?.[j] ?? 0)
      b[i] = (b[i] ?? 0) - factor * (b[p] ?? 0)
    }
  }
  const x = new Array<number>(k).fill(0)
  for (let p = k - 1; p >= 0; p--) {
    if (used[p] !== true) continue
    let rest = b[p] ?? 0
    for (let j = p + 1; j < k; j++) rest -= (a[p]?.[j] ?? 0) * (x[j] ?? 0)
    x[p] = rest / (a[p]?.[p] ?? 1)
  }
  return x
}
