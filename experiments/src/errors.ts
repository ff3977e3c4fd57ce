/**
 * How a statistic says no. Two ways only, never NaN:
 * - the caller broke the contract (n = 0, a negative variance, NaN) → RangeError;
 * - the data are lawful but cannot answer → {@link NotMeasurable} with a stable code, which is the
 *   translation key of the frontend.
 */
export interface NotMeasurable {
  readonly measurable: false
  /** Stable, kebab-case; a translation key. */
  readonly code: string
  /** Numbers or words that the sentence of the code may quote. */
  readonly detail: Readonly<Record<string, number | string>>
}

/** A result that the data could give. */
export type Measured<T> = T & { readonly measurable: true }

export type Measurement<T> = Measured<T> | NotMeasurable

export function notMeasurable(
  code: string,
  detail: Readonly<Record<string, number | string>> = {},
): NotMeasurable {
  return { measurable: false, code, detail }
}

export function measured<T extends object>(value: T): Measured<T> {
  return { ...value, measurable: true }
}

export function isMeasurable<T extends { readonly measurable: boolean }>(
  result: T,
): result is Extract<T, { readonly measurable: true }> {
  return result.measurable
}

/** Throws RangeError unless value is a finite number; returns it. */
export function requireFinite(value: number, name: string): number {
  if (!Number.isFinite(value)) throw new RangeError(`${name} must be a finite number, got ${String(value)}`)
  return value
}

/** Throws RangeError unless value is finite and above 0; returns it. */
export function requirePositive(value: number, name: string): number {
  if (!Number.isFinite(value) || value <= 0) {
    throw new RangeError(`${name} must be a finite number above 0, got ${String(value)}`)
  }
  return value
}

/** Throws RangeError unless value is finite and not below 0; returns it. */
export function requireNonNegative(value: number, name: string): number {
  if (!Number.isFinite(value) || value < 0) {
    throw new RangeError(`${name} must be a finite number not below 0, got ${String(value)}`)
  }
  return value
}

/** Throws RangeError unless 0 ≤ value ≤ 1; returns it. */
export function requireProbability(value: number, name: string): number {
  if (!(value >= 0 && value <= 1)) throw new RangeError(`${name} must lie in [0, 1], got ${String(value)}`)
  return value
}

/** Throws RangeError unless 0 < value < 1 (error rates, confidence levels, quantile ranks); returns it. */
export function requireOpenProbability(value: number, name: string): number {
  if (!(value > 0 && value < 1))
    throw new RangeError(`${name} must lie strictly between 0 and 1, got ${String(value)}`)
  return value
}

/** Throws RangeError unless value is a whole number not below minimum; returns it. */
export function requireCount(value: number, name: string, minimum = 0): number {
  if (!Number.isSafeInteger(value) || value < minimum) {
    throw new RangeError(`${name} must be a whole number of at least ${minimum}, got ${String(value)}`)
  }
  return value
}

/** The result, where the caller knows that it is measurable; throws RangeError with the code otherwise. */
export function requireMeasurable<T extends { readonly measurable: boolean }>(
  result: T,
): Extract<T, { readonly measurable: true }> {
  if (isMeasurable(result)) return result
  throw new RangeError(`not measurable: ${(result as unknown as NotMeasurable).code}`)
}
