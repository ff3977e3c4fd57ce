import { describe, expect, it } from 'vitest'
import { measured, notMeasurable } from '../errors'
import { whatWouldChange } from './what-would-change'
import { decideExperiment } from './decide-experiment'
import { chanceOfNoDifference } from './judge-difference'
import { decideVariant } from './decide-variant'
import { euroFigures } from './euro-figures'
import { costPerIncrementalEuro } from './fieller-ratio'
import type { SegmentEvidence } from './decide-experiment'
import type { DecisionPlan, VariantEvidence } from './decision-terms'

const plan: DecisionPlan = {
  goodDirection: 'higher',
  worthHaving: 0.02,
  rule: 'sequential',
  basis: 'net',
  costOfCapital: 0.08,
}
const progress = { plannedEndReached: false, informationShare: 0.6, daysLeft: 21 }
const interval = (estimate: number, lower: number, upper: number) => measured({ estimate, lower, upper })

const aVariant = (more: Partial<VariantEvidence> = {}): VariantEvidence => ({
  variant: 'firm',
  primary: interval(0.031, 0.012, 0.05),
  recoveredShare: interval(0.031, 0.012, 0.05),
  restrictedMean: interval(-1.2, -2, -0.4),
  exposedPerCustomer: 900,
  controlCost: 0.1,
  variantCost: 0.15,
  guardrails: [],
  ...more,
})
const breached = {
  metric: 'complaints',
  breached: true,
  eValue: 31,
  controlRate: 0.005,
  variantRate: 0.016,
  margin: 0,
}

const decide = (more: Partial<VariantEvidence>, planned: Partial<DecisionPlan> = {}, at = {}) => {
  const { action, reasons } = decideVariant(aVariant(more), { ...plan, ...planned }, { ...progress, ...at })
  return [action, reasons[0]?.code]
}

describe('one variant', () => {
  it.each([
    ['ships what is better, worth having and pays', {}, ['ship', 'better']],
    [
      'stops what breached a guardrail although it recovers more',
      { guardrails: [breached] },
      ['stop', 'guardrail-breached'],
    ],
    ['stops on severe complaints without statistics', { severeComplaints: 3 }, ['stop', 'severe-complaints']],
    ['stops what is worse', { primary: interval(-0.03, -0.05, -0.01) }, ['stop', 'worse']],
    [
      'says that there is no difference worth having',
      { primary: interval(0.001, -0.015, 0.017) },
      ['no_difference_worth_having', 'within-worth-having'],
    ],
    [
      'does not ship what is better by too little',
      { primary: interval(0.01, 0.002, 0.018) },
      ['no_difference_worth_having', 'better-but-not-worth-having'],
    ],
    [
      'stops what cannot become worth having',
      { primary: interval(-0.01, -0.035, 0.015) },
      ['stop', 'futile'],
    ],
    [
      'continues while a loss is not excluded but can be by the planned end',
      { primary: interval(-0.001, -0.021, 0.019) },
      ['continue', 'not-yet-sure'],
    ],
    [
      'continues while both are possible',
      { primary: interval(0.01, -0.02, 0.04) },
      ['continue', 'not-yet-sure'],
    ],
    ['does not ship what costs more than it brings', { variantCost: 9 }, ['stop', 'better-but-costs-more']],
    [
      'waits for a metric that cannot be had yet',
      { primary: notMeasurable('too-few-at-risk') },
      ['continue', 'primary-not-measurable'],
    ],
  ] as const)('%s', (_, more, expected) => {
    expect(decide(more as Partial<VariantEvidence>)).toEqual(expected)
  })

  it('does not ship what is better while a guardrail leans to harm three to one', () => {
    const suspected = { ...breached, breached: false, eValue: 3.2 }
    expect(decide({ guardrails: [suspected] })).toEqual(['continue', 'harm-suspected'])
    expect(decide({ guardrails: [suspected] }, {}, { plannedEndReached: true })).toEqual([
      'stop',
      'harm-suspected',
    ])
    expect(decide({ guardrails: [{ ...suspected, eValue: 3.1 }] })).toEqual(['ship', 'better'])
  })

  it('gives an early estimate the time to come back before it is called futile', () => {
    const early = { estimate: -0.02, lower: -0.12, upper: 0.08, standardError: 0.03 }
    expect(chanceOfNoDifference(early, 0.05, 0.25)).toBeCloseTo(0.4502, 4)
    const wide = { plannedEndReached: false, informationShare: 0.25 }
    const primary = measured({ ...early, upper: 0.04 })
    expect(decide({ primary }, { worthHaving: 0.05 }, wide)).toEqual(['continue', 'not-yet-sure'])
    // the same near the end: what is left cannot bring it inside
    const late = measured({ estimate: -0.045, lower: -0.1, upper: 0.01, standardError: 0.025 })
    expect(decide({ primary: late }, { worthHaving: 0.05 }, { ...wide, informationShare: 0.9 })).toEqual([
      'stop',
      'futile',
    ])
  })

  it('rests on cash brought forward where the campaign says so', () => {
    expect(decide({ variantCost: 9 }, { basis: 'cash_brought_forward' })).toEqual([
      'ship',
      'better-cash-basis',
    ])
  })

  it('gives no verdict before the planned end of a fixed rule, except for a guardrail', () => {
    expect(decide({}, { rule: 'fixed' })).toEqual(['continue', 'fixed-rule-waits-for-its-end'])
    expect(decide({}, { rule: 'fixed' }, { plannedEndReached: true })).toEqual(['ship', 'better'])
    expect(decide({ guardrails: [breached] }, { rule: 'fixed' })).toEqual(['stop', 'guardrail-breached'])
  })

  it('ends at the planned end', () => {
    const end = { plannedEndReached: true }
    expect(decide({ primary: interval(0.01, -0.02, 0.04) }, {}, end)).toEqual([
      'stop',
      'undecided-at-planned-end',
    ])
    expect(decide({ primary: notMeasurable('empty-cell') }, {}, end)).toEqual([
      'stop',
      'primary-not-measurable',
    ])
  })

  it('reads days as better when fewer', () => {
    const days = { goodDirection: 'lower', worthHaving: 0.5 } as const
    expect(decide({ primary: interval(-1.2, -2, -0.4) }, days)).toEqual(['ship', 'better'])
    expect(decide({ primary: interval(1.2, 0.4, 2) }, days)).toEqual(['stop', 'worse'])
  })

  it('refuses NaN and intervals upside down', () => {
    expect(() => decide({ primary: interval(Number.NaN, 0, 1) })).toThrow(RangeError)
    expect(() => decide({ primary: interval(0, 1, -1) })).toThrow(RangeError)
    expect(() => decide({}, { worthHaving: 0 })).toThrow(RangeError)
    expect(() => decide({ exposedPerCustomer: Number.NaN })).toThrow(RangeError)
  })
})

