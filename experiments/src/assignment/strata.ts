import { requireFinite } from '../errors'

/** One customer of a small segment, before he is dealt a cell. */
export interface StratumCustomer {
  readonly id: string
  /** Euros owed. */
  readonly amount: number
  /** Mean days late of his history; null without history. */
  readonly lateness: number | null
}

/** Cuts of one segment, stored with the experiment so that later arrivals find their stratum. */
export interface Strata {
  readonly amountCuts: readonly [number, number]
  readonly latenessCuts: readonly [number, number]
  /** Merged name of each of the nine fine strata, e.g. a0l2 → a0l1+a0l2. */
  readonly merged: Readonly<Record<string, string>>
}

function tercileCuts(values: readonly number[]): readonly [number, number] {
  const sorted = [...values].sort((a, b) => a - b)
  const at = (share: number) => sorted[Math.min(sorted.length - 1, Math.ceil(share * sorted.length) - 1)] ?? 0
  return sorted.length === 0 ? [0, 0] : [at(1 / 3), at(2 / 3)]
}

const tercile = (value: number, [low, high]: readonly [number, number]): Third =>
  value <= low ? 0 : value <= high ? 1 : 2

type Cuts = Pick<Strata, 'amountCuts' | 'latenessCuts'>
/** 0: the lowest third of the segment, 2: the highest */
export type Third = 0 | 1 | 2

/** The third of a mean delay. No history counts as the middle one: it says nothing for or against. Throws for NaN. */
export const latenessThird = (
  lateness: number | null,
  { latenessCuts }: Pick<Cuts, 'latenessCuts'>,
): Third => (lateness === null ? 1 : tercile(requireFinite(lateness, 'lateness'), latenessCuts))

const fineStratum = (amount: number, late: Third, { amountCuts }: Pick<Cuts, 'amountCuts'>): string =>
  `a${tercile(requireFinite(amount, 'amount'), amountCuts)}l${late}`

/**
 * Question: into which strata does a small segment fall, so that each can fill every cell?
 * Terciles of amount × terciles of late history; the smallest stratum joins its neighbour (next late
 * tercile, then next amount tercile) until each holds at least 2 customers a cell, or one is left.
 * Depends on the set of customers, never on their order. Throws RangeError for no customer or NaN.
 * Worked number: 18 customers, two of each fine stratum, 2 cells → four strata: three pairs and a triple.
 */
export function cutStrata(customers: readonly StratumCustomer[], cells: number): Strata {
  if (customers.length === 0) throw new RangeError('a segment without customers has no strata')
  const amountCuts = tercileCuts(customers.map(({ amount }) => requireFinite(amount, 'amount')))
  const histories = customers.flatMap(({ lateness }) =>
    lateness === null ? [] : [requireFinite(lateness, 'lateness')],
  )
  const latenessCuts = tercileCuts(histories)
  const counts = new Map<string, number>()
  for (const customer of customers) {
    const name = fineStratum(customer.amount, latenessThird(customer.lateness, { latenessCuts }), {
      amountCuts,
    })
    counts.set(name, (counts.get(name) ?? 0) + 1)
  }
  // In snake order every stratum's neighbour differs by one tercile of one variable.
  const snake = ['a0l0', 'a0l1', 'a0l2', 'a1l2', 'a1l1', 'a1l0', 'a2l0', 'a2l1', 'a2l2']
  const groups = snake.map((name) => ({ names: [name], count: counts.get(name) ?? 0 }))
  for (;;) {
    const small = groups.reduce(
      (least, group, i) => (group.count < (groups[least]?.count ?? 0) ? i : least),
      0,
    )
    const group = groups[small]
    if (group === undefined || groups.length === 1 || group.count >= 2 * cells) break
    const left = groups[small - 1]
    const right = groups[small + 1]
    const intoLeft = right === undefined || (left !== undefined && left.count <= right.count)
    const target = intoLeft ? left : right
    if (target === undefined) break
    target.names = intoLeft ? [...target.names, ...group.names] : [...group.names, ...target.names]
    target.count += group.count
    groups.splice(small, 1)
  }
  const merged = Object.fromEntries(
    groups.flatMap(({ names }) => names.map((name) => [name, [...names].sort().join('+')])),
  )
  return { amountCuts, latenessCuts, merged }
}

/** Stratum of one customer, also of one who comes later. Throws RangeError for NaN. */
export const stratumOf = ({ amount, lateness }: StratumCustomer, strata: Strata): string =>
  stratumByThird(amount, latenessThird(lateness, strata), strata)

/** The same where the third of his late history is known already. Throws RangeError for an amount that is NaN. */
export function stratumByThird(amount: number, late: Third, strata: Strata): string {
  const fine = fineStratum(amount, late, strata)
  return strata.merged[fine] ?? fine
}
