import { requireCount, requireFinite, requireNonNegative } from '../errors'

/**
 * The customers of one cell as columns; the rows of customer i in the event columns are
 * offsets[i] … offsets[i + 1] − 1, oldest first. Ages are whole days from the trigger date.
 */
export interface CustomerPayments {
  /** B: open amount of the exposed invoices at the end of the day before the trigger, currency units. */
  readonly exposed: ArrayLike<number>
  /** u: complete days between trigger and data cut; below 0 means not yet in the data. */
  readonly followUp: ArrayLike<number>
  /** n + 1 positions into the event columns. */
  readonly offsets: ArrayLike<number>
  readonly age: ArrayLike<number>
  /** Paid at that age, net of rejections of payments made since the trigger (may be negative). */
  readonly paid: ArrayLike<number>
  /** Credited or cancelled at that age: a competing exit. Absent when there is none. */
  readonly left?: ArrayLike<number> | undefined
  /** Payer (cluster) numbers; absent when every customer is its own cluster. */
  readonly cluster?: ArrayLike<number> | undefined
  /** Covariates known before the trigger, one column each. */
  readonly covariates?: Readonly<Record<string, ArrayLike<number>>> | undefined
}

export interface CustomerRow {
  readonly exposed: number
  readonly followUp: number
  readonly events: readonly { readonly age: number; readonly paid?: number; readonly left?: number }[]
  readonly cluster?: number
}

/**
 * Turns rows into checked columns.
 * Throws RangeError for a negative amount, a fractional or negative age, or more money gone than was owed.
 */
export function customerPayments(rows: readonly CustomerRow[]): CustomerPayments {
  const size = rows.reduce((total, row) => total + row.events.length, 0)
  const columns = {
    exposed: new Float64Array(rows.length),
    followUp: new Int32Array(rows.length),
    cluster: new Int32Array(rows.length),
    offsets: new Int32Array(rows.length + 1),
    age: new Int32Array(size),
    paid: new Float64Array(size),
    left: new Float64Array(size),
  }
  let at = 0
  rows.forEach((row, i) => {
    columns.exposed[i] = requireNonNegative(row.exposed, 'exposed')
    columns.followUp[i] = requireCount(row.followUp, 'followUp', -1_000_000)
    columns.cluster[i] = row.cluster ?? i
    let open = row.exposed
    for (const event of [...row.events].sort((a, b) => a.age - b.age)) {
      columns.age[at] = requireCount(event.age, 'age')
      columns.paid[at] = requireFinite(event.paid ?? 0, 'paid')
      columns.left[at] = requireFinite(event.left ?? 0, 'left')
      open -= (event.paid ?? 0) + (event.left ?? 0)
      at++
    }
    if (open < -1e-9 * Math.max(1, row.exposed)) {
      throw new RangeError(`customer ${i}: ${row.exposed - open} paid or cancelled of ${row.exposed} exposed`)
    }
    columns.offsets[i + 1] = at
  })
  return columns
}

/** Throws RangeError when the columns do not fit together or hold something that is not a finite number. */
export function requireCustomerPayments(customers: CustomerPayments): void {
  const n = customers.exposed.length
  const events = customers.age.length
  const fits =
    customers.followUp.length === n &&
    customers.offsets.length === n + 1 &&
    customers.paid.length === events &&
    (customers.left?.length ?? events) === events &&
    (customers.cluster?.length ?? n) === n &&
    (customers.offsets[n] ?? 0) === events
  if (!fits) throw new RangeError('customer columns differ in length')
  for (let i = 0; i < n; i++) {
    const exposed = customers.exposed[i] ?? NaN
    if (!(exposed >= 0 && exposed < Infinity)) requireNonNegative(exposed, 'exposed')
    requireWhole(customers.followUp[i] ?? NaN, 'followUp')
  }
  for (let e = 0; e < events; e++) {
    requireWhole(customers.age[e] ?? NaN, 'age')
    if ((customers.age[e] ?? -1) < 0) throw new RangeError('age must not be below 0')
    const moved = (customers.paid[e] ?? NaN) + (customers.left === undefined ? 0 : (customers.left[e] ?? NaN))
    if (!Number.isFinite(moved)) requireFinite(moved, 'paid and left')
  }
}

function requireWhole(value: number, name: string): void {
  if (!Number.isInteger(value)) throw new RangeError(`${name} must be a whole number of days, got ${value}`)
}
