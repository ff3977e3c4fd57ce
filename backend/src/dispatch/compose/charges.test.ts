import { describe, expect, it } from 'vitest'
import type { ReferenceRate } from '../../legal'
import { aCustomer, aReminder, anInvoice, LADDER } from '../planner/testing'
import type { CustomerRecord } from '../planner/customer-record'
import type { PlannedContact } from '../planner/verdict'
import { chargesOf } from './charges'

const RATES: readonly ReferenceRate[] = [
  { rate: 'ecb_refinancing', from: '2026-07-01', percent: '2.15', source: 'test', verified: true },
  { rate: 'legal_other', from: '2026-07-01', percent: '2.62', source: 'test', verified: true },
]
const late = anInvoice({ id: 'F-1', amount: '1000', dueOn: '2026-11-02' })

const question = (record: CustomerRecord, regime: 'business' | 'consumer' = 'business') => {
  const claims = record.invoices.map(({ id, dueOn, amount }) => ({
    invoiceId: id,
    level: 1,
    open: amount,
    dueOn,
  }))
  const contact = { claims, alsoClaimed: [], stepId: LADDER[0]?.id ?? '' } as unknown as PlannedContact
  return {
    contact,
    record,
    regime,
    rates: RATES,
    day: '2026-11-22',
    zone: 'Europe/Paris',
    needed: true,
  } as const
}

describe('what the law adds to a message', () => {
  it('is 12.15 % a year for the days after the due date and 40 € an invoice between businesses', () => {
    // 1000 € · 12.15 % · 20 days / 365 = 6.6575 €
    expect(chargesOf(question(aCustomer({ invoices: [late] })))).toEqual({
      interest: 6_6600n,
      indemnity: 40_0000n,
      ratePercent: 12.15,
    })
  })

  it('bears interest on what was open on each day', () => {
    // 10 days on 1000 €, then 10 days on 400 €: 1000 · 12.15 % · 10/365 + 400 · 12.15 % · 10/365 = 4.6603 €
    const paid = anInvoice({
      id: 'F-1',
      amount: '1000',
      dueOn: '2026-11-02',
      then: { '2026-11-12': '400' },
    })
    expect(chargesOf(question(aCustomer({ invoices: [paid] })))?.interest).toBe(4_6600n)
  })

  it('is nothing for a consumer before the formal notice, and the legal rate after it has arrived', () => {
    const before = aCustomer({ kind: 'consumer', invoices: [late] })
    expect(chargesOf(question(before, 'consumer'))).toEqual({
      interest: 0n,
      indemnity: 0n,
      ratePercent: null,
    })
    const notice = aReminder('2026-11-09', { 'F-1': 4 }, { kind: 'formal_notice', channel: 'letter' })
    const after = { ...before, contactsMade: [notice] }
    // posted on the 9th, there on the 12th: 10 days from the 13th to the 22nd, 1000 · 2.62 % · 10/365 = 0.7178 €
    expect(chargesOf(question(after, 'consumer'))?.interest).toBe(7200n)
  })

  it('names the half-year that is missing, unless the message does not speak of it', () => {
    const record = aCustomer({ invoices: [anInvoice({ dueOn: '2026-05-02' })] })
    expect(() => chargesOf(question(record))).toThrow(/2026/)
    expect(chargesOf({ ...question(record), needed: false })).toBeNull()
  })

  it('is nothing where nothing is late', () => {
    expect(chargesOf(question(aCustomer({ invoices: [anInvoice({ dueOn: '2026-12-01' })] })))).toBeNull()
  })
})
