import { requireCount, requireFinite } from '../errors'

export interface SevereComplaint {
  readonly variant: string
  /** Day number (any epoch, whole days). */
  readonly day: number
}

export interface SevereComplaintFinding {
  readonly variant: string
  /** Day on which the count was reached. */
  readonly day: number
  readonly count: number
}

/**
 * Question: which variants must be paused and shown to a person, whatever the statistics say? Those
 * with `limit` severe complaints (default 3) within `window` days (default 30, first and last
 * included). A rule, not a test: no error rate is claimed. Source: statistics.md §3, guardrail.
 * Worked number: days 1, 20, 30 → paused on day 30; days 1, 20, 31 → not. Throws RangeError for NaN.
 */
export function severeComplaintRule(
  complaints: readonly SevereComplaint[],
  limit = 3,
  window = 30,
): readonly SevereComplaintFinding[] {
  requireCount(limit, 'limit', 1)
  requireCount(window, 'window', 1)
  const days = new Map<string, number[]>()
  for (const { variant, day } of complaints) {
    days.set(variant, [...(days.get(variant) ?? []), requireFinite(day, 'day')])
  }
  const findings: SevereComplaintFinding[] = []
  for (const [variant, unsorted] of days) {
    const sorted = unsorted.sort((a, b) => a - b)
    const last = sorted.findIndex((day, i) => i + 1 >= limit && day - (sorted[i + 1 - limit] ?? 0) < window)
    const day = sorted[last]
    if (day !== undefined) findings.push({ variant, day, count: limit })
  }
  return findings.sort((a, b) => a.day - b.day || (a.variant < b.variant ? -1 : 1))
}
