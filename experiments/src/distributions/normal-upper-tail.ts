const HALF_LOG_TWO_PI = 0.9189385332046727
const STEP = 1 / 32
const TABLE_END = 6
const ORDER = 10

function density(z: number): number {
  return Math.exp(-0.5 * z * z - HALF_LOG_TWO_PI)
}

/** Kummer series of the error function (DLMF 7.6.2), without cancellation up to 3. */
function seriesTail(z: number): number {
  let term = z
  let sum = z
  for (let k = 3; Math.abs(term) > Math.abs(sum) * 1e-17; k += 2) {
    term *= (z * z) / k
    sum += term
  }
  return 0.5 - density(z) * sum
}

/**
 * density(z) / P(Z > z) for z ≥ 3: Laplace's continued fraction of the Mills ratio (DLMF 7.9.1), evaluated
 * backward from so far out that nothing above rounding is left.
 */
export function inverseMillsRatio(z: number): number {
  let value = z
  for (let k = Math.ceil(20 + 450 / (z * z)); k >= 1; k--) value = z + k / value
  return value
}

/** Taylor coefficients of P(Z > z) around each multiple of STEP: derivatives are Hermite polynomials. */
const TAYLOR: readonly Float64Array[] = Array.from({ length: TABLE_END / STEP + 1 }, (_, node) => {
  const z = node * STEP
  const coefficients = new Float64Array(ORDER + 1)
  coefficients[0] = z <= 3 ? seriesTail(z) : density(z) / inverseMillsRatio(z)
  let [previous, hermite, factorial] = [0, 1, 1]
  for (let n = 1; n <= ORDER; n++) {
    factorial *= n
    coefficients[n] = ((n % 2 === 1 ? -1 : 1) * density(z) * hermite) / factorial
    ;[previous, hermite] = [hermite, z * hermite - (n - 1) * previous]
  }
  return coefficients
})

/**
 * P(Z > z) for z ≥ 0: between 0 and 6 by Taylor expansion around the nearest table node (the pages of pooled
 * segments and simultaneous intervals ask for it a million times), beyond by the continued fraction.
 * Relative accuracy 1e-13.
 */
export function normalUpperTail(z: number): number {
  if (z >= TABLE_END) return density(z) / inverseMillsRatio(z)
  const node = Math.round(z / STEP)
  const distance = z - node * STEP
  const coefficients = TAYLOR[node] as Float64Array
  let sum = 0
  for (let n = ORDER; n >= 0; n--) sum = sum * distance + (coefficients[n] as number)
  return sum
}
