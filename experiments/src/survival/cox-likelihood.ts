import type { CoxData, CoxTies } from './cox-data'

/** What one pass over the risk sets yields at given coefficients. */
export interface CoxPass {
  readonly logLikelihood: number
  readonly score: Float64Array
  /** Row-major p × p. */
  readonly information: Float64Array
}

/** Sums over a risk set or over the deaths of one time: Σ r, Σ r x, Σ r x xᵀ. */
class RiskSums {
  r = 0
  readonly rx: Float64Array
  readonly rxx: Float64Array

  constructor(private readonly p: number) {
    this.rx = new Float64Array(p)
    this.rxx = new Float64Array(p * p)
  }

  add(risk: number, x: Float64Array, row: number): void {
    this.r += risk
    for (let j = 0; j < this.p; j++) {
      const part = risk * (x[row * this.p + j] ?? 0)
      this.rx[j] = (this.rx[j] ?? 0) + part
      for (let k = 0; k <= j; k++) {
        this.rxx[j * this.p + k] = (this.rxx[j * this.p + k] ?? 0) + part * (x[row * this.p + k] ?? 0)
      }
    }
  }

  clear(): void {
    this.r = 0
    this.rx.fill(0)
    this.rxx.fill(0)
  }
}

/** Told of each event time: stratum, time, and for each of its deaths the denominator, tie fraction and mean of x. */
export type EventTimeListener = (
  stratum: number,
  time: number,
  parts: readonly { readonly denominator: number; readonly fraction: number; readonly mean: Float64Array }[],
) => void

/** exp(xβ) by row. */
export function relativeRisks(data: CoxData, beta: readonly number[]): Float64Array {
  const p = beta.length
  const risks = new Float64Array(data.n)
  for (let i = 0; i < data.n; i++) {
    let linear = 0
    for (let j = 0; j < p; j++) linear += (beta[j] ?? 0) * (data.x[i * p + j] ?? 0)
    risks[i] = Math.exp(linear)
  }
  return risks
}

/**
 * Partial log-likelihood, score and information at β. With d tied deaths, death number k = 0 … d − 1 faces the risk
 * set less k/d of the deaths (Efron 1977) or the whole risk set (Breslow 1974). One sweep a stratum, latest time first.
 */
export function coxPass(
  data: CoxData,
  beta: readonly number[],
  ties: CoxTies,
  listen?: EventTimeListener,
): CoxPass {
  const p = beta.length
  const risks = relativeRisks(data, beta)
  const pass = { logLikelihood: 0, score: new Float64Array(p), information: new Float64Array(p * p) }
  const deaths = new RiskSums(p)
  data.strata.forEach((rows, stratum) => {
    const atRisk = new RiskSums(p)
    for (let from = 0; from < rows.length;) {
      const time = data.time[rows[from] ?? 0] ?? 0
      deaths.clear()
      let count = 0
      let to = from
      for (; to < rows.length && data.time[rows[to] ?? 0] === time; to++) {
        const i = rows[to] ?? 0
        const risk = risks[i] ?? 0
        atRisk.add(risk, data.x, i)
        if ((data.event[i] ?? 0) === 0) continue
        count++
        deaths.add(risk, data.x, i)
        pass.logLikelihood += Math.log(risk)
        for (let j = 0; j < p; j++) pass.score[j] = (pass.score[j] ?? 0) + (data.x[i * p + j] ?? 0)
      }
      const parts = Array.from({ length: count }, (_, k) =>
        onePart(pass, atRisk, deaths, ties === 'efron' ? k / count : 0),
      )
      if (listen !== undefined && count > 0) listen(stratum, time, parts)
      from = to
    }
  })
  return pass
}

function onePart(
  pass: CoxPass & { logLikelihood: number },
  atRisk: RiskSums,
  deaths: RiskSums,
  fraction: number,
): { denominator: number; fraction: number; mean: Float64Array } {
  const p = atRisk.rx.length
  const denominator = atRisk.r - fraction * deaths.r
  const mean = atRisk.rx.map((value, j) => (value - fraction * (deaths.rx[j] ?? 0)) / denominator)
  pass.logLikelihood -= Math.log(denominator)
  for (let j = 0; j < p; j++) {
    pass.score[j] = (pass.score[j] ?? 0) - (mean[j] ?? 0)
    for (let k = 0; k <= j; k++) {
      const second = ((atRisk.rxx[j * p + k] ?? 0) - fraction * (deaths.rxx[j * p + k] ?? 0)) / denominator
      const value = second - (mean[j] ?? 0) * (mean[k] ?? 0)
      pass.information[j * p + k] = (pass.information[j * p + k] ?? 0) + value
      if (k !== j) pass.information[k * p + j] = (pass.information[k * p + j] ?? 0) + value
    }
  }
  return { denominator, fraction, mean }
}
