import { describe, expect, it } from 'vitest'
import { planCustomer } from './plan-customer'
import { aCampaign, aCustomer, aReminder, aStep, aWorld, anInvoice, LADDER, moment, only } from './testing'

const world = aWorld()
/** Monday */
const now = moment('2026-11-23T00:05+01:00')
const plan = (record: ReturnType<typeof aCustomer>, campaign = aCampaign(), at = now) =>
  only(planCustomer(record, [campaign], at, world))

describe('levels of invoices', () => {
  it('an invoice is claimed by the first step on its day, not before', () => {
    const record = aCustomer({ invoices: [anInvoice({ id: 'A', dueOn: '2026-11-18' })] })
    expect(plan(record, aCampaign(), moment('2026-11-21T00:05+01:00'))).toMatchObject({
      reason: 'nothing_due',
      params: { next: '2026-11-23', step: 'courteous' },
    })
    const { contact } = plan(record)
    expect(contact).toMatchObject({ stepId: 'courteous', level: 1, totalDue: 1_000_000n })
    expect(contact?.claims).toEqual([{ invoiceId: 'A', level: 1, open: 1_000_000n, dueOn: '2026-11-18' }])
    expect(contact?.notBefore).toBe(moment('2026-11-23T08:00+01:00'))
  })

  it('one message takes the highest due step, claims the lower ones beside it and lists the others', () => {
    const record = aCustomer({
      invoices: [
        anInvoice({ id: 'two', dueOn: '2026-11-02' }),
        anInvoice({ id: 'one', dueOn: '2026-11-16' }),
        anInvoice({ id: 'none', dueOn: '2026-11-20' }),
      ],
      contactsMade: [aReminder('2026-11-09', { two: 1 })],
    })
    const { contact } = plan(record)
    expect(contact?.stepId).toBe('firm')
    expect(contact?.claims.map(({ invoiceId, level }) => [invoiceId, level])).toEqual([['two', 2]])
    expect(contact?.alsoClaimed.map(({ invoiceId, level }) => [invoiceId, level])).toEqual([['one', 1]])
    expect(contact?.listed.map(({ invoiceId }) => invoiceId)).toEqual(['none'])
    expect(contact?.totalDue).toBe(3_000_000n)
  })

  it('a formal notice claims what went through every earlier step; other late invoices stand apart', () => {
    const record = aCustomer({
      invoices: [
        anInvoice({ id: 'three', dueOn: '2026-10-15' }),
        anInvoice({ id: 'one', dueOn: '2026-11-01' }),
        anInvoice({ id: 'zero', dueOn: '2026-11-10' }),
      ],
      contactsMade: [
        aReminder('2026-10-20', { three: 1 }),
        aReminder('2026-10-30', { three: 2 }),
        aReminder('2026-11-09', { three: 3, one: 1 }),
      ],
    })
    const { contact } = plan(record)
    expect(contact).toMatchObject({ kind: 'formal_notice', channel: 'registered_letter', level: 4 })
    expect(contact?.claims.map(({ invoiceId }) => invoiceId)).toEqual(['three'])
    expect(contact?.alsoClaimed).toEqual([])
    expect(contact?.apart.map(({ invoiceId }) => invoiceId)).toEqual(['one', 'zero'])
    expect(contact?.totalDue).toBe(1_000_000n)
  })

  it('an invoice that jumped a required step goes back for it before the formal notice', () => {
    const record = aCustomer({
      invoices: [anInvoice({ id: 'A', dueOn: '2026-10-01' })],
      contactsMade: [aReminder('2026-10-20', { A: 1 }), aReminder('2026-11-10', { A: 3 })],
    })
    expect(plan(record).contact).toMatchObject({ stepId: 'firm', level: 2 })
  })

  it('when the most advanced invoice is paid, the rest go on from their own levels', () => {
    const record = aCustomer({
      invoices: [
        anInvoice({ id: 'old', dueOn: '2026-10-01', then: { '2026-11-15': '0' } }),
        anInvoice({ id: 'new', dueOn: '2026-11-10' }),
      ],
      contactsMade: [aReminder('2026-10-26', { old: 3 }, { kind: 'firm', stepId: 'firmer' })],
    })
    expect(plan(record).contact).toMatchObject({ stepId: 'courteous', level: 1, listed: [] })
  })

  it('a new late invoice of a settled customer starts with the first step', () => {
    const record = aCustomer({
      invoices: [
        anInvoice({ id: 'old', dueOn: '2026-06-01', then: { '2026-08-01': '0' } }),
        anInvoice({ id: 'new', dueOn: '2026-11-10' }),
      ],
      contactsMade: [aReminder('2026-07-06', { old: 4 }, { kind: 'formal_notice', stepId: 'notice' })],
    })
    expect(plan(record).contact).toMatchObject({ stepId: 'courteous', level: 1 })
  })

  it('nothing softer speaks for fifteen days after a formal notice', () => {
    const record = aCustomer({
      invoices: [
        anInvoice({ id: 'old', dueOn: '2026-10-01' }),
        anInvoice({ id: 'new', dueOn: '2026-11-10' }),
      ],
      contactsMade: [aReminder('2026-11-12', { old: 4 }, { kind: 'formal_notice', stepId: 'notice' })],
    })
    expect(plan(record)).toMatchObject({
      reason: 'after_formal_notice',
      params: { on: '2026-11-12', until: '2026-11-26' },
    })
    const later = plan(record, aCampaign(), moment('2026-11-27T00:05+01:00'))
    expect(later.contact).toMatchObject({ stepId: 'courteous' })
  })

  it('a step counted from the previous one waits for its days', () => {
    const steps = [
      aStep({ id: 'first', kind: 'courteous', on: 5 }),
      aStep({ id: 'second', kind: 'firm', day: { after_previous: 10 } }),
    ]
    const record = aCustomer({
      invoices: [anInvoice({ id: 'A', dueOn: '2026-10-01' })],
      contactsMade: [aReminder('2026-11-16', { A: 1 })],
    })
    expect(plan(record, aCampaign({ steps })).params).toMatchObject({ next: '2026-11-26' })
  })

  it('with one level per customer the oldest late invoice decides and the others follow by one step', () => {
    const record = aCustomer({
      invoices: [
        anInvoice({ id: 'old', dueOn: '2026-11-02' }),
        anInvoice({ id: 'new', dueOn: '2026-11-20' }),
      ],
      contactsMade: [aReminder('2026-11-09', { old: 1 })],
    })
    const { contact } = plan(record, aCampaign({ level_per: 'customer' }))
    expect(contact?.claims.map(({ invoiceId }) => invoiceId)).toEqual(['old'])
    expect(contact?.alsoClaimed).toMatchObject([{ invoiceId: 'new', level: 1 }])
  })

  it('a step for large debts is passed over by small ones', () => {
    const steps = [
      aStep({ id: 'call', kind: 'courteous', on: 5, minimum: '1000', channels: ['phone'], required: false }),
      aStep({ id: 'mail', kind: 'firm', on: 5 }),
    ]
    const small = aCustomer({ invoices: [anInvoice({ dueOn: '2026-11-10' })] })
    const large = aCustomer({ invoices: [anInvoice({ dueOn: '2026-11-10', amount: '5000' })] })
    expect(plan(small, aCampaign({ steps })).contact).toMatchObject({ stepId: 'mail' })
    expect(plan(large, aCampaign({ steps })).contact).toMatchObject({ stepId: 'call' })
  })

  it('a question before the due date lapses with it', () => {
    const steps = [aStep({ id: 'soon', kind: 'before_due', on: -3 }), ...LADDER]
    const soon = aCustomer({ invoices: [anInvoice({ dueOn: '2026-11-25' })] })
    const late = aCustomer({ invoices: [anInvoice({ dueOn: '2026-11-10' })] })
    expect(plan(soon, aCampaign({ steps })).contact).toMatchObject({ stepId: 'soon', level: 1 })
    expect(plan(late, aCampaign({ steps })).contact).toMatchObject({ stepId: 'courteous', level: 2 })
  })

  it('an instalment is late by its own date and starts at its own first step', () => {
    const invoice = anInvoice({
      id: 'A',
      amount: '300',
      dueOn: '2026-09-01',
      instalments: [
        { dueOn: '2026-09-01', amount: 1_500_000n },
        { dueOn: '2026-11-15', amount: 1_500_000n },
      ],
      then: { '2026-10-01': '150' },
    })
    const claims = [{ invoiceId: 'A', level: 3, dueOn: '2026-09-01' }]
    const record = aCustomer({ invoices: [invoice], contactsMade: [aReminder('2026-09-28', {}, { claims })] })
    expect(plan(record).contact).toMatchObject({
      stepId: 'courteous',
      claims: [{ level: 1, open: 1_500_000n, dueOn: '2026-11-15' }],
    })
  })

  it('a clone of a campaign goes on where the other one stopped', () => {
    const record = aCustomer({
      invoices: [anInvoice({ id: 'A', dueOn: '2026-10-20' })],
      contactsMade: [
        aReminder('2026-10-26', { A: 1 }, { campaignId: 'before' }),
        aReminder('2026-11-05', { A: 2 }, { campaignId: 'before', kind: 'firm' }),
      ],
    })
    expect(plan(record).contact).toMatchObject({ stepId: 'firmer', level: 3 })
  })

  it('a reminder that bounced raised nothing, so its step is taken again', () => {
    const invoices = [anInvoice({ id: 'A', dueOn: '2026-11-10' })]
    const bounced = aReminder('2026-11-16', { A: 1 }, { failed: true })
    expect(plan(aCustomer({ invoices, contactsMade: [bounced] })).contact).toMatchObject({ level: 1 })
  })
})