describe('what would change the verdict', () => {
  it('counts how much more information would move an end of the interval past a boundary', () => {
    const changes = whatWouldChange({ estimate: 0.01, lower: -0.02, upper: 0.04 }, 0.02)
    for (const times of Object.values(changes)) expect(times).toBeCloseTo(9, 9)
  })

  it('says 1 where it is so today and null where it cannot be', () => {
    const changes = whatWouldChange({ estimate: 0.03, lower: 0.01, upper: 0.05 }, 0.02)
    expect(changes).toEqual({ excludesZero: 1, belowWorthHaving: null, insideWorthHaving: null })
    expect(whatWouldChange({ estimate: 0, lower: -1, upper: 1 }, 0.5).excludesZero).toBeNull()
    expect(() => whatWouldChange({ estimate: 0, lower: 1, upper: 1 }, 0.5)).toThrow(RangeError)
  })
})

describe('euros', () => {
  it('gives three separate figures and the net, per 1,000 customers', () => {
    const figures = euroFigures(aVariant(), 0.08)
    expect(figures.cashBroughtForward).toMatchObject({ estimate: expect.closeTo(27_900, 6) as number })
    expect(figures.financingValue).toMatchObject({ estimate: expect.closeTo(236.712, 3) as number })
    expect(figures.lossesAvoided).toMatchObject({ measurable: false, code: 'nobody-followed-180-days' })
    expect(figures.additionalCost).toBeCloseTo(50, 9)
    expect(figures.net).toMatchObject({
      estimate: expect.closeTo(186.712, 3) as number,
      includesLosses: false,
    })
  })

  it('adds losses avoided only with an interval of their own', () => {
    const { net, lossesAvoided } = euroFigures(aVariant({ unpaidLate: interval(-0.004, -0.01, 0.002) }), 0.08)
    expect(lossesAvoided).toMatchObject({
      estimate: expect.closeTo(3600, 6) as number,
      lower: expect.closeTo(-1800, 6) as number,
      upper: expect.closeTo(9000, 6) as number,
    })
    expect(net).toMatchObject({ estimate: expect.closeTo(3786.712, 3) as number, includesLosses: true })
  })
})

