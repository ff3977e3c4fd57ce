import type { Amount, Day } from '../planner/customer-record'

/** 1234.5 → 12345000n; amounts of the warehouse have four decimals. */
export function amountOf(text: string): Amount {
  const at = text.indexOf('.')
  if (at < 0) return BigInt(text) * 10_000n
  return BigInt(text.slice(0, at) + text.slice(at + 1, at + 5).padEnd(4, '0'))
}

const DAY = /^\d{4}-\d{2}-\d{2}/

/** The day at the start of a text; empty where there is none. */
export const dayOf = (value: unknown): Day | '' =>
  typeof value === 'string' && DAY.test(value) ? value.slice(0, 10) : ''

export const textOf = (value: unknown): string =>
  typeof value === 'string' ? value.trim() : typeof value === 'number' ? String(value) : ''

/** What sources write for yes. */
export const isYes = (value: unknown): boolean =>
  value === true || value === 1 || ['1', 'true', 'yes'].includes(textOf(value))

export const listOf = (value: unknown): readonly Record<string, unknown>[] =>
  Array.isArray(value)
    ? value.filter((item): item is Record<string, unknown> => typeof item === 'object')
    : []

/** Ids in a list of texts, or the one that a column names. */
export function idsOf(list: unknown, one: string): readonly string[] {
  const ids = Array.isArray(list) ? list.map(textOf).filter((id) => id !== '') : []
  return ids.length > 0 || one === '' ? ids : [one]
}

export function dayBefore(day: Day): Day {
  return new Date(Date.parse(day) - 86_400_000).toISOString().slice(0, 10)
}
