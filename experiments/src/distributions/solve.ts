/**
 * Root of a monotone continuous function between lo and hi, to full double precision.
 *
 * Source: Brent 1973, "Algorithms for Minimization without Derivatives", chapter 4 (bisection, secant and
 * inverse quadratic steps). Throws RangeError unless the ends have opposite signs.
 */
export function solveBracketed(f: (x: number) => number, lo: number, hi: number, tolerance = 0): number {
  let a = lo
  let b = hi
  let fa = f(a)
  let fb = f(b)
  if (fa === 0) return a
  if (fb === 0) return b
  if (Number.isNaN(fa) || Number.isNaN(fb) || fa > 0 === fb > 0)
    throw new RangeError(`no sign change between ${lo} and ${hi}`)
  let c = a
  let fc = fa
  let step = b - a
  let previous = step
  for (let i = 0; i < 300; i++) {
    if (fb > 0 === fc > 0) {
      c = a
      fc = fa
      step = b - a
      previous = step
    }
    if (Math.abs(fc) < Math.abs(fb)) {
      ;[a, b, c] = [b, c, b]
      ;[fa, fb, fc] = [fb, fc, fb]
    }
    const slack = 2 * Number.EPSILON * Math.abs(b) + 0.5 * tolerance
    const middle = 0.5 * (c - b)
    if (Math.abs(middle) <= slack || fb === 0) return b
    const proposal =
      Math.abs(previous) < slack || Math.abs(fa) <= Math.abs(fb) ? null : interpolate(a, b, c, fa, fb, fc)
    if (
      proposal !== null &&
      2 * Math.abs(proposal) < Math.min(3 * Math.abs(middle) - slack, Math.abs(previous)) &&
      proposal * middle > 0
    ) {
      previous = step
      step = proposal
    } else {
      step = middle
      previous = middle
    }
    a = b
    fa = fb
    b += Math.abs(step) > slack ? step : middle > 0 ? slack : -slack
    fb = f(b)
  }
  return b
}

function interpolate(a: number, b: number, c: number, fa: number, fb: number, fc: number): number | null {
  if (![fa, fb, fc].every(Number.isFinite)) return null
  const s = fb / fa
  if (a === c) return (-(c - b) * s) / (1 - s)
  const q = fa / fc
  const r = fb / fc
  const top = s * ((c - b) * q * (q - r) - (b - a) * (r - 1))
  const bottom = (q - 1) * (r - 1) * (s - 1)
  return bottom === 0 ? null : -top / bottom
}
