import { requireEvents, wilsonInterval } from './wilson-interval'

/** Events among units in two arms. */
export interface TwoShares {
  readonly control: { readonly events: number; readonly units: number }
  readonly treatment: { readonly events: number; readonly units: number }
}

export function requireTwoShares({ control, treatment }: TwoShares): void {
  requireEvents(control.events, control.units, 'control')
  requireEvents(treatment.events, treatment.units, 'treatment')
}

/**
 * Score-based interval for the difference of two shares (hybrid of two Wilson intervals).
 *
 * Question: how far apart are two shares, also when events are rare or absent in an arm? Formula, d = pT − pC:
 * d − √((pT − lT)² + (uC − pC)²) to d + √((uT − pT)² + (pC − lC)²). Source: Newcombe 1998, method 10.
 * From counts; units: shares. RangeError on impossible counts.
 * Worked number: 48/80 against 56/70 (Newcombe's first example) → 0.0524 to 0.3339 for 56/70 − 48/80.
 */
export function newcombeDifference(shares: TwoShares, alpha = 0.05): readonly [number, number] {
  requireTwoShares(shares)
  const { control, treatment } = shares
  const pC = control.events / control.units
  const pT = treatment.events / treatment.units
  const [lC, uC] = wilsonInterval(control.events, control.units, alpha)
  const [lT, uT] = wilsonInterval(treatment.events, treatment.units, alpha)
  const difference = pT - pC
  return [difference - Math.hypot(pT - lT, uC - pC), difference + Math.hypot(uT - pT, pC - lC)]
}
