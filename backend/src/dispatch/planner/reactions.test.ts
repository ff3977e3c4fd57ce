import { describe, expect, it } from 'vitest'
import type { ReactionTrigger } from '../../campaigns/campaign.contract'
import type { CustomerRecord } from './customer-record'
import { planCustomer } from './plan-customer'
import { sentenceOf } from './sentences'
import { stillDue } from './still-due'
import { aCampaign, aCustomer, aReminder, aWorld, anInvoice, moment, only } from './testing'

/** Monday */
const now = moment('2026-11-23T00:05+01:00')
const reacting = (on: ReactionTrigger, delay = 0) =>
  aCampaign({ reactions: [{ on, channel: 'email', template: on, delay_days: delay }] })
const plan = (given: Partial<CustomerRecord>, campaign = reacting('payment'), at = now, world = aWorld()) =>
  only(
    planCustomer(
      aCustomer({ invoices: [anInvoice({ id: 'A', dueOn: '2026-11-20' })], ...given }),
      [campaign],
      at,
      world,
    ),
  )

const reminded = [aReminder('2026-11-09', { A: 1 })]
const paid = (open: string, day = '2026-11-23') => [
  anInvoice({ id: 'A', dueOn: '2026-11-02', then: { [day]: open } }),
]

describe('answers to what a customer did', () => {
  it('a payment after a reminder is thanked for, once', () => {
    const record = { invoices: paid('0'), contactsMade: reminded }
    const { contact } = plan(record)
    expect(contact).toMatchObject({ kind: 'reaction', reaction: 'payment', claims: [], totalDue: 0n })
    const thanked = aReminder(
      '2026-11-23',
      {},
      { kind: 'reaction', stepId: 'reaction-payment', counts: false },
    )
    const again = plan(
      { ...record, contactsMade: [...reminded, thanked] },
      reacting('payment'),
      moment('2026-11-24T00:05+01:00'),
    )
    expect(again).toMatchObject({ contact: null, reason: 'paid' })
  })

  it('a payment that nobody had asked for is not answered', () => {
    expect(plan({ invoices: paid('0') })).toMatchObject({ contact: null, reason: 'paid' })
  })

  it('a part payment is answered with the rest, before the next reminder, which is not lost', () => {
    const record = { invoices: paid('30'), contactsMade: reminded }
    expect(plan(record, reacting('part_payment')).contact).toMatchObject({
      reaction: 'part_payment',
      totalDue: 300_000n,
      listed: [{ invoiceId: 'A', open: 300_000n }],
    })
    const answered = aReminder(
      '2026-11-23',
      {},
      { kind: 'reaction', stepId: 'reaction-part_payment', counts: false },
    )
    const next = plan(
      { ...record, contactsMade: [...reminded, answered] },
      reacting('part_payment'),
      moment('2026-11-24T00:05+01:00'),
    )
    expect(next.contact).toMatchObject({ stepId: 'firm', totalDue: 300_000n })
  })

  const promise = {
    madeOn: '2026-11-16',
    until: '2026-11-18',
    amount: 0n,
    invoices: [],
    withdrawnOn: '' as const,
  }
  it.each<[ReactionTrigger, Partial<CustomerRecord>]>([
    ['promise', { promises: [{ ...promise, madeOn: '2026-11-22', until: '2026-12-01' }] }],
    ['broken_promise', { promises: [promise] }],
    ['claimed_payment', { claimedPayments: [{ on: '2026-11-22', invoices: [] }] }],
    [
      'dispute',
      {
        invoices: [anInvoice({ dueOn: '2026-11-20', disputes: [{ day: '2026-11-22', amount: 1_000_000n }] })],
      },
    ],
    ['low_satisfaction', { satisfaction: [{ on: '2026-11-22', score: 3 }] }],
    ['call', { contactsMade: [aReminder('2026-11-20', {}, { channel: 'phone', kind: 'call' })] }],
    ['settlement', { invoices: paid('0', '2026-11-22'), contactsMade: reminded }],
  ])('%s', (on, given) => {
    const verdict = plan(given, reacting(on))
    expect(verdict.contact).toMatchObject({ reaction: on, template: on })
    expect(sentenceOf(verdict, 'fr', 'Europe/Paris')).toMatch(/par e-mail, aujourd'hui à 8\u00a0h\u00a000\.$/)
  })

  it('an instalment is spoken of before it is due, while the plan is kept', () => {
    const instalments = [
      { dueOn: '2026-11-26', amount: 500_000n },
      { dueOn: '2026-12-26', amount: 500_000n },
    ]
    const plans = [{ agreedOn: '2026-11-01', instalments, invoices: [] }]
    expect(plan({ plans }, reacting('plan', 3)).contact).toMatchObject({ reaction: 'plan' })
    expect(plan({ plans }, reacting('plan', 2))).toMatchObject({ contact: null, reason: 'plan' })
  })

  it('answers wait for their window, not for the caps', () => {
    const contactsMade = [aReminder('2026-11-21', { A: 1 })]
    const sunday = moment('2026-11-22T10:00+01:00')
    const record = { invoices: paid('0', '2026-11-22'), contactsMade }
    expect(plan(record, reacting('payment'), sunday).contact?.notBefore).toBe(
      moment('2026-11-23T08:00+01:00'),
    )
  })

  it('no answer goes out to a customer in insolvency, or when payments are not known', () => {
    const insolvency = { on: '2026-11-20', publishedOn: '' as const }
    const record = { invoices: paid('0'), contactsMade: reminded }
    expect(plan({ ...record, insolvency })).toMatchObject({ reason: 'insolvency' })
    const blind = aWorld({ paymentsKnownUntil: () => null })
    expect(plan(record, reacting('payment'), now, blind)).toMatchObject({ reason: 'stale_payments' })
  })

  it('a promise said to be broken is not spoken of once the money came', () => {
    const campaign = reacting('broken_promise')
    const record = (open: string) =>
      aCustomer({
        invoices: [anInvoice({ id: 'A', dueOn: '2026-11-10', then: { '2026-11-23': open } })],
        promises: [promise],
      })
    const { contact } = only(planCustomer(record('100'), [campaign], now, aWorld()))
    expect(contact).toMatchObject({ reaction: 'broken_promise' })
    if (!contact) return
    const due = (open: string) => stillDue(contact, record(open), contact.notBefore, campaign, aWorld())
    expect(due('40').contact).toMatchObject({ totalDue: 400_000n })
    expect(due('0')).toMatchObject({ contact: null, why: { reason: 'paid' } })
  })

  it('an instalment paid in advance is not spoken of', () => {
    const instalments = [
      { dueOn: '2026-11-26', amount: 500_000n },
      { dueOn: '2026-12-26', amount: 500_000n },
    ]
    const plans = [{ agreedOn: '2026-11-01', instalments, invoices: ['A'] }]
    const invoices = [anInvoice({ id: 'A', dueOn: '2026-10-20', then: { '2026-11-20': '50' } })]
    expect(plan({ plans, invoices }, reacting('plan', 3))).toMatchObject({ contact: null, reason: 'plan' })
  })
})
