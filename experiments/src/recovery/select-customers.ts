import type { CustomerPayments } from './customer-payments'

/**
 * Question: what are the columns of some of the customers (a segment, a stratum)?
 * keep(i) says whether customer i stays; order is kept. Units unchanged. Works from arrays.
 */
export function selectCustomers(customers: CustomerPayments, keep: (i: number) => boolean): CustomerPayments {
  const kept: number[] = []
  const events: number[] = []
  const offsets = [0]
  for (let i = 0; i < customers.exposed.length; i++) {
    if (!keep(i)) continue
    kept.push(i)
    for (let e = customers.offsets[i] ?? 0; e < (customers.offsets[i + 1] ?? 0); e++) events.push(e)
    offsets.push(events.length)
  }
  const take = (column: ArrayLike<number>, rows: readonly number[]): Float64Array =>
    Float64Array.from(rows, (row) => column[row] ?? NaN)
  const { left, cluster, covariates } = customers
  return {
    exposed: take(customers.exposed, kept),
    followUp: Int32Array.from(kept, (row) => customers.followUp[row] ?? -1),
    offsets: Int32Array.from(offsets),
    age: Int32Array.from(events, (row) => customers.age[row] ?? 0),
    paid: take(customers.paid, events),
    left: left && take(left, events),
    cluster: cluster && Int32Array.from(kept, (row) => cluster[row] ?? 0),
    covariates:
      covariates &&
      Object.fromEntries(Object.entries(covariates).map(([name, column]) => [name, take(column, kept)])),
  }
}
