import { chiSquareSf } from '../distributions'
import { type Measurement, measured, notMeasurable, requireCount } from '../errors'
import { bilinear, invertSymmetric } from '../matrix'
import type { LogRankData } from './log-rank'
import { requireEventTimes, timeOrder } from './event-times'
import { stratumScores } from './gray-scores'

export interface GrayTest {
  readonly chiSquare: number
  readonly df: number
  readonly p: number
}

/**
 * Question: do the groups differ in the share that has this cause, when other causes compete?
 * Assumptions: independent subjects, censoring unrelated. Formula: scores Σ_t (1 − F(t−))^ρ·(d1_g − d1·R_g/R), with
 * R_g = n_g(1 − F_g(t−))/S_g(t−), and the variance of their martingale form with both causes' jumps.
 * Source: Gray 1988 eqs. 2.3–2.9. Reference: R cmprsk cuminc. Units: none. Works from arrays.
 * events: 0 censored, 1 … causes. Worked number: MGUS by sex: cause 1 χ² 1.194508, cause 2 11.651259.
 * Codes: no-events, no-variation. Throws RangeError on malformed rows.
 */
export function grayTest(
  data: LogRankData,
  groups: number,
  cause: number,
  causes = 2,
  rho = 0,
): Measurement<GrayTest> {
  requireEventTimes(data, causes)
  requireCount(groups, 'groups', 2)
  requireCount(cause, 'cause', 1)
  if (data.group.length !== data.time.length) throw new RangeError('group and time differ in length')
  const kept = groups - 1
  const score = new Array<number>(kept).fill(0)
  const variance = Array.from({ length: kept }, () => new Array<number>(kept).fill(0))
  const order = Array.from(timeOrder(data.time))
  const strata = data.stratum === undefined ? [0] : [...new Set(Array.from(data.stratum))]
  let seen = 0
  for (const stratum of strata) {
    const members = data.stratum === undefined ? order : order.filter((i) => data.stratum?.[i] === stratum)
    const part = stratumScores(data, members, groups, cause, rho)
    seen += part.events
    for (let i = 0; i < kept; i++) {
      score[i] = (score[i] ?? 0) + (part.score[i] ?? 0)
      const row = variance[i]
      for (let j = 0; row !== undefined && j < kept; j++)
        row[j] = (row[j] ?? 0) + (part.variance[i]?.[j] ?? 0)
    }
  }
  if (seen === 0) return notMeasurable('no-events')
  const inverse = invertSymmetric(variance)
  if (inverse === null) return notMeasurable('no-variation')
  const chiSquare = bilinear(score, inverse, score)
  return measured({ chiSquare, df: kept, p: chiSquareSf(chiSquare, kept) })
}
