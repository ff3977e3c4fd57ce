import { expect, it } from 'vitest'
import { hazardOf, survivalOf, weeklyShares } from './payment-curve'

const row = (age: number, entered: number, paid: number, gone: number) => ({
  habit: 's',
  age,
  entered,
  paid,
  gone,
})
// ten invoices issued 30 days before due; four paid at −2, one lost sight of at 0, two paid at 5, three open at 40
const rows = [row(-30, 10, 0, 0), row(-2, 0, 4, 0), row(0, 0, 0, 1), row(5, 0, 2, 0), row(40, 0, 0, 3)]

it('is the Kaplan-Meier estimate: 10 at risk, then 6, then 5', () => {
  const survival = survivalOf(hazardOf(rows))
  const at = (age: number) => survival[age + 90]
  expect(at(-3)).toBe(1)
  expect(at(-2)).toBeCloseTo(0.6, 12)
  expect(at(4)).toBeCloseTo(0.6, 12)
  expect(at(5)).toBeCloseTo(0.6 * (1 - 2 / 5), 12)
})

it('counts who came late only from then on', () => {
  const survival = survivalOf(hazardOf([...rows, row(3, 5, 0, 0), row(100, 0, 0, 5)]))
  expect(survival[-2 + 90]).toBeCloseTo(0.6, 12)
  expect(survival[5 + 90]).toBeCloseTo(0.6 * (1 - 2 / 10), 12)
})

it('gives what is open to the coming weeks by what is left at its age', () => {
  const survival = survivalOf(hazardOf(rows))
  expect(weeklyShares(survival, -7, 2)).toEqual([expect.closeTo(0.4, 12), expect.closeTo(0.24, 12)])
  expect(weeklyShares(survival, 0, 2)).toEqual([expect.closeTo(0.4, 12), 0])
})

it('draws a customer with few invoices towards his segment', () => {
  const segment = hazardOf(rows)
  const own = hazardOf([row(-30, 2, 0, 0), row(-2, 0, 2, 0)])
  // (2 + 10 × 0.4) / (2 + 10)
  expect(survivalOf(own, segment)[-2 + 90]).toBeCloseTo(1 - 6 / 12, 12)
})
