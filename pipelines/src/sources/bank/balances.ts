import type { Learnt } from '../source'
import { formatMoney } from './money'

const MOST_WARNINGS = 20

export interface Balance {
  amount: bigint
  currency: string
  /** YYYY-MM-DD, or '' */
  day: string
}

/** What a statement says of itself, to be compared with its entries. */
export interface StatementTotals {
  opening?: Balance
  closing?: Balance
  /** number of entries */
  entries?: number
  /** sum of entries without their signs */
  turnover?: bigint
  /** sum with signs */
  net?: bigint
}

/** The entries of one statement, as counted. */
export class StatementSum {
  entries = 0
  net = 0n
  turnover = 0n
  readonly currencies = new Set<string>()

  add(amount: bigint, currency: string): void {
    this.entries += 1
    this.net += amount
    this.turnover += amount < 0n ? -amount : amount
    this.currencies.add(currency)
  }
}

/**
 * Compares statements with what they say of themselves, and keeps the last closing day of each account. A statement
 * that does not tie is no reason to refuse it: the figures stand in the warnings of the load.
 */
export class StatementChecks {
  readonly learnt: Learnt = { warnings: [], completeThrough: null }
  #lastDays = new Map<string, string>()
  #more = 0

  /** @param named account and number of the statement, for the warning */
  statement(named: string, sum: StatementSum, totals: StatementTotals): void {
    for (const text of differences(sum, totals)) this.#warn(`statement_does_not_tie: ${named}: ${text}`)
  }

  /** The account's statements are complete through this day. */
  closed(account: string, day: string): void {
    if (day === '' || day <= (this.#lastDays.get(account) ?? '')) return
    this.#lastDays.set(account, day)
    const days = [...this.#lastDays.values()].sort()
    this.learnt.completeThrough = days[0] ?? null
  }

  #warn(text: string): void {
    const { warnings } = this.learnt
    if (warnings.length < MOST_WARNINGS) warnings.push(text)
    else warnings[MOST_WARNINGS] = `statement_does_not_tie: ${(this.#more += 1)} more`
  }
}

function differences(sum: StatementSum, totals: StatementTotals): string[] {
  const { opening, closing } = totals
  const found: string[] = []
  const currencies = new Set([
    ...sum.currencies,
    ...[opening, closing].flatMap((it) => (it ? [it.currency] : [])),
  ])
  if (opening && closing && currencies.size > 1) {
    const sides = `opening ${money(opening)}, entries ${formatMoney(sum.net)} ${[...sum.currencies].join('+')}`
    found.push(`${sides.trim()}, closing ${money(closing)}: currencies differ`)
  } else if (opening && closing && opening.amount + sum.net !== closing.amount) {
    const off = formatMoney(closing.amount - opening.amount - sum.net)
    const reached = formatMoney(opening.amount + sum.net)
    found.push(
      `opening ${money(opening)} and entries ${formatMoney(sum.net)} make ${reached}, closing says ${formatMoney(closing.amount)} (${off} off)`,
    )
  }
  if (totals.entries !== undefined && totals.entries !== sum.entries) {
    found.push(`${totals.entries} entries stated, ${sum.entries} found`)
  }
  const compared = [
    ['sum of entries', totals.turnover, sum.turnover],
    ['net of entries', totals.net, sum.net],
  ] as const
  for (const [what, stated, counted] of compared) {
    if (stated !== undefined && stated !== counted) {
      found.push(`${what} stated ${formatMoney(stated)}, found ${formatMoney(counted)}`)
    }
  }
  return found
}

const money = ({ amount, currency }: Balance): string => `${formatMoney(amount)} ${currency}`
