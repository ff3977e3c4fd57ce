import { createRandom } from './random'

/** What one share of the customers is expected to pay in each week. */
export type UnitWeeks = readonly number[]

export interface BandInput {
  units: readonly UnitWeeks[]
  /** variance of each week because an invoice is paid as a whole or not at all: Σ amount² p (1 − p) */
  chance: readonly number[]
  /** expected billing of each coming week, and what weeks of the past came to, against which it varies */
  billing: readonly number[]
  pastBilling: readonly number[]
  /** share of a week's billing that is paid in its own week, the next and so on */
  paidAfter: readonly number[]
  resamples: number
  seed: number
}

export interface Band {
  low: number[]
  high: number[]
}

/**
 * 10th and 90th percentile of each week over resamples: customers drawn with replacement (a Poisson weight each),
 * weeks of billing drawn from the past ones, and the chance of each invoice.
 */
export function band(input: BandInput): Band {
  const weeks = input.chance.length
  const random = createRandom(input.seed)
  const mean =
    input.pastBilling.reduce((sum, value) => sum + value, 0) / Math.max(1, input.pastBilling.length)
  const totals = Array.from({ length: weeks }, () => new Float64Array(input.resamples))
  for (let turn = 0; turn < input.resamples; turn += 1) {
    const cash = input.chance.map((variance) => Math.sqrt(Math.max(0, variance)) * random.normal())
    for (const unit of input.units) {
      const weight = random.poissonOne()
      if (weight > 0)
        for (let week = 0; week < weeks; week += 1)
          cash[week] = (cash[week] ?? 0) + weight * (unit[week] ?? 0)
    }
    input.billing.forEach((expected, from) => {
      const drawn = input.pastBilling[Math.floor(random.uniform() * input.pastBilling.length)] ?? mean
      const billed = mean > 0 ? (expected * drawn) / mean : 0
      for (let week = from; week < weeks; week += 1)
        cash[week] = (cash[week] ?? 0) + billed * (input.paidAfter[week - from] ?? 0)
    })
    cash.forEach((value, week) => {
      const list = totals[week]
      if (list) list[turn] = Math.max(0, value)
    })
  }
  const quantile = (list: Float64Array, share: number) =>
    list.sort()[Math.min(list.length - 1, Math.floor(share * list.length))] ?? 0
  return {
    low: totals.map((list) => quantile(list, 0.1)),
    high: totals.map((list) => quantile(list, 0.9)),
  }
}