describe('cost per incremental euro', () => {
  it('has the bounds at which the ratio is just not rejected', () => {
    const input = {
      numerator: 2,
      numeratorVariance: 0.04,
      denominator: 10,
      denominatorVariance: 1,
      covariance: 0.05,
    }
    const result = costPerIncrementalEuro(input)
    if (!result.measurable) throw new Error(result.code)
    for (const r of [result.lower, result.upper]) {
      const t = (2 - r * 10) / Math.sqrt(0.04 - 2 * r * 0.05 + r * r)
      expect(Math.abs(t)).toBeCloseTo(1.959963985, 6)
    }
    expect(result.lower).toBeLessThan(0.2)
    expect(result.upper).toBeGreaterThan(0.2)
  })

  it('has the worked number, and no interval where nothing was recovered for sure', () => {
    const input = { numerator: 2, numeratorVariance: 0.04, denominator: 10, denominatorVariance: 1 }
    const result = costPerIncrementalEuro(input)
    expect(result).toMatchObject({ ratio: 0.2 })
    expect(result.measurable && [result.lower, result.upper].map((x) => x.toFixed(4))).toEqual([
      '0.1509',
      '0.2651',
    ])
    expect(costPerIncrementalEuro({ ...input, denominatorVariance: 30 })).toMatchObject({
      code: 'denominator-not-different-from-zero',
    })
    expect(() => costPerIncrementalEuro({ ...input, numeratorVariance: -1 })).toThrow(RangeError)
  })
})

describe('the experiment', () => {
  const segment = (name: string, variants: VariantEvidence[], splitP = 0.4): SegmentEvidence => ({
    segment: name,
    variants,
    splitP,
    progress,
  })
  const worse = { primary: interval(-0.03, -0.05, -0.01) }
  const sms = (more: Partial<VariantEvidence> = {}) => aVariant({ variant: 'sms', ...more })

  it('names the winner with the most euros of each segment', () => {
    const decision = decideExperiment(
      {
        overall: segment('all', [aVariant(), sms({ primary: interval(0.01, -0.02, 0.04) })]),
        segments: [
          segment('small', [aVariant(), sms({ restrictedMean: interval(-3, -4, -2) })]),
          segment('large', [aVariant(worse), sms(worse)]),
        ],
        qualitativeInteraction: measured({ p: 0.01 }),
      },
      plan,
    )
    expect(decision.overall).toMatchObject({ action: 'ship', winner: 'firm' })
    expect(decision.segments.map(({ winner, action }) => [winner, action])).toEqual([
      ['sms', 'ship'],
      [null, 'stop'],
    ])
    expect(decision.winnerDiffersBySegment).toBe(true)
  })

  it('counts the control as the winner where one variant is worse and the other does too much harm', () => {
    const harm = { guardrails: [breached] }
    const differs = (large: VariantEvidence[]) =>
      decideExperiment(
        {
          overall: segment('all', [aVariant(), sms(harm)]),
          segments: [segment('small', [aVariant(), sms(harm)]), segment('large', large)],
          qualitativeInteraction: measured({ p: 0.01 }),
        },
        plan,
      ).winnerDiffersBySegment
    expect(differs([aVariant(worse), sms(harm)])).toBe(true)
    expect(differs([aVariant(harm), sms(harm)])).toBe(false)
  })

  it("does not call winners different without Gail and Simon's test", () => {
    const segments = [segment('small', [aVariant()]), segment('large', [aVariant(worse)])]
    const overall = segment('all', [aVariant()])
    expect(decideExperiment({ overall, segments }, plan).winnerDiffersBySegment).toBe(false)
    const unclear = { overall, segments, qualitativeInteraction: measured({ p: 0.3 }) }
    expect(decideExperiment(unclear, plan).winnerDiffersBySegment).toBe(false)
  })

  it('concludes nothing where the split check failed', () => {
    const overall = segment('all', [aVariant()], 0.0001)
    const { action, winner, reasons } = decideExperiment({ overall, segments: [] }, plan).overall
    expect([action, winner, reasons[0]?.code]).toEqual(['stop', null, 'split-check-failed'])
  })

  it('says no difference only when every variant has none, and continues while one may win', () => {
    const none = { primary: interval(0.001, -0.015, 0.017) }
    const open = { primary: interval(0.01, -0.02, 0.04) }
    const action = (...variants: VariantEvidence[]) =>
      decideExperiment({ overall: segment('all', variants), segments: [] }, plan).overall.action
    expect(action(aVariant(none), sms(none))).toBe('no_difference_worth_having')
    expect(action(aVariant(none), sms(open))).toBe('continue')
    expect(action(aVariant(none), sms(worse))).toBe('stop')
  })
})
