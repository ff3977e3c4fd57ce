import type { CustomerPayments } from './customer-payments'

/** Amounts closer than this to 0 are settled: half a cent. */
const SETTLED = 0.005

/**
 * Question: which customers have paid in full by age h?
 * Every customer with something exposed counts 1 instead of his euros; he pays 1 at the age where nothing stays
 * open and the last movement was a payment, leaves 1 (competing exit) where it was a credit or cancellation; a later
 * rejection takes it back. Customers who owe nothing have exposed 0. Units: customers. Works from arrays.
 * Worked number: B 200, 150 at age 3 and 50 at age 9 → 1 at age 9.
 */
export function asPaidInFull(customers: CustomerPayments): CustomerPayments {
  return unitOutcomes(customers, (exposed) => {
    let open = exposed
    let state: 'open' | 'paid' | 'left' = 'open'
    return (paid, left) => {
      open -= paid + left
      const next = open >= SETTLED ? 'open' : state !== 'open' ? state : left === 0 ? 'paid' : 'left'
      const move = [
        Number(next === 'paid') - Number(state === 'paid'),
        Number(next === 'left') - Number(state === 'left'),
      ]
      state = next
      return [move[0] ?? 0, move[1] ?? 0]
    }
  })
}

/**
 * Question: which customers have paid anything by age h? (With contacts in place of payments: first contact.)
 * Every customer with something exposed counts 1; he pays 1 at his first payment and leaves where all was credited
 * or cancelled before it. Units: customers. Works from arrays.
 * Worked number: B 200, 150 at age 3 and 50 at age 9 → 1 at age 3.
 */
export function asAnyPayment(customers: CustomerPayments): CustomerPayments {
  return unitOutcomes(customers, (exposed) => {
    let open = exposed
    let done = false
    return (paid, left) => {
      open -= paid + left
      if (done || (paid <= 0 && open >= SETTLED)) return [0, 0]
      done = true
      return paid > 0 ? [1, 0] : [0, 1]
    }
  })
}

type Step = (paid: number, left: number) => readonly [number, number]

function unitOutcomes(customers: CustomerPayments, start: (exposed: number) => Step): CustomerPayments {
  const n = customers.exposed.length
  const exposed = new Float64Array(n)
  const paid = new Float64Array(customers.age.length)
  const left = new Float64Array(customers.age.length)
  for (let i = 0; i < n; i++) {
    const owed = customers.exposed[i] ?? 0
    if (owed < SETTLED) continue
    exposed[i] = 1
    const step = start(owed)
    for (let e = customers.offsets[i] ?? 0; e < (customers.offsets[i + 1] ?? 0); e++) {
      const moved = step(customers.paid[e] ?? 0, customers.left?.[e] ?? 0)
      paid[e] = moved[0]
      left[e] = moved[1]
    }
  }
  return { ...customers, exposed, paid, left: customers.left === undefined ? undefined : left }
}
