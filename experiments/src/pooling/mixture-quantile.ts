import { normalCdf, normalPdf, normalQuantile } from '../distributions'

/** One normal of a mixture. */
export interface Part {
  readonly weight: number
  readonly mean: number
  /** Square root of the variance of this component. */
  readonly deviation: number
}

/** Halley steps from the normal guess, kept inside a bracket that every evaluation narrows. */
export function mixtureQuantile(parts: readonly Part[], p: number, centre: number, spread: number): number {
  let [low, high] = [-Infinity, Infinity]
  let x = centre + spread * normalQuantile(p)
  for (let i = 0; i < 100; i++) {
    let [below, slope, bend] = [0, 0, 0]
    for (const { weight, mean, deviation } of parts) {
      const z = (x - mean) / deviation
      const density = (weight * normalPdf(z)) / deviation
      below += weight * normalCdf(z)
      slope += density
      bend -= (density * z) / deviation
    }
    if (below > p) high = x
    else low = x
    const newton = (below - p) / slope
    const halley = x - newton / Math.max(0.5, 1 - (newton * bend) / (2 * slope))
    const middle = low > -Infinity && high < Infinity ? (low + high) / 2 : x + (below > p ? -2 : 2) * spread
    const next = halley > low && halley < high ? halley : middle
    if (Math.abs(next - x) < 1e-8 * spread) return next
    x = next
  }
  return x
}
