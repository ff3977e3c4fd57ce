import { type EventTimes, requireEventTimes } from './event-times'

export type CoxTies = 'efron' | 'breslow'

export interface CoxInput extends EventTimes {
  /** One column a covariate, by name. */
  readonly covariates: Readonly<Record<string, ArrayLike<number>>>
  /** Stratum numbers: each has its own baseline hazard. */
  readonly stratum?: ArrayLike<number>
  /** Clusters for the robust variance (the customer of an invoice). */
  readonly cluster?: ArrayLike<number | string>
}

/** Checked columns, centred, with the rows of each stratum in descending order of time. */
export interface CoxData {
  readonly names: readonly string[]
  readonly n: number
  readonly events: number
  /** Row-major n × p, centred at the column means. */
  readonly x: Float64Array
  readonly time: ArrayLike<number>
  readonly event: ArrayLike<number>
  readonly strata: readonly Uint32Array[]
}

/** Throws RangeError for columns of different length, values that are not finite, or no covariate. */
export function coxData(input: CoxInput): CoxData {
  requireEventTimes(input)
  const names = Object.keys(input.covariates)
  const n = input.time.length
  const p = names.length
  if (p === 0) throw new RangeError('a Cox regression needs a covariate')
  if ((input.stratum?.length ?? n) !== n || (input.cluster?.length ?? n) !== n) {
    throw new RangeError('stratum and cluster must have one entry a subject')
  }
  const x = new Float64Array(n * p)
  names.forEach((name, j) => {
    const column = input.covariates[name] ?? []
    if (column.length !== n) throw new RangeError(`covariate ${name} has ${column.length} entries, not ${n}`)
    let total = 0
    for (let i = 0; i < n; i++) {
      const value = column[i] ?? NaN
      if (!Number.isFinite(value))
        throw new RangeError(`covariate ${name} of subject ${i} is not a finite number`)
      total += value
    }
    for (let i = 0; i < n; i++) x[i * p + j] = (column[i] ?? 0) - total / n
  })
  let events = 0
  for (let i = 0; i < n; i++) events += input.event[i] ?? 0
  const members = new Map<number, number[]>()
  for (let i = 0; i < n; i++) {
    const stratum = input.stratum?.[i] ?? 0
    const list = members.get(stratum)
    if (list === undefined) members.set(stratum, [i])
    else list.push(i)
  }
  const strata = [...members.values()].map((rows) =>
    Uint32Array.from(rows).sort((a, b) => (input.time[b] ?? 0) - (input.time[a] ?? 0)),
  )
  return { names, n, events, x, time: input.time, event: input.event, strata }
}
