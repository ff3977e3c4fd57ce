/** Billed amount and length of one month, the newest first; the month of the day itself cut there. */
export interface BilledMonth {
  billed: number
  days: number
}

/**
 * Days of sales that a balance holds, by exhaustion: months are taken off backwards until the balance is used up,
 * the last one in part. Months with more credit than sales take time but no balance. (The count-back method of
 * credit management; a balance of 0 or less gives 0.)
 * @param balance money in any unit, the same as `billed`
 * @param months as many as are known, the newest first
 * @returns days, or null when the months run out before the balance does
 */
export function countBack(balance: number, months: Iterable<BilledMonth>): number | null {
  let rest = balance
  let days = 0
  if (rest <= 0) return 0
  for (const month of months) {
    const billed = Math.max(0, month.billed)
    if (billed > 0 && rest < billed) return days + (rest / billed) * month.days
    days += month.days
    rest -= billed
    if (rest <= 0) return days
  }
  return null
}

/** The parts of a DSO that its bridge shows: they add up to the count-back DSO of the whole. */
export interface BridgeLayers {
  /** not overdue */
  notOverdue: number
  /** overdue, undisputed, not covered by money on account */
  late: number
  /** overdue and disputed, not covered */
  dispute: number
  /** overdue, but covered by what the customer has on account */
  unallocated: number
}

/**
 * Parts the count-back DSO by stacking the layers: each part is what its layer adds on top of those before it.
 * @returns days, or null when the months run out
 */
export function bridgeParts(layers: BridgeLayers, months: readonly BilledMonth[]) {
  const levels = [layers.notOverdue, layers.late, layers.dispute, layers.unallocated]
  const tops = levels.map((_, index) => countBack(sum(levels.slice(0, index + 1)), months))
  const [terms, late, dispute, all] = tops
  if (!isKnown(terms) || !isKnown(late) || !isKnown(dispute) || !isKnown(all)) return null
  return { terms, late: late - terms, dispute: dispute - late, unallocated: all - dispute, dso: all }
}

const isKnown = (days: number | null | undefined): days is number => typeof days === 'number'

const sum = (values: number[]) => values.reduce((total, value) => total + value, 0)
