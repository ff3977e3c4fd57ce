import fc from 'fast-check'
import { expect, it } from 'vitest'
import { useWarehouse } from '../engine/testing'
import { currentEvents, eventsCsv, loadText } from './testing'

const test = useWarehouse()
const RUNS = 4

const day = (n: number) => `2025-0${1 + (n % 9)}-${String(1 + (n % 28)).padStart(2, '0')}`

/** Rows of a history: invoices in several versions, payments of them, some without customer. */
const history = fc
  .array(
    fc.record({
      n: fc.nat(12),
      version: fc.integer({ min: 1, max: 3 }),
      paid: fc.boolean(),
      named: fc.boolean(),
    }),
    {
      minLength: 1,
      maxLength: 25,
    },
  )
  .map((parts) =>
    parts.flatMap(({ n, version, paid, named }) => {
      const issue = [
        `i${n}`,
        'invoice.issued',
        day(n),
        `C${n % 4}`,
        `F${n}`,
        '',
        n + version,
        '2025-12-01',
        version,
      ]
      const payment = [
        `p${n}`,
        'payment.received',
        day(n + 5),
        named ? `C${n % 4}` : '',
        `F${n}`,
        `P${n}`,
        1,
        '',
        named ? 2 : 1,
      ]
      return paid ? [issue, payment] : [issue]
    }),
  )

const cases = history.chain((rows) =>
  fc.record({
    rows: fc.constant(rows),
    order: fc.shuffledSubarray([...rows, ...rows.slice(0, 5)], {
      minLength: rows.length + Math.min(5, rows.length),
    }),
    cuts: fc.array(fc.double({ min: 0, max: 1, noNaN: true }), { maxLength: 2 }),
  }),
)

it(
  'gives the same events whether they come in one load or shuffled, repeated and in several',
  { timeout: 900_000 },
  async () => {
    await fc.assert(
      fc.asyncProperty(cases, async ({ rows, order, cuts }) => {
        await test.reset()
        await loadText(test.warehouse, eventsCsv(rows))
        const whole = await currentEvents(test.warehouse)
        await test.reset()
        const marks = [
          0,
          ...cuts.map((cut) => Math.floor(cut * order.length)).sort((a, b) => a - b),
          order.length,
        ]
        for (const [at, from] of marks.slice(0, -1).entries()) {
          const part = order.slice(from, marks[at + 1])
          if (part.length === 0) continue
          const result = await loadText(test.warehouse, eventsCsv(part))
          expect(result.rejected).toBe(0)
          expect(result.accepted + result.duplicates).toBe(part.length)
        }
        expect(await currentEvents(test.warehouse)).toEqual(whole)
      }),
      { numRuns: RUNS, seed: 20_260, endOnFailure: true },
    )
  },
)
