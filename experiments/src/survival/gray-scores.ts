import type { LogRankData } from './log-rank'

/** One group's state just before the time at hand. */
interface GroupState {
  atRisk: number
  /** S(t−) from all causes, and F(t−) of the cause. */
  survival: number
  incidence: number
  /** Σ over its jumps of the variance of one unit of score still to come. */
  ahead: number
}

export interface GrayScores {
  readonly score: number[]
  readonly variance: number[][]
  /** c[i][k]: what a unit of group k's later incidence takes from score i. */
  readonly taken: number[][]
  /** Covariance of score i with group k's jumps. */
  readonly crossed: number[][]
  events: number
}

const zeros = (rows: number, columns: number): number[][] =>
  Array.from({ length: rows }, () => new Array<number>(columns).fill(0))

/** Gray's scores and their variance in one stratum; members in order of time. Source: Gray 1988 eqs. 2.3–2.9. */
export function stratumScores(
  data: LogRankData,
  members: readonly number[],
  groups: number,
  cause: number,
  rho: number,
): GrayScores {
  const states = Array.from({ length: groups }, (): GroupState => ({
    atRisk: 0,
    survival: 1,
    incidence: 0,
    ahead: 0,
  }))
  for (const i of members) {
    const state = states[data.group[i] ?? -1]
    if (state === undefined) throw new RangeError(`group of subject ${i} is ${data.group[i]}`)
    state.atRisk++
  }
  const kept = groups - 1
  const sums: GrayScores = {
    score: new Array<number>(kept).fill(0),
    variance: zeros(kept, kept),
    taken: zeros(groups, groups),
    crossed: zeros(kept, groups),
    events: 0,
  }
  let pooled = 0
  for (let from = 0; from < members.length;) {
    const time = data.time[members[from] ?? 0]
    const own = new Array<number>(groups).fill(0)
    const other = new Array<number>(groups).fill(0)
    const gone = new Array<number>(groups).fill(0)
    let to = from
    for (; to < members.length && data.time[members[to] ?? 0] === time; to++) {
      const i = members[to] ?? 0
      const g = data.group[i] ?? 0
      const event = data.event[i] ?? 0
      gone[g] = (gone[g] ?? 0) + 1
      if (event === cause) own[g] = (own[g] ?? 0) + 1
      else if (event > 0) other[g] = (other[g] ?? 0) + 1
    }
    if (own.some((d) => d > 0) || other.some((d) => d > 0))
      pooled = jump(states, sums, own, other, pooled, rho)
    states.forEach((state, g) => {
      state.atRisk -= gone[g] ?? 0
    })
    from = to
  }
  finish(states, sums)
  return sums
}

/** Adds one event time to the sums and moves the states past it; returns the pooled incidence after it. */
function jump(
  states: readonly GroupState[],
  sums: GrayScores,
  own: readonly number[],
  other: readonly number[],
  before: number,
  rho: number,
): number {
  const groups = states.length
  const kept = groups - 1
  const present = (g: number): boolean => (states[g]?.atRisk ?? 0) > 0
  // n/S(t−): the group's size had nobody been censored; and its part still without the cause.
  const size = states.map((state) => (state.atRisk > 0 ? state.atRisk / state.survival : 0))
  const free = states.map((state, g) => (size[g] ?? 0) * (1 - state.incidence))
  const total = size.reduce((a, b) => a + b, 0)
  const totalFree = free.reduce((a, b) => a + b, 0)
  const d1 = own.reduce((a, b) => a + b, 0)
  const after = before + d1 / total
  const weight = (1 - before) ** rho
  const leverage = (i: number, k: number): number =>
    present(i) && present(k) ? weight * (size[i] ?? 0) * (Number(i === k) - (size[k] ?? 0) / total) : 0
  sums.events += d1
  for (let i = 0; i < groups; i++) {
    for (let k = 0; k < groups; k++) {
      const row = sums.taken[i]
      if (row !== undefined) row[k] = (row[k] ?? 0) + (leverage(i, k) * d1) / (total * (1 - before))
    }
    if (i < kept && present(i)) {
      sums.score[i] = (sums.score[i] ?? 0) + weight * ((own[i] ?? 0) - (d1 * (free[i] ?? 0)) / totalFree)
    }
  }
  states.forEach((state, k) => {
    if (!present(k)) return
    const leaving = ((own[k] ?? 0) + (other[k] ?? 0)) / state.atRisk
    const survivalAfter = state.survival * (1 - leaving)
    if (d1 > 0) {
      const ratio = survivalAfter > 0 ? 1 - (1 - after) / survivalAfter : 1
      const ties = d1 > 1 ? 1 - (d1 - 1) / (total * state.survival - 1) : 1
      const spread = (ties * state.survival * d1) / (total * state.atRisk)
      addVariance(sums, state, k, spread, ratio, (i) => leverage(i, k) - ratio * (sums.taken[i]?.[k] ?? 0))
    }
    const others = other[k] ?? 0
    if (others > 0 && survivalAfter > 0) {
      const ratio = (1 - after) / survivalAfter
      const ties = others > 1 ? 1 - (others - 1) / (state.atRisk - 1) : 1
      const spread = (ties * state.survival ** 2 * others) / state.atRisk ** 2
      addVariance(sums, state, k, spread, -ratio, (i) => ratio * (sums.taken[i]?.[k] ?? 0))
    }
    state.incidence += (state.survival * (own[k] ?? 0)) / state.atRisk
    state.survival = survivalAfter
  })
  return after
}

/** One jump of group k: `loading` of each score on it now, `later` on what it takes from all later times. */
function addVariance(
  sums: GrayScores,
  state: GroupState,
  k: number,
  spread: number,
  later: number,
  loading: (i: number) => number,
): void {
  state.ahead += later * later * spread
  sums.variance.forEach((row, i) => {
    const crossed = sums.crossed[i]
    if (crossed !== undefined) crossed[k] = (crossed[k] ?? 0) + loading(i) * later * spread
    row.forEach((_, j) => {
      row[j] = (row[j] ?? 0) + loading(i) * loading(j) * spread
    })
  })
}

function finish(states: readonly GroupState[], sums: GrayScores): void {
  sums.variance.forEach((row, i) => {
    row.forEach((_, j) => {
      states.forEach((state, k) => {
        const a = sums.taken[i]?.[k] ?? 0
        const b = sums.taken[j]?.[k] ?? 0
        row[j] =
          (row[j] ?? 0) +
          a * b * state.ahead +
          a * (sums.crossed[j]?.[k] ?? 0) +
          b * (sums.crossed[i]?.[k] ?? 0)
      })
    })
  })
}
