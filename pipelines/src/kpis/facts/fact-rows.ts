import { z } from 'zod'
import { toMoney } from '../money'
import type { Settled } from './facts'

const EXACT_DIGITS = 22

/** Decimal text of a Decimal256(22) as a whole number. */
function toExact(text: string): bigint {
  const [, sign = '', whole = '0', part = ''] = /^(-?)(\d+)(?:\.(\d*))?$/.exec(text) ?? []
  const value = BigInt(whole + part.padEnd(EXACT_DIGITS, '0'))
  return sign ? -value : value
}

const money = z.string().transform(toMoney)
const number = z.coerce.number()
const day = z.string().transform((text) => (text === '1970-01-01' ? null : text))
const key = { cut: z.string(), currency: z.string() }
export const sumsRow = z.object({
  ...key,
  period_from: z.string(),
  period_to: z.string(),
  measure: z.string(),
  before: money,
  within: money,
  of_before: money,
  month_to_date: money,
  last_90_days: money,
  last_day: day,
  last_of_day: day,
})
export const monthRow = z.object({ ...key, month: z.string(), billed: money })
export const settledRow = z.object({
  ...key,
  period_from: z.string(),
  period_to: z.string(),
  settled: number,
  days: number,
  median_days: number,
  amount: money,
  amount_days: money,
  late: number,
  late_days: number,
  late_amount: money,
  late_amount_days: money,
})
export const survivalRow = z.object({
  ...key,
  as_of: z.string(),
  age: number,
  paid: number,
  censored: number,
})
export const peopleRow = z.object({
  cut: z.string(),
  period_from: z.string(),
  period_to: z.string(),
  reminded: number,
  complaining: number,
})

export const ownDayRow = z.object({
  ...key,
  period_from: z.string(),
  period_to: z.string(),
  measure: z.string(),
  within: z.string().transform(toExact),
  lacking: day,
})

export const settledOf = (row: z.output<typeof settledRow>): Settled => ({
  count: row.settled,
  days: row.days,
  median: row.median_days,
  amount: row.amount,
  amountDays: row.amount_days,
  late: row.late,
  lateDays: row.late_days,
  lateAmount: row.late_amount,
  lateAmountDays: row.late_amount_days,
})
