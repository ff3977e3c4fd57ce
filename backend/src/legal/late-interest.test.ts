import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { addDays, halfYearOf } from './days'
import { INTEREST_DIVISOR, lateInterest, recoveryIndemnity } from './late-interest'
import type { InterestQuestion, LateDebt, Settlement } from './late-interest'
import { MissingRateError, percentText, rateOn, SEEDED_RATES, toPercent } from './reference-rates'
import type { ReferenceRate } from './reference-rates'

const euros = (text: string): bigint => {
  const [whole = '0', part = ''] = text.split('.')
  return BigInt(whole + part.padEnd(4, '0'))
}
const debt = (amount: string, due_on: string, ...settlements: [string, string][]): LateDebt => ({
  amount: euros(amount),
  due_on,
  settlements: settlements.map(([on, paid]) => ({ on, amount: euros(paid) })),
})
const asked = (given: Partial<InterestQuestion>): InterestQuestion => ({
  regime: 'business',
  debt: debt('10000', '2026-01-10'),
  until: '2026-02-24',
  rates: SEEDED_RATES,
  ...given,
})
const interest = (given: Partial<InterestQuestion>) => lateInterest(asked(given)).amount

describe('late interest', () => {
  it('is 149.79 € for 10 000 € and 45 days at 12.15 %', () => {
    // 10 000 × 0.1215 × 45 / 365 = 149.794…; 10 January + 45 days = 24 February 2026
    expect(interest({})).toBe(euros('149.79'))
  })

  it('changes its rate with the half-year, for businesses', () => {
    // 1 000 €, due 20 June 2025: ten days (21–30 June) at 3.15 + 10 = 13.15 %, five (1–5 July) at 2.15 + 10 = 12.15 %
    // 1 000 × (0.1315 × 10 + 0.1215 × 5) / 365 = (1.315 + 0.6075) × 1 000 / 365 = 5.2671… → 5.27 €
    const answer = lateInterest(asked({ debt: debt('1000', '2025-06-20'), until: '2025-07-05' }))
    expect(answer.amount).toBe(euros('5.27'))
    expect(answer.periods).toMatchObject([
      { from: '2025-06-21', to: '2025-06-30', days: 10, percent: '13.15', half_year: '2025-01-01' },
      { from: '2025-07-01', to: '2025-07-05', days: 5, percent: '12.15', half_year: '2025-07-01' },
    ])
  })

  it('stays at the rate of the half-year in which the delay began, for public purchasers', () => {
    // 1 000 €, due 20 June 2025: fifteen days at 3.15 + 8 = 11.15 %, also those in July
    // 1 000 × 0.1115 × 15 / 365 = 4.5821… → 4.58 €
    const answer = lateInterest(
      asked({ regime: 'public', debt: debt('1000', '2025-06-20'), until: '2025-07-05' }),
    )
    expect(answer.amount).toBe(euros('4.58'))
    expect(answer.periods.map(({ percent }) => percent)).toEqual(['11.15', '11.15'])
  })

  it('takes the half-year of the first day of delay, not of the due date', () => {
    // due 30 June 2025: the delay begins on 1 July, so 2.15 + 8 = 10.15 %
    const { periods } = lateInterest(
      asked({ regime: 'public', debt: debt('1000', '2025-06-30'), until: '2025-07-05' }),
    )
    expect(periods.map(({ percent }) => percent)).toEqual(['10.15'])
  })

  it('survives a partial payment and a full one', () => {
    // 10 000 € due 10 January 2026, 4 000 € on 30 January (20 days), the rest on 9 February (10 days more), 12.15 %
    // (10 000 × 20 + 6 000 × 10) × 0.1215 / 365 = 260 000 × 0.1215 / 365 = 86.5479… → 86.55 €
    const paid = debt('10000', '2026-01-10', ['2026-01-30', '4000'], ['2026-02-09', '6000'])
    expect(interest({ debt: paid, until: '2026-06-30' })).toBe(euros('86.55'))
  })

  it('runs again from the day after the bank took a payment back', () => {
    // 1 000 € due 10 January 2026, paid 15 January (5 days), returned 20 January, until 25 January (5 days more)
    // 1 000 × 0.1215 × 10 / 365 = 3.3287… → 3.33 €
    const returned = debt('1000', '2026-01-10', ['2026-01-15', '1000'], ['2026-01-20', '-1000'])
    expect(interest({ debt: returned, until: '2026-01-25' })).toBe(euros('3.33'))
  })

  it('is owed by consumers from the formal notice only, at the legal rate', () => {
    // 1 000 € due 10 January 2026, notice of 20 February, until 22 March (30 days) at 2.62 %
    // 1 000 × 0.0262 × 30 / 365 = 2.1534… → 2.15 €
    const consumer = { regime: 'consumer', debt: debt('1000', '2026-01-10'), until: '2026-03-22' } as const
    expect(interest(consumer)).toBe(0n)
    expect(interest({ ...consumer, formal_notice_on: '2026-02-20' })).toBe(euros('2.15'))
  })

  it('is agreed between businesses, but never under three times the legal rate', () => {
    // floor of the first half of 2026: 3 × 2.62 = 7.86 %; 10 000 × 0.0786 × 45 / 365 = 96.904… → 96.90 €
    const low = lateInterest(asked({ contract_percent: toPercent('5') }))
    expect(low.amount).toBe(euros('96.90'))
    expect(low.periods).toMatchObject([{ percent: '7.86', raised_to_floor: true }])
    // 10 000 × 0.15 × 45 / 365 = 184.931… → 184.93 €
    const high = lateInterest(asked({ contract_percent: toPercent('15') }))
    expect(high.amount).toBe(euros('184.93'))
    expect(high.periods).toMatchObject([{ percent: '15.00', half_year: null, raised_to_floor: false }])
  })

  it('stops the day before insolvency is opened', () => {
    // due 10 January 2026, judgment on 21 January: ten days; 10 000 × 0.1215 × 10 / 365 = 33.287… → 33.29 €
    expect(interest({ insolvent_on: '2026-01-21' })).toBe(euros('33.29'))
  })

  it('counts 29 February and still divides by 365', () => {
    // 28 February to 1 March 2024: due 27 February, three days at 14.5 %; 10 000 × 0.145 × 3 / 365 = 11.917… → 11.92 €
    expect(interest({ debt: debt('10000', '2024-02-27'), until: '2024-03-01' })).toBe(euros('11.92'))
  })

  it('is nothing on the due date and before', () => {
    expect(interest({ until: '2026-01-10' })).toBe(0n)
    expect(interest({ until: '2025-12-31' })).toBe(0n)
  })

  it('says which rate of which half-year is missing, and where it is entered', () => {
    const run = () => lateInterest(asked({ until: '2026-07-01' }))
    expect(run).toThrow(MissingRateError)
    expect(run).toThrow(/ECB refinancing rate of 2026-S2 .*2026-07-01.* settings\/rates/)
    try {
      run()
    } catch (error) {
      expect(error).toMatchObject({
        code: 'legal/missing-reference-rate',
        status: 422,
        details: { rate: 'ecb_refinancing', from: '2026-07-01', half_year: '2026-S2' },
      })
    }
  })

  it('needs no rate of a half-year in which nothing was open', () => {
    const paid = debt('100', '2026-06-10', ['2026-06-20', '100'])
    expect(interest({ debt: paid, until: '2026-11-22' })).toBe(euros('0.33')) // 100 × 0.1215 × 10 / 365 = 0.3328…
  })

  it('never takes the legal rate for the refinancing rate', () => {
    expect(percentText(rateOn(SEEDED_RATES, 'ecb_refinancing', '2026-03-01'))).toBe('2.15')
    expect(percentText(rateOn(SEEDED_RATES, 'legal_other', '2026-03-01'))).toBe('2.62')
  })
})

