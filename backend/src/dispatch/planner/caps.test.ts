import { describe, expect, it } from 'vitest'
import { planCustomer } from './plan-customer'
import { aCampaign, aCustomer, aReminder, aWorld, anInvoice, moment, only } from './testing'

const now = moment('2026-11-23T00:05+01:00')
const late = (id: string, dueOn = '2026-11-10') => anInvoice({ id, dueOn })

describe('caps of a payer', () => {
  it('count contacts of his other customers, of whatever entity', () => {
    const record = aCustomer({ payer: '552100554', invoices: [late('A')] })
    const elsewhere = [aReminder('2026-11-22', {}, { campaignId: 'other' })]
    const world = aWorld({ contactsOfPayer: () => elsewhere })
    expect(only(planCustomer(record, [aCampaign()], now, world))).toMatchObject({
      reason: 'cap',
      params: { rule: 'gap', free: moment('2026-11-25T09:00+01:00') },
    })
  })

  it('a cap that ends in the course of the day makes the message later that day', () => {
    const at = moment('2026-11-20T10:30+01:00')
    const record = aCustomer({ invoices: [late('A')], contactsMade: [aReminder('2026-11-20', {}, { at })] })
    const { contact } = only(planCustomer(record, [aCampaign()], now, aWorld()))
    expect(contact?.notBefore).toBe(moment('2026-11-23T10:30+01:00'))
  })

  it('a reaction counts for nothing, a formal notice is sent regardless but counts', () => {
    const reaction = aReminder('2026-11-22', {}, { kind: 'reaction', counts: false })
    const record = aCustomer({ invoices: [late('A')], contactsMade: [reaction] })
    expect(only(planCustomer(record, [aCampaign()], now, aWorld())).contact).not.toBeNull()
    const ready = aCustomer({
      invoices: [late('B', '2026-10-01')],
      contactsMade: [
        aReminder('2026-10-08', { B: 1 }),
        aReminder('2026-10-18', { B: 2 }),
        aReminder('2026-10-28', { B: 3 }),
        aReminder('2026-11-22', {}, { campaignId: 'other' }),
      ],
    })
    expect(only(planCustomer(ready, [aCampaign()], now, aWorld())).contact?.kind).toBe('formal_notice')
  })

  it('what waits to be sent counts, and no second message joins it', () => {
    const queued = [{ ...aReminder('2026-11-24', { B: 1 }), plannedAt: now - 1 }]
    const record = aCustomer({ invoices: [late('A')], queued })
    const other = aCampaign({}, { id: 'k2' })
    const verdicts = planCustomer(record, [aCampaign(), other], now, aWorld())
    expect(verdicts.map(({ reason }) => reason)).toEqual(['already_queued', 'other_campaign'])
  })

  it('a contact of today is enough', () => {
    const contactsMade = [aReminder('2026-11-23', { B: 1 })]
    const record = aCustomer({ invoices: [late('A')], contactsMade })
    const at = moment('2026-11-23T15:00+01:00')
    expect(only(planCustomer(record, [aCampaign()], at, aWorld()))).toMatchObject({
      reason: 'already_contacted_today',
      params: { channel: 'email' },
    })
  })
})
