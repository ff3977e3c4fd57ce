import { describe, expect, it } from 'vitest'
import type { ReactionTrigger } from '../../campaigns/campaign.contract'
import { aCustomer, aReminder, anInvoice } from '../planner/testing'
import type { CustomerRecord } from '../planner/customer-record'
import type { PlannedContact } from '../planner/verdict'
import { factsOf } from './facts'

const DAY = '2026-11-22'
const answering = (reaction: ReactionTrigger | '', record: CustomerRecord) =>
  factsOf({ reaction } as PlannedContact, record, DAY, 'Europe/Paris')

describe('what a message answers to', () => {
  it('is everything that was paid on the latest day of payment', () => {
    const invoices = [
      anInvoice({ id: 'F-1', amount: '100', then: { '2026-11-10': '60', '2026-11-20': '0' } }),
      anInvoice({ id: 'F-2', amount: '50', then: { '2026-11-20': '20' } }),
      anInvoice({ id: 'F-3', amount: '70', then: { '2026-11-25': '0' } }),
    ]
    expect(answering('payment', aCustomer({ invoices }))).toEqual({
      payment: { amount: 90_0000n, on: '2026-11-20' },
      concerned: ['F-1', 'F-2'],
    })
  })

  it('is the latest promise, of all that was owed where it names no amount', () => {
    const promise = { madeOn: '2026-11-18', until: '2026-12-01', invoices: ['F-1'], withdrawnOn: '' }
    const record = aCustomer({
      invoices: [anInvoice({ id: 'F-1', amount: '80' }), anInvoice({ id: 'F-2', amount: '20' })],
      promises: [
        { ...promise, madeOn: '2026-10-01', until: '2026-10-05', amount: 5_0000n },
        { ...promise, amount: 0n },
      ],
    })
    expect(answering('promise', record)).toEqual({
      promise: { amount: 80_0000n, until: '2026-12-01' },
      concerned: ['F-1'],
    })
  })

  it('is the next instalment of the plan with its number', () => {
    const instalments = ['2026-11-01', '2026-12-01', '2027-01-01'].map((dueOn) => ({
      dueOn,
      amount: 30_0000n,
    }))
    const record = aCustomer({ plans: [{ agreedOn: '2026-10-20', instalments, invoices: [] }] })
    expect(answering('plan', record).plan).toEqual({
      dueOn: '2026-12-01',
      amount: 30_0000n,
      number: 2,
      count: 3,
    })
  })

  it('names the invoices that are contested today, not those of which the dispute has ended', () => {
    const record = aCustomer({
      invoices: [
        anInvoice({ id: 'F-1', disputes: [{ day: '2026-11-19', amount: 10_0000n }] }),
        anInvoice({
          id: 'F-2',
          disputes: [
            { day: '2026-11-01', amount: 10_0000n },
            { day: '2026-11-05', amount: 0n },
          ],
        }),
      ],
    })
    expect(answering('dispute', record)).toEqual({ concerned: ['F-1'] })
  })

  it('remembers the formal notice that went before', () => {
    const notice = aReminder('2026-11-02', { 'F-1': 4 }, { kind: 'formal_notice' })
    expect(answering('', aCustomer({ contactsMade: [notice] }))).toEqual({ earlierNoticeOn: '2026-11-02' })
  })
})
