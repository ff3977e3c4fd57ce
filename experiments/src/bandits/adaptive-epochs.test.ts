import { describe, expect, it } from 'vitest'
import { cellSums, customerPayments } from '../recovery'
import type { CustomerRow } from '../recovery'
import { compareArms } from '../results'
import type { ResultsBlock } from '../results'
import { seededRandom } from '../simulate'
import { adaptiveShares, flooredShares } from './adaptive-shares'
import { hazardCountsOf } from './hazard-counts'

const HORIZON = 4
const [CONTROL, FLOOR, FEWEST] = [0.3, 0.1, 20]
const HAZARDS = { control: 0.12, plain: 0.12, better: 0.14 } as const
type Arm = keyof typeof HAZARDS
const ARMS = ['plain', 'better'] as const

interface Epoch {
  readonly shares: readonly number[]
  readonly rows: Record<Arm, CustomerRow[]>
}

/** Weekly epochs whose weights follow what everybody has paid by the end of the week before. */
function adaptiveTest(seed: number, epochs = 6, customers = 240): Epoch[] {
  const random = seededRandom(seed)
  const made: Epoch[] = []
  let shares: readonly number[] = [0.35, 0.35]
  for (let epoch = 0; epoch < epochs; epoch++) {
    const rows: Epoch['rows'] = { control: [], plain: [], better: [] }
    for (let i = 0; i < customers; i++) {
      const u = random.uniform() - CONTROL
      const arm = u < 0 ? 'control' : u < (shares[0] ?? 0) ? 'plain' : 'better'
      const age = Math.floor(Math.log(random.uniform()) / Math.log(1 - HAZARDS[arm]))
      const events = age <= HORIZON ? [{ age, paid: 100 }] : []
      rows[arm].push({ exposed: 100, followUp: HORIZON, events })
    }
    made.push({ shares, rows })
    const counts = ARMS.map((arm) =>
      hazardCountsOf(
        made.flatMap((one) =>
          one.rows[arm].map(({ events }) => ({ followed: HORIZON, paidAt: events[0]?.age ?? null })),
        ),
        HORIZON,
      ),
    )
    const asked = { horizon: HORIZON, floor: FLOOR, fixedShare: CONTROL, seed: epoch, draws: 200 }
    shares = adaptiveShares(counts, asked).shares
  }
  return made
}

function blockOf({ rows }: Epoch, epoch: number): ResultsBlock {
  const arms = Object.entries(rows).map(([arm, own]) => {
    const sums = cellSums({ kind: 'recovered_share', horizon: HORIZON }, customerPayments(own))
    const all = { recovered_share: sums, restricted_mean: sums, paid_in_full: sums, any_payment: sums }
    return [arm, { customers: own.length, exposed: 100 * own.length, probability: 0.3, sums: all }] as const
  })
  return { segment: '', stratum: '', epoch, arms: Object.fromEntries(arms) }
}

const paidShare = (rows: readonly CustomerRow[]) =>
  rows.filter(({ events }) => events.length > 0).length / rows.length
const metric = { id: 'recovered_share', horizon: HORIZON, fewest: FEWEST } as const
const truth = (arm: Arm) => 1 - (1 - HAZARDS[arm]) ** (HORIZON + 1)

describe('weights that follow results', () => {
  const runs = 1000
  const tests = Array.from({ length: runs }, (_, seed) => adaptiveTest(seed))

  it('leave the control its share and keep every variant above the floor', () => {
    for (const { shares } of tests.flat()) {
      expect(Math.min(...shares)).toBeGreaterThanOrEqual(FLOOR - 1e-12)
      expect(shares.reduce((a, b) => a + b, CONTROL)).toBeCloseTo(1, 12)
    }
    const last = tests.map((epochs) => epochs.at(-1)?.shares[1] ?? 0)
    expect(last.reduce((a, b) => a + b, 0) / runs).toBeGreaterThan(0.42)
  })

  it('are judged within their epochs: covered as promised and unbiased, where the mean of all is biased', () => {
    let [covered, bias, plain] = [0, 0, 0]
    for (const epochs of tests) {
      const arms = { treatment: 'plain', control: 'control' }
      const found = compareArms(epochs.map(blockOf), arms, metric, 0.05)
      if (!found.measurable) throw new Error(found.code)
      const effect = truth('plain') - truth('control')
      if (found.lower <= effect && effect <= found.upper) covered++
      bias += (found.difference - effect) / runs
      plain += (paidShare(epochs.flatMap(({ rows }) => rows.plain)) - truth('plain')) / runs
    }
    expect(covered / runs).toBeGreaterThan(0.95 - 2 * Math.sqrt((0.95 * 0.05) / runs))
    expect(Math.abs(bias)).toBeLessThan(0.003)
    expect(plain).toBeLessThan(-0.003)
  })

  it('leave an epoch out until each arm has enough customers in it, by counts alone', () => {
    const [first, second] = adaptiveTest(1, 2)
    if (!first || !second) throw new Error('two epochs')
    const few = { ...second, rows: { ...second.rows, plain: second.rows.plain.slice(0, FEWEST - 1) } }
    const arms = { treatment: 'plain', control: 'control' }
    const blocks = [first, first].map(blockOf)
    expect(compareArms([...blocks, blockOf(few, 2)], arms, metric, 0.05)).toEqual(
      compareArms(blocks, arms, metric, 0.05),
    )
  })
})

describe('shares', () => {
  it('are brought to a total without any of them below the floor', () => {
    expect(flooredShares([0.5, 0.1, 0.1], 0.1, 0.9)).toEqual(
      [0.7, 0.1, 0.1].map((one) => expect.closeTo(one, 12)),
    )
    expect(flooredShares([0, 0], 0.1, 0.6)).toEqual([0.3, 0.3].map((one) => expect.closeTo(one, 12)))
    expect(() => flooredShares([0.5, 0.5], 0.4, 0.7)).toThrow(RangeError)
  })

  it('give a single variant what the control leaves, and refuse floors that do not fit', () => {
    const arm = hazardCountsOf([], 2)
    const asked = { horizon: 2, floor: 0.1, fixedShare: 0.4, seed: 1 }
    expect(adaptiveShares([arm], asked)).toEqual({ shares: [0.6], bestShares: [1] })
    expect(adaptiveShares([arm, arm], asked).shares[0]).toBeCloseTo(0.3, 1)
    expect(() => adaptiveShares([arm, arm], { ...asked, floor: 0.35 })).toThrow(RangeError)
  })
})
