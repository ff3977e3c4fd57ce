import { describe, expect, it } from 'vitest'
import { devianceTerm } from './distributions/saddle-point'
import { stirlingError } from './distributions/log-gamma'
import { quantileVariance } from './inference/quantile-sums'
import * as experiments from './index'

const near = (got: number, expected: number, digits = 6): void => {
  expect(Math.abs(got - expected), `expected ${expected}, got ${got}`).toBeLessThan(10 ** -digits)
}
const measurable = experiments.requireMeasurable

describe('worked numbers of the docstrings', () => {
  it('hold for the distributions', () => {
    near(devianceTerm(10, 11), 0.0468982019567514, 12)
    near(stirlingError(10), 0.008330563433362871, 12)
    near(experiments.logBeta(2, 3), -2.4849066497880004, 12)
    near(experiments.normalLogSf(40), -804.608, 3)
    near(experiments.studentTQuantile(0.975, 10), 2.228138851986274, 12)
    near(experiments.fSf(4.102821015317148, 2, 10), 0.05, 9)
    near(experiments.betaCdf(0.5, 2, 3), 0.6875, 12)
    near(experiments.betaQuantile(0.6875, 2, 3), 0.5, 12)
    near(experiments.gammaQuantile(0.5, 1), Math.LN2, 12)
    near(experiments.binomialCdf(2, 4, 0.5), 0.6875, 12)
    near(experiments.chiSquareQuantile(0.95, 1), 3.841458820694124, 10)
  })

  it('hold for effects and intervals', () => {
    const pair = {
      control: { kind: 'proportion', n: 4000, sum: 2480 },
      treatment: { kind: 'proportion', n: 4000, sum: 2580 },
    } as const
    const welch = measurable(experiments.welchTTest(pair, { scale: 'relative' }))
    near(welch.estimate, 0.0403226)
    near(welch.standardError, 0.0177412)
    near(welch.interval[0], 0.0055453)
    near(welch.interval[1], 0.0750999)
    near(welch.pValue, 0.0230631)
    const sequence = measurable(
      experiments.maturedMeansSequence(pair, { scale: 'relative', tuningUnits: 500 }),
    )
    near(sequence.interval[0], -0.0183, 4)
    near(sequence.interval[1], 0.099, 4)
    const lift = measurable(experiments.bayesianLift(pair, { scale: 'relative' }))
    near(lift.chanceToBeat, 0.98848, 5)
    near(lift.expectedLoss.treatment, 7.032e-5, 8)
    near(experiments.wilsonInterval(5, 100)[0], 0.0215437)
    near(experiments.clopperPearsonInterval(5, 100)[1], 0.1128349)
    const five = { control: { events: 0, units: 20 }, treatment: { events: 5, units: 20 } }
    near(experiments.exactDifference(five).interval[0], 0.0545, 4)
    near(experiments.exactDifference(five).interval[1], 0.4911, 4)
    const quantile = {
      kind: 'quantile',
      n: 400,
      nStar: 400,
      rank: 0.5,
      estimate: 20,
      lower: 18,
      upper: 22,
    } as const
    near(quantileVariance(quantile, 'arm'), 415.5, 1)
  })

  it('hold for comparisons, checks and segments', () => {
    const split = measurable(experiments.splitChiSquare([5210, 4990], [1, 1]))
    near(split.statistic, 4.745098)
    near(split.pValue, 0.0293819)
    near(measurable(experiments.sequentialSplitCheck([530, 470], [1, 1])).eValue, 1.5487, 4)
    expect(experiments.lond([0.01, 0.01]).map(({ rejected }) => rejected)).toEqual([true, true])
    expect(experiments.eLond([40, 70]).map(({ rejected }) => rejected)).toEqual([true, true])
    const even = Array.from({ length: 100 }, (_, i) => (i + 0.5) / 100)
    const runs = measurable(experiments.aaCheck(even))
    expect(runs.falseAlarms).toBe(5)
    near(runs.uniformityPValue, 1)
    const cell = (levels: Record<string, string>, estimate: number, variance: number) => ({
      levels,
      estimate,
      variance,
    })
    const two = [cell({ tone: 'soft' }, 0.5, 0.0009), cell({ tone: 'firm' }, 0.6, 0.0016)]
    const effect = experiments.contrastEstimates(two, [experiments.mainEffect(two, 'tone', 'soft', 'firm')])
    near(effect.estimates[0] ?? NaN, 0.1, 12)
    near(effect.standardErrors[0] ?? NaN, 0.05, 12)
  })
})
