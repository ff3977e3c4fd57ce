import { requireCount } from '../errors'
import { type CustomerPayments, requireCustomerPayments } from './customer-payments'

/**
 * Pass 1, what a database keeps per cell: one number an age d = 0 … horizon. Additive over cells.
 * SQL: N_d = sum(paid) and sum(left) over events with age ≤ followUp, Y_d = sum of the open amount at the
 * start of age d over customers with followUp ≥ d.
 */
export interface AgeSums {
  /** Last age held; the arrays have horizon + 1 entries. */
  readonly horizon: number
  /** N_d: currency paid at age d. */
  readonly paid: ArrayLike<number>
  /** Currency credited or cancelled at age d. */
  readonly left: ArrayLike<number>
  /** Y_d: currency still open at the start of age d among customers followed to d. */
  readonly atRisk: ArrayLike<number>
  /** Customers followed to age d. */
  readonly customersAtRisk: ArrayLike<number>
  /** Customers with a payment at an age up to the horizon. */
  readonly payers: number
}

/**
 * Question: how much was at risk and how much was paid at each age?
 * Formula: Y_d = Σ_{u ≥ d} (B − paid − left before d), N_d = Σ_{u ≥ d} paid at d. Units: currency, days.
 * Source: Kaplan & Meier 1958 with euros as units. Reference: survfit counts in R survival.
 * Works from arrays (single pass, O(customers + events)).
 * Worked number: (100, u 3, 100 at 1), (200, 3, 50 at 2), (100, 1, –), (100, 2, 100 at 2) →
 * Y_1…3 = 500, 300, 150 and N_1…3 = 100, 150, 0.
 * Throws RangeError on malformed columns, and where more was paid or cancelled than was exposed.
 */
export function ageSums(customers: CustomerPayments, horizon: number): AgeSums {
  requireCount(horizon, 'horizon')
  requireCustomerPayments(customers)
  const { exposed, followUp, offsets, age, left } = customers
  const paidAt = new Float64Array(horizon + 1)
  const leftAt = new Float64Array(horizon + 1)
  const openChange = new Float64Array(horizon + 2)
  const headChange = new Float64Array(horizon + 2)
  let payers = 0
  for (let i = 0; i < exposed.length; i++) {
    const followed = followUp[i] ?? -1
    if (followed < 0) continue
    const last = followed < horizon ? followed : horizon
    let open = exposed[i] ?? 0
    openChange[0] = (openChange[0] ?? 0) + open
    let paidOnce = false
    const end = offsets[i + 1] ?? 0
    for (let e = offsets[i] ?? 0; e < end; e++) {
      const d = age[e] ?? 0
      if (d > last) continue
      const paid = customers.paid[e] ?? 0
      const gone = paid + (left?.[e] ?? 0)
      paidAt[d] = (paidAt[d] ?? 0) + paid
      leftAt[d] = (leftAt[d] ?? 0) + gone - paid
      openChange[d + 1] = (openChange[d + 1] ?? 0) - gone
      open -= gone
      if (paid > 0) paidOnce = true
    }
    if (open < -0.005 - 1e-9 * (exposed[i] ?? 0))
      throw new RangeError(`customer ${i}: more gone than was exposed`)
    openChange[last + 1] = (openChange[last + 1] ?? 0) - open
    headChange[0] = (headChange[0] ?? 0) + 1
    headChange[last + 1] = (headChange[last + 1] ?? 0) - 1
    if (paidOnce) payers++
  }
  return {
    horizon,
    paid: paidAt,
    left: leftAt,
    atRisk: cumulated(openChange, openChange[0] ?? 0),
    customersAtRisk: cumulated(headChange, 0),
    payers,
  }
}

/** Sums of several cells as the sums of their union. Throws RangeError when the horizons differ. */
export function mergeAgeSums(parts: readonly AgeSums[]): AgeSums {
  const first = parts[0]
  if (first === undefined || parts.some((part) => part.horizon !== first.horizon)) {
    throw new RangeError('age sums to merge must exist and share one horizon')
  }
  const added = (pick: (part: AgeSums) => ArrayLike<number>): Float64Array => {
    const total = new Float64Array(first.horizon + 1)
    for (const part of parts)
      for (let d = 0; d < total.length; d++) total[d] = (total[d] ?? 0) + (pick(part)[d] ?? 0)
    return total
  }
  return {
    horizon: first.horizon,
    paid: added((part) => part.paid),
    left: added((part) => part.left),
    atRisk: added((part) => part.atRisk),
    customersAtRisk: added((part) => part.customersAtRisk),
    payers: parts.reduce((total, part) => total + part.payers, 0),
  }
}

/** Running totals; what is left of a sum of `scale` by rounding alone counts as nothing at risk. */
function cumulated(changes: Float64Array, scale: number): Float64Array {
  const totals = new Float64Array(changes.length - 1)
  let total = 0
  for (let d = 0; d < totals.length; d++) {
    total += changes[d] ?? 0
    totals[d] = Math.abs(total) <= 1e-11 * scale ? 0 : total
  }
  return totals
}
