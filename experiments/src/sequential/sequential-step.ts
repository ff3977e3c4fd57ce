import { type Measurement, measured, notMeasurable, requireCount } from '../errors'
import {
  type SequentialInterval,
  type SequentialLook,
  informationClockRho,
  sequentialInterval,
} from './information-clock'

/** Fewest customers an arm followed to the horizon, and fewest payers an arm, before the first look. */
export const FIRST_LOOK = { customersAtRisk: 100, payers: 30 } as const

/** A fall of the information by less is noise of the estimated variance, not data that were taken back. */
const NOISE = 0.01

export interface SequentialPlan {
  /** Information at the planned end, fixed before launch: 1 / se². */
  readonly plannedInformation: number
  readonly alpha: number
}

export interface MaturingLook extends SequentialLook {
  /** Smallest count over the arms of customers followed to the horizon. */
  readonly customersAtRisk: number
  /** Smallest count over the arms of customers with a payment. */
  readonly payers: number
}

/** What must be remembered between looks. */
export interface SequentialState {
  /** Highest information of an accepted look; 0 before the first. */
  readonly information: number
  readonly looks: number
  /** Smallest anytime-valid p so far; 1 before the first look. */
  readonly smallestP: number
}

export const SEQUENTIAL_START: SequentialState = { information: 0, looks: 0, smallestP: 1 }

/**
 * Question: may today's data speak, and what do they say?
 * Rules: a first look needs 100 customers an arm followed to the horizon and 30 payers an arm; on a day on which the
 * information is below that of an earlier look by more than 1 % there is no new interval (late data corrected the past).
 * Assumptions, formula, source and worked number: sequentialInterval. Units: those of the estimate.
 * Codes: too-few-at-risk, too-few-payers, information-fell. The state is returned unchanged with them.
 */
export function sequentialStep(
  plan: SequentialPlan,
  state: SequentialState,
  look: MaturingLook,
): { readonly state: SequentialState; readonly result: Measurement<SequentialInterval> } {
  const rho = informationClockRho(plan.plannedInformation, plan.alpha)
  requireCount(look.customersAtRisk, 'customersAtRisk')
  requireCount(look.payers, 'payers')
  const refuse = (code: string, have: number, needed: number): ReturnType<typeof sequentialStep> => ({
    state,
    result: notMeasurable(code, { have, needed }),
  })
  if (look.customersAtRisk < FIRST_LOOK.customersAtRisk) {
    return refuse('too-few-at-risk', look.customersAtRisk, FIRST_LOOK.customersAtRisk)
  }
  if (look.payers < FIRST_LOOK.payers) return refuse('too-few-payers', look.payers, FIRST_LOOK.payers)
  const interval = sequentialInterval(look, rho, plan.alpha)
  if (interval.information < (1 - NOISE) * state.information) {
    return refuse('information-fell', interval.information, state.information)
  }
  return {
    state: {
      information: Math.max(state.information, interval.information),
      looks: state.looks + 1,
      smallestP: Math.min(state.smallestP, interval.p),
    },
    result: measured(interval),
  }
}
