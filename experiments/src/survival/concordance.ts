import type { CoxData } from './cox-data'

/**
 * Question: how often does the one with the higher score have the event first?
 * Formula: (concordant + ½ tied scores) / comparable pairs; a pair is comparable when the earlier time is an event and
 * the other time is later, or equal and censored; only inside a stratum. Source: Harrell et al. 1982.
 * Reference: R concordance. Units: share 0–1; null without comparable pairs. Works from arrays, O(n log n).
 * Worked number: AML with group as score: 0.619048.
 */
export function concordance(data: CoxData, scores: Float64Array): number | null {
  const ranks = new Map(
    [...new Set(Array.from(scores))].sort((a, b) => a - b).map((score, k) => [score, k + 1]),
  )
  let agreeing = 0
  let pairs = 0
  for (const rows of data.strata) {
    const counts = new Float64Array(ranks.size + 1)
    let held = 0
    const insert = (i: number): void => {
      held++
      for (let k = ranks.get(scores[i] ?? 0) ?? 1; k < counts.length; k += k & -k)
        counts[k] = (counts[k] ?? 0) + 1
    }
    const upTo = (rank: number): number => {
      let total = 0
      for (let k = rank; k > 0; k -= k & -k) total += counts[k] ?? 0
      return total
    }
    for (let from = 0; from < rows.length;) {
      const time = data.time[rows[from] ?? 0]
      let to = from
      while (to < rows.length && data.time[rows[to] ?? 0] === time) to++
      const tied = Array.from(rows.subarray(from, to))
      for (const i of tied) if (data.event[i] === 0) insert(i)
      const dying = tied.filter((i) => data.event[i] !== 0)
      for (const i of dying) {
        const rank = ranks.get(scores[i] ?? 0) ?? 1
        agreeing += (upTo(rank) + upTo(rank - 1)) / 2
        pairs += held
      }
      dying.forEach(insert)
      from = to
    }
  }
  return pairs === 0 ? null : agreeing / pairs
}
