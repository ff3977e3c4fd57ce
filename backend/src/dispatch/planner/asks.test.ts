import { describe, expect, it } from 'vitest'
import type { CustomerRecord } from './customer-record'
import { planCustomer } from './plan-customer'
import { sentenceOf } from './sentences'
import { livePayer } from './simulate'
import {
  aCampaign,
  aContact,
  aCustomer,
  aReminder,
  aStep,
  aWorld,
  anInvoice,
  LADDER,
  moment,
  only,
} from './testing'

const now = moment('2026-11-23T00:05+01:00')
const world = aWorld()
const plan = (record: CustomerRecord, at = now, campaign = aCampaign()) =>
  only(planCustomer(record, [campaign], at, world))
const live = (record: CustomerRecord, from: string, days: number, campaign = aCampaign()) =>
  livePayer([record], { from, days, campaigns: [campaign], world })

describe('what users of reminder software ask for', () => {
  it('one message per customer at the highest level, not one per invoice', () => {
    const invoices = Array.from({ length: 40 }, (_, i) => anInvoice({ id: `F${i}`, dueOn: '2026-11-10' }))
    const { sent } = live(aCustomer({ invoices }), '2026-11-20', 3)
    expect(sent).toHaveLength(1)
    expect(sent[0]?.contact.claims).toHaveLength(40)
  })

  it('a disputed invoice is left out, the rest goes on, and nothing is lost when the dispute ends', () => {
    const disputes = [
      { day: '2026-11-12', amount: 1_000_000n },
      { day: '2026-11-26', amount: 0n },
    ]
    const invoices = [
      anInvoice({ id: 'A', dueOn: '2026-11-10', disputes }),
      anInvoice({ id: 'B', dueOn: '2026-11-10' }),
    ]
    const { sent } = live(aCustomer({ invoices }), '2026-11-15', 20)
    const claimed = sent.map(({ contact }) =>
      [...contact.claims, ...contact.alsoClaimed].map(({ invoiceId }) => invoiceId),
    )
    expect(claimed[0]).toEqual(['B'])
    expect(claimed.flat()).toContain('A')
    expect(claimed.flat().filter((id) => id === 'B')).toHaveLength(2)
  })

  it('credit notes and unallocated payments are counted', () => {
    const onAccount = [{ day: '2026-11-01', currency: 'EUR', amount: 250_000n }]
    expect(
      plan(aCustomer({ invoices: [anInvoice({ dueOn: '2026-11-10' })], onAccount })).contact?.totalDue,
    ).toBe(750_000n)
  })

  it('reminders are stopped or postponed for a customer or for one invoice', () => {
    const invoices = [
      anInvoice({ id: 'A', dueOn: '2026-11-10' }),
      anInvoice({ id: 'B', dueOn: '2026-11-10' }),
    ]
    const holds = [{ from: '2026-11-11', until: '2026-11-30', invoiceId: 'A', reason: 'avoir promis' }]
    const verdict = plan(aCustomer({ invoices, holds }))
    expect(verdict.contact?.claims.map(({ invoiceId }) => invoiceId)).toEqual(['B'])
    expect(verdict.contact?.listed).toEqual([])
    expect(verdict.invoices).toEqual([{ invoiceId: 'A', reason: 'hold' }])
  })

  it('as many steps as wanted, before and after the due date', () => {
    const steps = [-10, -3, 1, 4, 8, 12, 16, 20].map((on, i) =>
      aStep({ id: `s${i}`, kind: on < 0 ? 'before_due' : 'courteous', on }),
    )
    const record = aCustomer({ invoices: [anInvoice({ dueOn: '2026-11-10' })] })
    const { sent } = live(record, '2026-10-25', 50, aCampaign({ steps }))
    expect(sent.map(({ contact }) => contact.level)).toEqual([1, 2, 3, 4, 5, 6, 7, 8])
  })

  it('a missed day is made up for; a changed schedule holds for invoices that exist', () => {
    const record = aCustomer({
      invoices: [anInvoice({ id: 'A', dueOn: '2026-10-20' })],
      contactsMade: [aReminder('2026-10-26', { A: 1 })],
    })
    expect(plan(record).contact?.stepId).toBe('firm')
    const tighter = aCampaign(
      { steps: LADDER.map((step) => ({ ...step, day: { after_previous: 3 } })) },
      { id: 'k2' },
    )
    expect(plan(record, moment('2026-10-30T00:05+01:00'), tighter).contact).toMatchObject({
      stepId: 'firm',
      level: 2,
    })
  })

  it('nothing is sent on Sundays, at night or on holidays', () => {
    const record = aCustomer({ invoices: [anInvoice({ dueOn: '2026-11-10' })] })
    const night = plan(record, moment('2026-11-21T22:00+01:00')).contact
    expect(night?.notBefore).toBe(moment('2026-11-23T08:00+01:00'))
  })

  it('the frequency cap holds for campaigns too, and says so', () => {
    const contactsMade = [aReminder('2026-11-22', {}, { campaignId: 'newsletter' })]
    const verdict = plan(aCustomer({ invoices: [anInvoice({ dueOn: '2026-11-10' })], contactsMade }))
    expect(verdict.reason).toBe('cap')
    expect(sentenceOf(verdict, 'en', 'Europe/Paris')).toBe(
      'No message: the limit is reached (one contact in 72 hours); free Wednesday 25 November 2026 at 09:00.',
    )
  })

  it('an empty or dead address is a verdict of its own, never a silent queue', () => {
    const invoices = [anInvoice({ dueOn: '2026-11-10' })]
    const empty = plan(aCustomer({ invoices, contacts: [aContact({ email: ' ' })] }))
    expect(sentenceOf(empty, 'fr', 'Europe/Paris')).toBe(
      'Pas de message\u00a0: aucune adresse connue pour joindre le client par e-mail. ' +
        "Chargez dans Données un fichier clients avec ses contacts, ou permettez un autre canal dans l'étape.",
    )
  })

  it('no level is skipped when an older invoice is paid', () => {
    const invoices = [
      anInvoice({ id: 'old', dueOn: '2026-10-01', then: { '2026-11-18': '0' } }),
      anInvoice({ id: 'new', dueOn: '2026-10-25' }),
    ]
    const { sent } = live(aCustomer({ invoices }), '2026-10-05', 120)
    const levels = sent.flatMap(({ contact }) =>
      [...contact.claims, ...contact.alsoClaimed]
        .filter(({ invoiceId }) => invoiceId === 'new')
        .map(({ level }) => level),
    )
    expect(levels).toEqual([1, 2, 3, 4, 5])
  })

  it('the message is in the language of the customer', () => {
    const record = aCustomer({ invoices: [anInvoice({ dueOn: '2026-11-10' })], language: 'en' })
    expect(plan(record).contact?.language).toBe('en')
  })

  it('a payer by direct debit is never chased before a rejection', () => {
    const debit = anInvoice({ dueOn: '2026-10-10', paymentMeans: 'direct_debit', rejectedOn: '2026-11-20' })
    const { sent } = live(aCustomer({ invoices: [debit] }), '2026-10-01', 60)
    expect(sent[0]?.contact.notBefore).toBe(moment('2026-11-20T08:00+01:00'))
  })
})
