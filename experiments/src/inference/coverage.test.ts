import { describe, expect, it } from 'vitest'
import { contrastEstimates, mainEffect, simultaneousIntervals, type FactorialCell } from '../comparisons'
import { seededRandom } from '../simulate/random'
import { binomialPmf } from '../distributions'
import { exactDifference, miettinenNurminenDifference, newcombeDifference, type TwoShares } from './index'

type Interval = readonly [number, number]
const RUNS = 400
const twoErrors = (rate: number): number => 2 * Math.sqrt((rate * (1 - rate)) / RUNS)

/** Exact coverage of an interval for a difference of rare shares: every table that can happen, with its chance. */
function coverage(units: number, pC: number, pT: number, interval: (shares: TwoShares) => Interval): number {
  let covered = 0
  for (let c = 0; c <= 40; c++) {
    for (let t = 0; t <= 40; t++) {
      const mass = binomialPmf(c, units, pC) * binomialPmf(t, units, pT)
      if (mass < 1e-6) continue
      const [low, high] = interval({ control: { events: c, units }, treatment: { events: t, units } })
      if (low <= pT - pC && pT - pC <= high) covered += mass
    }
  }
  return covered
}

describe('coverage for rare events, enumerated', () => {
  it.each([
    [1000, 0.005, 0.005],
    [1000, 0.005, 0.015],
    [1000, 0.01, 0.01],
    [400, 0.01, 0.02],
  ])('score intervals hold at least 93.5 %% with %i customers an arm at %f against %f', (units, pC, pT) => {
    expect(coverage(units, pC, pT, (shares) => miettinenNurminenDifference(shares).interval)).toBeGreaterThan(
      0.935,
    )
    expect(coverage(units, pC, pT, (shares) => newcombeDifference(shares))).toBeGreaterThan(0.935)
  })

  it('exact intervals hold at least 95 %', () => {
    const exact = (shares: TwoShares): Interval => exactDifference(shares).interval
    expect(coverage(400, 0.005, 0.015, exact)).toBeGreaterThan(0.9495)
  })
})

/** Share of successes among n with probability p. */
function draw(uniform: () => number, n: number, p: number): number {
  let successes = 0
  for (let i = 0; i < n; i++) if (uniform() < p) successes++
  return successes / n
}

describe('coverage by simulation', () => {
  it.each([3, 8])('simultaneous intervals hold family-wise with %i arms against one control', (arms) => {
    const n = 1000
    let covered = 0
    for (let seed = 0; seed < RUNS; seed++) {
      const { uniform } = seededRandom(100 * arms + seed)
      const shares = Array.from({ length: arms + 1 }, () => draw(uniform, n, 0.3))
      const [control = 0, ...others] = shares
      const variance = (p: number): number => (p * (1 - p)) / n
      const covariance = others.map((p, i) =>
        others.map((_, j) => variance(control) + (i === j ? variance(p) : 0)),
      )
      const { contrasts } = simultaneousIntervals(
        others.map((p) => p - control),
        covariance,
      )
      if (contrasts.every(({ interval: [low, high] }) => low <= 0 && 0 <= high)) covered++
    }
    expect(covered / RUNS).toBeGreaterThan(0.935 - twoErrors(0.935))
  })

  it('factorial main effects hold between 93 and 96.5 %', () => {
    const n = 1000
    let covered = 0
    for (let seed = 0; seed < RUNS; seed++) {
      const { uniform } = seededRandom(77_000 + seed)
      const cell = (tone: string, channel: string, p: number): FactorialCell => {
        const estimate = draw(uniform, n, p)
        return { levels: { tone, channel }, estimate, variance: (estimate * (1 - estimate)) / n }
      }
      const cells = [
        cell('soft', 'mail', 0.4),
        cell('soft', 'sms', 0.45),
        cell('firm', 'mail', 0.44),
        cell('firm', 'sms', 0.55),
      ]
      const { estimates, standardErrors } = contrastEstimates(cells, [
        mainEffect(cells, 'tone', 'soft', 'firm'),
      ])
      // True main effect: ((0.44 − 0.40) + (0.55 − 0.45)) / 2.
      if (Math.abs((estimates[0] ?? 0) - 0.07) <= 1.959964 * (standardErrors[0] ?? 0)) covered++
    }
    expect(covered / RUNS).toBeGreaterThan(0.93 - twoErrors(0.93))
    expect(covered / RUNS).toBeLessThan(0.965 + twoErrors(0.965))
  })
})
