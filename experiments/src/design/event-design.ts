import { requireOpenProbability, requirePositive } from '../errors'
import { driftForPower, powerOfDrift } from './stopping-rule'
import type { StoppingRule } from './stopping-rule'

/** Comparison of two payment curves by the log-rank test or Cox's model. */
export interface EventDesign {
  readonly rule: StoppingRule
  readonly alpha?: number
  /** Shares of the two cells among themselves; the variant has the rest. Default one half. */
  readonly controlShare?: number
  /** Inflation by customers of one payer; default 1. */
  readonly designEffect?: number
}

/**
 * Question: how many payments (events) must be seen, over both arms, to find a hazard ratio?
 * Assumption: proportional hazards. Formula: drift² · deff / (p(1 − p)·ln²HR). Source: Schoenfeld 1981.
 * Worked number: HR 1.5, halves, power 0.8, α 0.05, fixed → 190.97, so 191. Throws RangeError for HR 1.
 */
export function eventsNeeded(design: EventDesign, hazardRatio: number, power: number): number {
  const logRatio = Math.log(requirePositive(hazardRatio, 'hazardRatio'))
  if (logRatio === 0) throw new RangeError('a hazard ratio of 1 needs no finite number of events')
  const { alpha = 0.05, controlShare = 0.5, designEffect = 1 } = design
  requireOpenProbability(controlShare, 'controlShare')
  const drift = driftForPower(power, alpha, design.rule)
  const events =
    (drift ** 2 * requirePositive(designEffect, 'designEffect')) /
    (controlShare * (1 - controlShare) * logRatio ** 2)
  return Math.ceil(events - 1e-9)
}

/** Question: with so many events, how likely is the hazard ratio found? Inverse of {@link eventsNeeded}. */
export function eventsPower(design: EventDesign, events: number, hazardRatio: number): number {
  const { alpha = 0.05, controlShare = 0.5, designEffect = 1 } = design
  requirePositive(events, 'events')
  requireOpenProbability(controlShare, 'controlShare')
  const drift = Math.abs(Math.log(requirePositive(hazardRatio, 'hazardRatio')))
  const scale = Math.sqrt(
    (events * controlShare * (1 - controlShare)) / requirePositive(designEffect, 'designEffect'),
  )
  return powerOfDrift(drift * scale, alpha, design.rule)
}

/**
 * Question: how many customers give that many events, when a share of each arm pays within the
 * follow-up? Formula: events / (p·share_c + (1 − p)·share_v). Worked number: 191 events, 0.5 and 0.6 → 348.
 */
export function customersForEvents(
  events: number,
  controlPaid: number,
  variantPaid: number,
  controlShare = 0.5,
): number {
  requirePositive(events, 'events')
  const paid =
    requireOpenProbability(controlShare, 'controlShare') *
      requireOpenProbability(controlPaid, 'controlPaid') +
    (1 - controlShare) * requireOpenProbability(variantPaid, 'variantPaid')
  return Math.ceil(events / paid - 1e-9)
}

/**
 * Question: which hazard ratio turns one paid share at a horizon into another under proportional
 * hazards? Formula: ln(1 − s_v)/ln(1 − s_c). Worked number: 0.5 → 0.6 gives 1.3219.
 */
export function hazardRatioOfShares(controlPaid: number, variantPaid: number): number {
  requireOpenProbability(controlPaid, 'controlPaid')
  requireOpenProbability(variantPaid, 'variantPaid')
  return Math.log1p(-variantPaid) / Math.log1p(-controlPaid)
}

/**
 * Question: which share of customers will have paid when entry lasts `entryDays` and the last one is
 * followed `followUpDays`? curve: share paid by age 0, 1, 2 …; entry uniform. Formula: mean of the curve
 * over the ages followUpDays … followUpDays + entryDays. Throws RangeError where the curve is too short.
 * Worked number: curve 0, 0.2, 0.4, entry 1 day, follow-up 1 → 0.3.
 */
export function paidShareWithEntry(
  curve: readonly number[],
  entryDays: number,
  followUpDays: number,
): number {
  if (!Number.isInteger(entryDays) || !Number.isInteger(followUpDays) || entryDays < 0 || followUpDays < 0) {
    throw new RangeError('entry and follow-up are whole days')
  }
  const ages = curve.slice(followUpDays, followUpDays + entryDays + 1)
  if (ages.length !== entryDays + 1) throw new RangeError('the curve ends before the follow-up does')
  return ages.reduce((a, b) => a + b, 0) / ages.length
}