describe('the indemnity for recovery', () => {
  const late = debt('100', '2026-01-10', ['2026-01-15', '100'])
  it('is 40 € once for a late invoice, also one that has been paid since', () => {
    expect(recoveryIndemnity('business', late, '2026-05-01')).toBe(euros('40'))
    expect(recoveryIndemnity('public', late, '2026-05-01')).toBe(euros('40'))
  })
  it('is not owed by consumers, in time, by the insolvent, nor for what was paid on its due date', () => {
    expect(recoveryIndemnity('consumer', late, '2026-05-01')).toBe(0n)
    expect(recoveryIndemnity('business', late, '2026-01-10')).toBe(0n)
    expect(recoveryIndemnity('business', late, '2026-05-01', '2026-04-01')).toBe(0n)
    const inTime = debt('100', '2026-01-10', ['2026-01-10', '100'])
    expect(recoveryIndemnity('business', inTime, '2026-05-01')).toBe(0n)
  })
})

const DAY_0 = '2023-01-05'
const RATES: ReferenceRate[] = ['2023', '2024', '2025'].flatMap((year, at) =>
  ['01-01', '07-01'].flatMap((start, half) =>
    (['ecb_refinancing', 'legal_other'] as const).map((rate, of) => ({
      rate,
      from: `${year}-${start}`,
      percent: `${at + half + of}.${at}${half}5`,
      source: 'made up',
      verified: false,
    })),
  ),
)
const settlement = fc
  .record({ after: fc.integer({ min: -5, max: 700 }), amount: fc.bigInt({ min: -9_999n, max: 3_000_000n }) })
  .map(({ after, amount }): Settlement => ({ on: addDays(DAY_0, after), amount }))
