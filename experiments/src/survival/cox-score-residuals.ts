import type { CoxData, CoxTies } from './cox-data'
import { coxPass, relativeRisks } from './cox-likelihood'

/** What a time adds to those who stay at risk, and to those who die at it. */
interface TimeTerms {
  readonly time: number
  readonly mean: Float64Array
  /** Σ 1/denominator and Σ mean/denominator: for survivors. */
  readonly hazard: number
  readonly hazardMean: Float64Array
  /** The same with weights 1 − fraction: for the deaths. */
  readonly ownHazard: number
  readonly ownHazardMean: Float64Array
}

/**
 * Score residuals, row-major n × p: each subject's part of the score at β, whose cluster sums give the sandwich.
 * Source: Lin & Wei 1989 eq. 2.3; with Efron's ties as Therneau & Grambsch 2000 §4. Sum over subjects = score.
 */
export function coxScoreResiduals(data: CoxData, beta: readonly number[], ties: CoxTies): Float64Array {
  const p = beta.length
  const terms = data.strata.map((): TimeTerms[] => [])
  coxPass(data, beta, ties, (stratum, time, parts) => {
    const sum = (pick: (part: (typeof parts)[number]) => number): number =>
      parts.reduce((s, part) => s + pick(part), 0)
    const vector = (pick: (part: (typeof parts)[number]) => number): Float64Array =>
      Float64Array.from({ length: p }, (_, j) => sum((part) => (part.mean[j] ?? 0) * pick(part)))
    terms[stratum]?.push({
      time,
      mean: vector(() => 1 / parts.length),
      hazard: sum((part) => 1 / part.denominator),
      hazardMean: vector((part) => 1 / part.denominator),
      ownHazard: sum((part) => (1 - part.fraction) / part.denominator),
      ownHazardMean: vector((part) => (1 - part.fraction) / part.denominator),
    })
  })
  const risks = relativeRisks(data, beta)
  const residuals = new Float64Array(data.n * p)
  data.strata.forEach((rows, stratum) => {
    fillStratum(data, rows, terms[stratum] ?? [], risks, residuals, p)
  })
  return residuals
}

/** Rows and terms both run latest time first; here they are walked from the earliest. */
function fillStratum(
  data: CoxData,
  rows: Uint32Array,
  terms: readonly TimeTerms[],
  risks: Float64Array,
  residuals: Float64Array,
  p: number,
): void {
  let next = terms.length - 1
  let hazard = 0
  const hazardMean = new Float64Array(p)
  for (let place = rows.length - 1; place >= 0; place--) {
    const i = rows[place] ?? 0
    const time = data.time[i] ?? 0
    for (let term = terms[next]; term !== undefined && term.time < time; term = terms[--next]) {
      hazard += term.hazard
      for (let j = 0; j < p; j++) hazardMean[j] = (hazardMean[j] ?? 0) + (term.hazardMean[j] ?? 0)
    }
    const now = terms[next]?.time === time ? terms[next] : undefined
    const dies = (data.event[i] ?? 0) > 0
    const risk = risks[i] ?? 0
    const total = hazard + (now === undefined ? 0 : dies ? now.ownHazard : now.hazard)
    for (let j = 0; j < p; j++) {
      const x = data.x[i * p + j] ?? 0
      const added = now === undefined ? 0 : ((dies ? now.ownHazardMean[j] : now.hazardMean[j]) ?? 0)
      const seen = dies ? x - (now?.mean[j] ?? 0) : 0
      residuals[i * p + j] = seen - risk * (x * total - ((hazardMean[j] ?? 0) + added))
    }
  }
}
