/** How a set of invoices was chosen, the likeliest first. */
export type SumKind = 'single' | 'all' | 'oldest' | 'run' | 'pair' | 'triple'

/** Invoices that come to exactly the amount looked for. */
export interface Sum {
  kind: SumKind
  /** places in the list of open amounts, ascending */
  picks: number[]
}

/** More invoices than this are not combined: the number of triples grows with the cube. */
export const MOST_COMBINED = 60

/**
 * Sets of open invoices that come to exactly `target`: one alone, all of them, the oldest ones, neighbours in age,
 * any two, any three. Sets of the same amounts count once, the oldest invoices standing for the others: whichever of
 * two equal invoices of one customer is paid, the older is meant.
 * @param target whole units above 0
 * @param open open amounts above 0 in the same units, oldest invoice first
 * @returns the likeliest kinds first; within a kind the oldest first
 */
export function findSums(target: number, open: readonly number[]): Sum[] {
  const found = new Map<string, Sum>()
  const add = (kind: SumKind, picks: number[]) => {
    const amounts = picks.map((at) => open[at] ?? 0).sort((a, b) => a - b)
    const key = amounts.join(' ')
    if (!found.has(key)) found.set(key, { kind, picks })
  }
  open.forEach((amount, at) => {
    if (amount === target) add('single', [at])
  })
  addRuns(target, open, add)
  const few = open.slice(0, MOST_COMBINED)
  addPairs(target, few, add)
  addTriples(target, few, add)
  const rank: SumKind[] = ['single', 'all', 'oldest', 'run', 'pair', 'triple']
  return [...found.values()].sort((a, b) => rank.indexOf(a.kind) - rank.indexOf(b.kind))
}

type Add = (kind: SumKind, picks: number[]) => void

/** Neighbours in age, by a window that slides: all amounts are above 0. */
function addRuns(target: number, open: readonly number[], add: Add): void {
  const runs: [number, number][] = []
  let [start, sum] = [0, 0]
  open.forEach((amount, end) => {
    sum += amount
    while (sum > target && start <= end) sum -= open[start++] ?? 0
    if (sum === target && end > start) runs.push([start, end])
  })
  const places = ([from, to]: [number, number]) => Array.from({ length: to - from + 1 }, (_, i) => from + i)
  const kindOf = ([from, to]: [number, number]): SumKind =>
    from > 0 ? 'run' : to === open.length - 1 ? 'all' : 'oldest'
  for (const kind of ['all', 'oldest', 'run'] as const)
    for (const run of runs) if (kindOf(run) === kind) add(kind, places(run))
}

function addPairs(target: number, open: readonly number[], add: Add): void {
  const places = placesByAmount(open)
  open.forEach((amount, first) => {
    for (const second of places.get(target - amount) ?? []) if (second > first) add('pair', [first, second])
  })
}

function addTriples(target: number, open: readonly number[], add: Add): void {
  const places = placesByAmount(open)
  for (let first = 0; first < open.length; first += 1)
    for (let second = first + 1; second < open.length; second += 1) {
      const rest = target - (open[first] ?? 0) - (open[second] ?? 0)
      if (rest <= 0) continue
      const third = places.get(rest)?.find((place) => place > second)
      if (third !== undefined) add('triple', [first, second, third])
    }
}

/** Places by amount, ascending. */
function placesByAmount(open: readonly number[]): Map<number, number[]> {
  const found = new Map<number, number[]>()
  open.forEach((amount, at) => {
    const known = found.get(amount)
    if (known) known.push(at)
    else found.set(amount, [at])
  })
  return found
}