const questions = fc.record({
  regime: fc.constantFrom('business' as const, 'public' as const, 'consumer' as const),
  debt: fc.record({
    due_on: fc.integer({ min: 0, max: 300 }).map((days) => addDays(DAY_0, days)),
    amount: fc.bigInt({ min: 1n, max: 100_000_000n }),
    settlements: fc.array(settlement, { maxLength: 5 }),
  }),
  until: fc.integer({ min: 0, max: 800 }).map((days) => addDays(DAY_0, days)),
  rates: fc.constant(RATES),
  contract_percent: fc.option(fc.bigInt({ min: 0n, max: 200_000n })),
  formal_notice_on: fc.option(fc.integer({ min: 0, max: 500 }).map((days) => addDays(DAY_0, days))),
  insolvent_on: fc.option(fc.integer({ min: 0, max: 900 }).map((days) => addDays(DAY_0, days))),
})

/** One obvious loop over days. */
function byDay({ regime, debt, until, contract_percent, formal_notice_on, insolvent_on }: InterestQuestion) {
  let sum = 0n
  const percentOf = (name: string, day: string) =>
    toPercent(RATES.find(({ rate, from }) => rate === name && from === halfYearOf(day))?.percent ?? '')
  const start = addDays(debt.due_on, 1)
  for (let day = start; day <= until; day = addDays(day, 1)) {
    if (insolvent_on && day >= insolvent_on) break
    if (regime === 'consumer' && (!formal_notice_on || day <= formal_notice_on)) continue
    const open = debt.settlements
      .filter(({ on }) => on < day)
      .reduce((left, { amount }) => left - amount, debt.amount)
    if (open <= 0n) continue
    let percent = percentOf('legal_other', day)
    if (regime === 'public') percent = percentOf('ecb_refinancing', start) + 80_000n
    if (regime === 'business') {
      const floor = percent * 3n
      const agreed = contract_percent ?? null
      percent = percentOf('ecb_refinancing', day) + 100_000n
      if (agreed !== null) percent = agreed > floor ? agreed : floor
    }
    sum += open * percent
  }
  return sum
}

describe('for every debt', () => {
  it('the pieces sum to what single days sum to', () => {
    fc.assert(
      fc.property(questions, (question) => {
        expect(lateInterest(question).exact).toBe(byDay(question))
      }),
      { seed: 441, numRuns: 300 },
    )
  })

  it('a period split at any day gives the same sum', () => {
    const split = fc.tuple(questions, fc.integer({ min: 0, max: 800 }))
    fc.assert(
      fc.property(split, ([question, days]) => {
        const whole = lateInterest(question)
        const at = addDays(DAY_0, days)
        const first = lateInterest({ ...question, until: at < question.until ? at : question.until })
        const rest = whole.periods.reduce((sum, { from, to, balance, percent }) => {
          if (to <= at) return sum
          const start = from > at ? from : addDays(at, 1)
          const length = (Date.parse(to) - Date.parse(start)) / 86_400_000 + 1
          return sum + balance * toPercent(percent) * BigInt(length)
        }, 0n)
        expect(first.exact + rest).toBe(whole.exact)
      }),
      { seed: 1344, numRuns: 300 },
    )
  })

  it('rounding moves the sum by at most half a cent', () => {
    fc.assert(
      fc.property(questions, (question) => {
        const { amount, exact } = lateInterest(question)
        const off = amount * INTEREST_DIVISOR - exact
        expect(off <= 50n * INTEREST_DIVISOR && off >= -50n * INTEREST_DIVISOR).toBe(true)
        expect(amount % 100n).toBe(0n)
      }),
      { seed: 365, numRuns: 200 },
    )
  })
})
