import type { Amount, Day } from '../../dispatch/planner/customer-record'
import { decimal } from '../../messages/tags/format'

export interface Instalment {
  readonly due_on: Day
  readonly amount: string
}

const CENT = 100n

/** Equal monthly instalments; the cents that do not divide are in the first. */
export function instalmentsOf(total: Amount, count: number, firstOn: Day): Instalment[] {
  const each = (total / BigInt(count) / CENT) * CENT
  const first = total - each * BigInt(count - 1)
  return Array.from({ length: count }, (_, n) => ({
    due_on: monthsLater(firstOn, n),
    amount: decimal(n === 0 ? first : each),
  }))
}

/** The same day of a later month, or that month's last. */
function monthsLater(day: Day, months: number): Day {
  const [year = 0, month = 1, number = 1] = day.split('-').map(Number)
  const last = new Date(Date.UTC(year, month + months, 0)).getUTCDate()
  return new Date(Date.UTC(year, month - 1 + months, Math.min(number, last))).toISOString().slice(0, 10)
}
