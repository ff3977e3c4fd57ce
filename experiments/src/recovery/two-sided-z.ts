import { normalQuantile } from '../distributions'

/** The last α asked for and its value: a results page asks some thousand times for the same one. */
const last = { alpha: NaN, z: NaN }

/** Φ⁻¹(1 − α/2). Units: standard errors. Worked number: α = 0.05 → 1.959964. */
export function twoSidedZ(alpha: number): number {
  if (alpha !== last.alpha) {
    last.z = -normalQuantile(alpha / 2)
    last.alpha = alpha
  }
  return last.z
}
