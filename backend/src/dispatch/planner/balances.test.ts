import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { amountOf, duePart, openOn, paidBetween } from './balances'
import { addDays, addWorkingDays, dayNumber, dayOf, daysBetween, localDay, startOfDay } from './days'
import { aCustomer, anInvoice } from './testing'

const RUN = { seed: 20261122, numRuns: 300 }
const day = fc.integer({ min: 18_000, max: 23_000 }).map(dayOf)

describe('amounts and days', () => {
  it('reads decimal texts to the ten-thousandth', () => {
    expect([amountOf('15'), amountOf('15.00'), amountOf('0.05'), amountOf('1.2345')]).toEqual([
      150_000n,
      150_000n,
      500n,
      12_345n,
    ])
  })

  it('an open amount is that of the last change on or before the day', () => {
    const invoice = anInvoice({ issuedOn: '2026-01-10', then: { '2026-02-01': '40', '2026-03-01': '0' } })
    const days = ['2026-01-09', '2026-01-10', '2026-01-31', '2026-02-01', '2026-02-28', '2026-03-01']
    expect(days.map((one) => openOn(invoice, one) / 10_000n)).toEqual([0n, 100n, 100n, 40n, 40n, 0n])
  })

  it('what is late of instalments never exceeds what is open, and nothing late is left out', () => {
    const parts = fc.array(fc.record({ dueOn: day, amount: fc.bigInt({ min: 1n, max: 10_000n }) }), {
      minLength: 2,
      maxLength: 6,
    })
    fc.assert(
      fc.property(parts, day, fc.nat(100), (instalments, on, percent) => {
        const total = instalments.reduce((sum, { amount }) => sum + amount, 0n)
        const open = (total * BigInt(percent)) / 100n
        fc.pre(open > 0n)
        const invoice = { ...anInvoice(), amount: total, instalments }
        const notYet = instalments
          .filter(({ dueOn }) => dueOn >= on)
          .reduce((sum, { amount }) => sum + amount, 0n)
        const late = open > notYet ? open - notYet : 0n
        const part = duePart(invoice, open, on)
        expect(part.amount).toBeLessThanOrEqual(open)
        if (late > 0n) expect(part).toMatchObject({ amount: late })
        else expect(part.dueOn >= on).toBe(true)
      }),
      RUN,
    )
  })

  it('payments count with money that waits on account, credits before the period do not', () => {
    const record = aCustomer({
      invoices: [
        anInvoice({ id: 'A', then: { '2026-11-05': '70' } }),
        anInvoice({ id: 'B', then: { '2026-10-20': '0' } }),
      ],
      onAccount: [{ day: '2026-11-06', currency: 'EUR', amount: 100_000n }],
    })
    expect(paidBetween(record, [], '2026-11-01', '2026-11-10', '2026-10-31')).toBe(400_000n)
    expect(paidBetween(record, ['B'], '2026-11-01', '2026-11-05', '2026-10-31')).toBe(0n)
  })

  it('a day begins at its first moment on every clock, also where the clock changes at midnight', () => {
    const zones = [
      'Europe/Paris',
      'Africa/Cairo',
      'Asia/Beirut',
      'America/Miquelon',
      'Pacific/Noumea',
      'Pacific/Tahiti',
    ]
    fc.assert(
      fc.property(day, fc.constantFrom(...zones), (on, zone) => {
        const start = startOfDay(on, zone)
        expect(localDay(start, zone)).toBe(on)
        expect(localDay(start - 1, zone)).toBe(addDays(on, -1))
      }),
      RUN,
    )
  })

  it('working days leave out weekends and holidays', () => {
    expect(addWorkingDays('2026-11-06', 3, (one) => one === '2026-11-11')).toBe('2026-11-12')
    fc.assert(
      fc.property(day, fc.integer({ min: 1, max: 15 }), (on, count) => {
        const end = addWorkingDays(on, count, () => false)
        expect((dayNumber(end) + 3) % 7).toBeLessThan(5)
        expect(daysBetween(on, end)).toBeGreaterThanOrEqual(count)
      }),
      RUN,
    )
  })
})
