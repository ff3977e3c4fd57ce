import { requireOpenProbability, requirePositive } from '../errors'

/** One look at an estimate whose information may mature: estimate and standard error in the same unit. */
export interface SequentialLook {
  readonly estimate: number
  readonly standardError: number
}

export interface SequentialInterval {
  readonly lower: number
  readonly upper: number
  readonly halfWidth: number
  readonly information: number
  /** Anytime-valid p-value of no difference: 1 / e-value, at most 1. */
  readonly p: number
}

/**
 * Question: where should the boundary be tightest?
 * Formula: ρ = I_plan / (−2 ln α + ln(1 − 2 ln α)), I_plan = information at the planned end, fixed before launch.
 * Source: Howard, Ramdas, McAuliffe & Sekhon 2021 (tuning of the normal mixture). Units: 1 / estimate².
 * Worked number: I_plan = 2500, α = 0.05 → ρ = 315.01.
 */
export function informationClockRho(plannedInformation: number, alpha: number): number {
  requirePositive(plannedInformation, 'plannedInformation')
  requireOpenProbability(alpha, 'alpha')
  const logs = -2 * Math.log(alpha)
  return plannedInformation / (logs + Math.log(1 + logs))
}

/**
 * Question: how far may the estimate stray from the truth at any look, with probability 1 − α over all looks?
 * Assumptions: estimate × information behaves like Brownian motion with drift in the clock I = 1/se² (independent
 * increments; holds for efficient estimates of a fixed target while outcomes mature).
 * Formula: √((I + ρ)·ln((I + ρ)/(ρ α²))) / I.
 * Source: Robbins 1970; Howard et al. 2021 eq. 14; clock: Tsiatis 1981, Scharfstein, Tsiatis & Robins 1997.
 * Reference: simulation (none exists for this clock). Units: those of the estimate. Works from an estimate.
 * Worked number: I = 2500, ρ = 315.01, α = 0.05 → 0.060704 (a fixed interval has 0.0392).
 */
export function informationClockHalfWidth(information: number, rho: number, alpha: number): number {
  requirePositive(information, 'information')
  requirePositive(rho, 'rho')
  requireOpenProbability(alpha, 'alpha')
  const total = information + rho
  return Math.sqrt(total * (Math.log(total / rho) - 2 * Math.log(alpha))) / information
}

/**
 * Question: what can be said today, having looked on every day before?
 * Formula: estimate ± informationClockHalfWidth; e-value √(ρ/(I+ρ))·exp((θ̂ I)²/(2(I+ρ))), p = min(1, 1/e): p ≤ α
 * exactly when the interval excludes 0. Source: Robbins 1970; Ville 1939. Units: those of the estimate.
 * Worked number: θ̂ = 0.07, se = 0.02, I_plan = 2500, α = 0.05 → 0.00930 to 0.13070, p = 0.01298.
 * Throws RangeError for a standard error that is not above 0. The rules of the first look and of falling
 * information are in sequentialStep.
 */
export function sequentialInterval(look: SequentialLook, rho: number, alpha: number): SequentialInterval {
  requirePositive(look.standardError, 'standardError')
  if (!Number.isFinite(look.estimate)) throw new RangeError(`estimate must be finite, got ${look.estimate}`)
  const information = 1 / look.standardError ** 2
  const halfWidth = informationClockHalfWidth(information, rho, alpha)
  const total = information + rho
  const logE = 0.5 * Math.log(rho / total) + (look.estimate * information) ** 2 / (2 * total)
  return {
    lower: look.estimate - halfWidth,
    upper: look.estimate + halfWidth,
    halfWidth,
    information,
    p: Math.min(1, Math.exp(-logE)),
  }
}
