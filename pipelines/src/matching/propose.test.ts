import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { SURE } from './confidence'
import { proposePayment } from './propose'
import type { OpenInvoice, Pair } from './propose'

const euros = (amount: number) => Math.round(amount * 10_000)
const anInvoice = (id: string, amount: number, more: Partial<OpenInvoice> = {}): OpenInvoice => ({
  id,
  units: euros(amount),
  named: 0,
  discounted: 0,
  ...more,
})
const aPair = (amount: number, invoices: OpenInvoice[], more: Partial<Pair> = {}): Pair => ({
  units: euros(amount),
  customer_id: 'C1',
  name: 0,
  history: false,
  settled: false,
  booked: false,
  on_account: 0,
  invoices,
  ...more,
})
const best = (pair: Pair) => proposePayment(pair)[0]
const parts = (pair: Pair) =>
  best(pair)?.allocations.map(({ invoice_id, units }) => [invoice_id, units / 10_000])

describe('proposePayment', () => {
  it('is sure of a number with its amount, and of a part payment with a number', () => {
    const whole = best(aPair(120, [anInvoice('F1', 90), anInvoice('F2', 120, { named: 2 })]))
    expect(whole).toMatchObject({ reasons: ['reference', 'amount'], allocations: [{ invoice_id: 'F2' }] })
    expect(whole?.confidence).toBeGreaterThanOrEqual(SURE)
    const part = best(aPair(50, [anInvoice('F2', 120, { named: 2 })]))
    expect(part?.reasons).toEqual(['reference', 'part'])
    expect(part?.confidence).toBeGreaterThanOrEqual(SURE)
  })

  it('leaves what exceeds the named invoices on account', () => {
    expect(
      parts(aPair(300, [anInvoice('F1', 90, { named: 2 }), anInvoice('F2', 120, { named: 2 })])),
    ).toEqual([
      ['F1', 90],
      ['F2', 120],
    ])
    expect(
      parts(aPair(100, [anInvoice('F1', 90, { named: 2 }), anInvoice('F2', 120, { named: 2 })])),
    ).toEqual([
      ['F1', 90],
      ['F2', 10],
    ])
  })

  it('takes a short number only with the amount or the customer', () => {
    const short = anInvoice('12', 80, { named: 1 })
    expect(proposePayment(aPair(50, [short]))).toEqual([])
    expect(best(aPair(80, [short]))?.confidence).toBeGreaterThanOrEqual(SURE)
    expect(best(aPair(50, [short], { name: 1 }))?.confidence).toBeLessThan(SURE)
  })

  it('is sure of name and amount, of name and all invoices together, and not of any two of them', () => {
    const invoices = [anInvoice('F1', 10), anInvoice('F2', 25), anInvoice('F3', 40)]
    const named = { name: 1 }
    expect(best(aPair(25, invoices, named))?.confidence).toBeGreaterThanOrEqual(SURE)
    expect(best(aPair(75, invoices, named))?.confidence).toBeGreaterThanOrEqual(SURE)
    expect(best(aPair(50, invoices, named))).toMatchObject({ reasons: ['sum', 'name'] })
    expect(best(aPair(50, invoices, named))?.confidence).toBeLessThan(SURE)
    expect(best(aPair(50, invoices, { name: 1, history: true }))?.confidence).toBeGreaterThanOrEqual(SURE)
  })

  it('is not sure when other invoices come to the same amount', () => {
    const invoices = [anInvoice('F1', 10), anInvoice('F2', 20), anInvoice('F3', 40), anInvoice('F4', 50)]
    const found = proposePayment(aPair(60, invoices, { name: 1, history: true }))
    expect(found).toHaveLength(2)
    for (const one of found) {
      expect(one.reasons).toContain('several')
      expect(one.confidence).toBeLessThan(SURE)
    }
  })

  it('offers an amount alone, unsure, and nothing where nothing speaks for it', () => {
    expect(best(aPair(25, [anInvoice('F2', 25)]))).toMatchObject({ confidence: 0.4, reasons: ['amount'] })
    expect(proposePayment(aPair(26, [anInvoice('F2', 25)]))).toEqual([])
  })

  it('knows a stated discount, what is on account, and a fee of the bank, of which only the first may be sure', () => {
    const invoices = [anInvoice('F1', 100, { discounted: euros(98) }), anInvoice('F2', 300)]
    const known = { name: 1, history: true, on_account: euros(40) }
    expect(best(aPair(98, invoices, known))).toMatchObject({
      reasons: ['amount', 'discount', 'history', 'name'],
    })
    const credit = best(aPair(360, invoices, known))
    expect(credit?.reasons).toContain('credit')
    const fee = best(aPair(292, invoices, known))
    expect(fee?.reasons).toContain('fee')
    for (const one of [credit, fee]) expect(one?.confidence).toBeLessThan(SURE)
  })

  it('asks a person where another source tells of the same payment', () => {
    const asked = aPair(120, [anInvoice('F2', 120, { named: 2 })], { booked: true })
    expect(best(asked)).toMatchObject({ confidence: 0.5, reasons: ['reference', 'amount', 'booked'] })
  })

  it('offers a payment of what is settled already to be left on account', () => {
    expect(best(aPair(7, [], { settled: true }))).toMatchObject({
      confidence: 0.5,
      reasons: ['reference', 'settled', 'on_account'],
    })
  })

  it('offers a known customer without a fitting invoice to be left on account', () => {
    expect(best(aPair(7, [anInvoice('F1', 100)], { history: true }))).toMatchObject({
      allocations: [],
      confidence: 0.5,
      reasons: ['history', 'on_account'],
    })
  })

  it('never gives an invoice more than is open, nor the entry more than it has, and keys what is the same alike', () => {
    const invoice = fc.record({
      id: fc.string({ minLength: 1, maxLength: 3 }),
      units: fc.integer({ min: 1, max: 50 }),
      named: fc.constantFrom<0 | 1 | 2>(0, 1, 2),
      discounted: fc.constant(0),
    })
    const pair = fc.record({
      units: fc.integer({ min: 1, max: 200 }),
      customer_id: fc.constant('C'),
      name: fc.constantFrom(0, 0.7, 1),
      history: fc.boolean(),
      settled: fc.boolean(),
      booked: fc.boolean(),
      on_account: fc.integer({ min: 0, max: 20 }),
      invoices: fc.uniqueArray(invoice, { maxLength: 8, selector: ({ id }) => id }),
    })
    fc.assert(
      fc.property(pair, (asked) => {
        const found = proposePayment(asked)
        expect(proposePayment(structuredClone(asked))).toEqual(found)
        for (const { allocations, confidence } of found) {
          const open = new Map(asked.invoices.map(({ id, units }) => [id, units]))
          for (const part of allocations)
            expect(part.units).toBeLessThanOrEqual(open.get(part.invoice_id) ?? 0)
          expect(allocations.reduce((sum, { units }) => sum + units, 0)).toBeLessThanOrEqual(asked.units)
          expect(confidence).toBeGreaterThan(0)
          expect(confidence).toBeLessThan(1)
        }
      }),
      { seed: 20_261_122, numRuns: 500 },
    )
  })
})
