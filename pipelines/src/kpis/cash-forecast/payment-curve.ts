/** Oldest and youngest age, in days, that curves tell apart. */
export const FIRST_AGE = -90
export const LAST_AGE = 180
const LENGTH = LAST_AGE - FIRST_AGE + 2

export interface CurveRow {
  habit: string
  age: number
  entered: number
  paid: number
  gone: number
}

/** By age from FIRST_AGE: how many were paid at it, and how many could have been. */
export interface Hazard {
  paid: number[]
  atRisk: number[]
}

/**
 * Counts of a Kaplan-Meier estimate with late entry: who came into sight at an age is at risk from it on, who was paid
 * or lost sight of at an age was at risk until it.
 */
export function hazardOf(rows: readonly CurveRow[]): Hazard {
  const paid = new Array<number>(LENGTH).fill(0)
  const change = new Array<number>(LENGTH + 1).fill(0)
  const at = (age: number) => Math.min(LENGTH - 1, Math.max(0, age - FIRST_AGE))
  for (const row of rows) {
    const place = at(row.age)
    paid[place] = (paid[place] ?? 0) + row.paid
    change[place] = (change[place] ?? 0) + row.entered
    change[place + 1] = (change[place + 1] ?? 0) - row.paid - row.gone
  }
  let sum = 0
  return { paid, atRisk: paid.map((_, place) => (sum += change[place] ?? 0)) }
}

/**
 * Share still unpaid after each age: Π (1 − paid / at risk). A customer's own counts are drawn towards those of his
 * segment, which weigh as `pull` invoices.
 */
export function survivalOf(own: Hazard, parent?: Hazard, pull = 10): number[] {
  let left = 1
  return own.paid.map((paid, place) => {
    const atRisk = own.atRisk[place] ?? 0
    const base = parent && rate(parent.paid[place] ?? 0, parent.atRisk[place] ?? 0)
    const hazard = base === undefined ? rate(paid, atRisk) : (paid + pull * base) / (atRisk + pull)
    left *= 1 - Math.min(1, hazard)
    return left
  })
}

const rate = (paid: number, atRisk: number): number => (atRisk > 0 ? paid / atRisk : 0)

/** Of what is open at an age, the share paid in each of the coming weeks: [S(a+7(w−1)) − S(a+7w)] / S(a). */
export function weeklyShares(survival: readonly number[], age: number, weeks: number): number[] {
  const at = (days: number) => survival[Math.min(LENGTH - 1, Math.max(0, days - FIRST_AGE))] ?? 0
  const now = at(age)
  return Array.from({ length: weeks }, (_, week) =>
    now > 0 ? (at(age + 7 * week) - at(age + 7 * (week + 1))) / now : 0,
  )
}
