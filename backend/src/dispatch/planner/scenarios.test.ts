import { describe, expect, it } from 'vitest'
import type { CustomerRecord } from './customer-record'
import { planCustomer } from './plan-customer'
import { sentenceOf } from './sentences'
import { stillDue } from './still-due'
import { aCampaign, aCustomer, aReminder, aWorld, anInvoice, moment, only, sent } from './testing'
import type { PlannedContact } from './verdict'
import type { RunningCampaign, World } from './world'

const PARIS = 'Europe/Paris'
const now = moment('2026-11-23T00:05+01:00')
const world = aWorld()
const plan = (record: CustomerRecord, at = now, around: World = world, campaign = aCampaign()) =>
  only(planCustomer(record, [campaign], at, around))
const planned = (record: CustomerRecord, at = now): PlannedContact => {
  const { contact, reason } = plan(record, at)
  if (!contact) throw new Error(`no contact: ${reason}`)
  return contact
}
const due = (contact: PlannedContact, record: CustomerRecord, campaign: RunningCampaign = aCampaign()) =>
  stillDue(contact, record, contact.notBefore, campaign, world)
/** French sentences with their unbreakable spaces made plain. */
const plain = (text: string): string => text.replace(/[\u00a0\u202f]/g, ' ')
const said = (verdict: Parameters<typeof sentenceOf>[0]): string => plain(sentenceOf(verdict, 'fr', PARIS))

describe('what happens to a customer on hard days', () => {
  it('a standstill of three days loses no step and sends no two at once', () => {
    const record = aCustomer({ invoices: [anInvoice({ id: 'A', dueOn: '2026-11-02' })] })
    // Level 1 was due on the 7th, the planner comes back on the 10th.
    const first = planned(record, moment('2026-11-10T00:05+01:00'))
    expect(first.stepId).toBe('courteous')
    const after = { ...record, contactsMade: [sent(first)] }
    expect(plan(after, moment('2026-11-11T00:05+01:00'))).toMatchObject({
      reason: 'nothing_due',
      params: { next: '2026-11-17', step: 'firm' },
    })
    expect(planned(after, moment('2026-11-17T00:05+01:00')).stepId).toBe('firm')
  })

  it('a debt found months late goes through every step, at half their distance', () => {
    const record = aCustomer({ invoices: [anInvoice({ id: 'A', dueOn: '2026-05-01' })] })
    const first = planned(record)
    const after = { ...record, contactsMade: [sent(first)] }
    expect(first.stepId).toBe('courteous')
    expect(plan(after, moment('2026-11-24T00:05+01:00')).params).toMatchObject({ next: '2026-11-28' })
  })

  it('a payment that arrives while the message waits cancels it, or lowers its sum', () => {
    const record = aCustomer({ invoices: [anInvoice({ id: 'A', dueOn: '2026-11-10' })] })
    const contact = planned(record)
    const paid = aCustomer({
      invoices: [anInvoice({ id: 'A', dueOn: '2026-11-10', then: { '2026-11-23': '0' } })],
    })
    expect(due(contact, paid)).toMatchObject({ contact: null, why: { reason: 'paid' } })
    const partly = aCustomer({
      invoices: [anInvoice({ id: 'A', dueOn: '2026-11-10', then: { '2026-11-23': '40' } })],
    })
    expect(due(contact, partly).contact).toMatchObject({ totalDue: 400_000n, claims: [{ open: 400_000n }] })
    expect(said(plan(paid))).toBe('Pas de message : tout est réglé.')
  })

  it('a dispute opened on the same day stops the message that waits', () => {
    const record = aCustomer({ invoices: [anInvoice({ id: 'A', dueOn: '2026-11-10' })] })
    const contact = planned(record)
    const disputes = [{ day: '2026-11-23', amount: 1_000_000n }]
    const disputed = aCustomer({ invoices: [anInvoice({ id: 'A', dueOn: '2026-11-10', disputes })] })
    expect(due(contact, disputed)).toMatchObject({ contact: null, why: { reason: 'disputed' } })
    expect(said(plan(disputed))).toBe('Pas de message : la facture est en litige depuis le 23 novembre 2026.')
  })

  it('a promise, a reply, an opt-out and a paused campaign stop what waits at once', () => {
    const record = aCustomer({ invoices: [anInvoice({ id: 'A', dueOn: '2026-11-10' })] })
    const contact = planned(record)
    const promises = [
      { madeOn: '2026-11-23', until: '2026-12-01', amount: 0n, invoices: [], withdrawnOn: '' as const },
    ]
    expect(due(contact, { ...record, promises })).toMatchObject({ why: { reason: 'promise' } })
    const replies = [{ at: contact.notBefore - 1, automatic: false }]
    expect(due(contact, { ...record, replies })).toMatchObject({ why: { reason: 'reply_pending' } })
    const optOuts = [{ at: contact.notBefore, channel: 'email', in: false }]
    expect(due(contact, { ...record, optOuts })).toMatchObject({ why: { reason: 'opted_out' } })
    expect(due(contact, record, aCampaign({}, { state: 'paused' }))).toMatchObject({
      why: { reason: 'paused' },
    })
  })

  it('of two messages that wait for a customer the one planned first goes, the other gives way', () => {
    const record = aCustomer({ invoices: [anInvoice({ id: 'A', dueOn: '2026-11-10' })] })
    const contact = planned(record)
    const waiting = (reminderId: string, plannedAt: number) => ({ ...sent(contact), reminderId, plannedAt })
    const queued = [waiting('first', 1), waiting('second', 2)]
    const answer = (id: string) =>
      stillDue(contact, { ...record, queued }, contact.notBefore, aCampaign(), world, id)
    expect(answer('first').contact).toMatchObject({ stepId: 'courteous' })
    expect(answer('second')).toMatchObject({ contact: null, why: { reason: 'already_queued' } })
  })

  it('a message that missed its window has the next opening', () => {
    const record = aCustomer({ invoices: [anInvoice({ id: 'A', dueOn: '2026-11-10' })] })
    const night = moment('2026-11-23T21:00+01:00')
    const answer = stillDue(planned(record), record, night, aCampaign(), world)
    expect(answer.contact?.notBefore).toBe(moment('2026-11-24T08:00+01:00'))
  })

  it('windows open at eight on the day on which the clock changes', () => {
    const record = aCustomer({ invoices: [anInvoice({ dueOn: '2026-03-24', issuedOn: '2026-02-20' })] })
    // Sunday 29 March 2026: clocks go from 2:00 to 3:00. The message of that Sunday goes on Monday by summer time.
    const contact = planned(record, moment('2026-03-29T00:05+01:00'))
    expect(contact.notBefore).toBe(moment('2026-03-30T08:00+02:00'))
    expect(contact.movedFrom).toBe(moment('2026-03-29T00:05+01:00'))
  })

  it('on a public holiday the message moves to the next opening', () => {
    const record = aCustomer({ invoices: [anInvoice({ dueOn: '2026-11-06' })] })
    const at = moment('2026-11-11T00:05+01:00')
    expect(planned(record, at).notBefore).toBe(moment('2026-11-12T08:00+01:00'))
    expect(said(plan(record, at))).toBe(
      "Relance courtoise par e-mail pour 1 facture, 100,00 €, demain à 8 h 00 parce que l'étape 1 est venue avec 5 jours de retard ; déplacée à la prochaine heure permise.",
    )
  })

  it('a customer overseas is written to in his own day and hours', () => {
    const record = aCustomer({ postcode: '97400', invoices: [anInvoice({ dueOn: '2026-11-19' })] })
    // 23:00 in Paris is 2:00 of the next day on La Réunion.
    const { contact, day } = plan(record, moment('2026-11-23T23:00+01:00'))
    expect(day).toBe('2026-11-24')
    expect(contact?.notBefore).toBe(moment('2026-11-24T08:00+04:00'))
  })

  it('an invoice credited to zero is not reminded, nobody is thanked for it', () => {
    const opens = [
      { day: '2026-10-03', open: 1_000_000n },
      { day: '2026-11-20', open: 0n, by: 'credit' as const },
    ]
    const record = aCustomer({
      invoices: [anInvoice({ id: 'A', dueOn: '2026-11-02', opens })],
      contactsMade: [aReminder('2026-11-09', { A: 1 })],
    })
    const campaign = aCampaign({
      reactions: [{ on: 'payment', channel: 'email', template: 't', delay_days: 0 }],
    })
    expect(plan(record, now, world, campaign)).toMatchObject({ contact: null, reason: 'paid' })
  })

  it('an overpayment is deducted from the total; what it covers is not asked for', () => {
    const invoices = [
      anInvoice({ id: 'A', dueOn: '2026-11-10' }),
      anInvoice({ id: 'B', dueOn: '2026-11-12' }),
    ]
    const credit = (amount: bigint) => [{ day: '2026-11-15', currency: 'EUR', amount }]
    const { contact } = plan(aCustomer({ invoices, onAccount: credit(300_000n) }))
    expect(contact).toMatchObject({ deducted: 300_000n, totalDue: 1_700_000n })
    expect(contact?.claims.map(({ open }) => open)).toEqual([1_000_000n, 1_000_000n])
    const covered = plan(aCustomer({ invoices, onAccount: credit(2_000_000n) }))
    expect(covered.reason).toBe('covered_by_credit')
    expect(said(covered)).toContain('couvrent ce qui est dû')
  })

  it('a credit note larger than the oldest invoice goes on to the next, and neither disappears', () => {
    const record = aCustomer({
      invoices: [
        anInvoice({ id: 'A', dueOn: '2026-11-10' }),
        anInvoice({ id: 'B', dueOn: '2026-11-12', amount: '250' }),
      ],
      onAccount: [{ day: '2026-11-20', currency: 'EUR', amount: 1_500_000n }],
    })
    expect(planned(record)).toMatchObject({ deducted: 1_500_000n, totalDue: 2_000_000n })
    expect(planned(record).claims.map(({ invoiceId }) => invoiceId)).toEqual(['A', 'B'])
  })

  it('a refund of a returned article leads to no reminder', () => {
    const record = aCustomer({
      invoices: [anInvoice({ then: { '2026-11-01': '0' } })],
      onAccount: [{ day: '2026-11-15', currency: 'EUR', amount: -1_000_000n }],
    })
    expect(plan(record)).toMatchObject({ contact: null, reason: 'refund_unexplained' })
    expect(said(plan(record))).toBe(
      "Pas de message : un remboursement attend son avoir ; il n'est pas réclamé. Chargez l'avoir dans Données.",
    )
    const late = { ...record, invoices: [...record.invoices, anInvoice({ dueOn: '2026-11-10' })] }
    expect(planned(late)).toMatchObject({ totalDue: 1_000_000n, deducted: 0n })
  })

  it('of two campaigns the higher writes, the other says which', () => {
    const record = aCustomer({ invoices: [anInvoice({ dueOn: '2026-11-10' })] })
    const high = aCampaign({ name: 'Grands comptes', priority: 80 }, { id: 'k2' })
    const older = aCampaign({ name: 'Ancienne' }, { id: 'k0', startedAt: 0 })
    const verdicts = planCustomer(record, [aCampaign(), older, high], now, world)
    expect(verdicts.map(({ contact, reason }) => contact?.campaignId ?? reason)).toEqual([
      'other_campaign',
      'other_campaign',
      'k2',
    ])
    expect(verdicts.map(said)[0]).toContain('« Grands comptes » écrit au client')
    const [, second] = planCustomer(record, [aCampaign(), older], now, world)
    expect(second?.contact?.campaignId).toBe('k0')
  })

  it('a running campaign sends the version of the text that it pinned', () => {
    const record = aCustomer({ invoices: [anInvoice({ dueOn: '2026-11-10' })] })
    const campaign = aCampaign({}, { version: 3, templates: { courteous: 7 } })
    const contact = plan(record, now, world, campaign).contact
    expect(contact).toMatchObject({ template: 'courteous', templateVersion: 7, campaignVersion: 3 })
    if (!contact) return
    const edited = aCampaign({}, { version: 4, templates: { courteous: 8 } })
    expect(due(contact, record, edited).contact).toMatchObject({ templateVersion: 7, campaignVersion: 3 })
  })

  it('invoices at levels 0, 1 and 3: when the oldest is paid meanwhile, the lower step is sent instead', () => {
    const invoices = (paid: boolean) => [
      anInvoice({ id: 'three', dueOn: '2026-10-26', ...(paid ? { then: { '2026-11-23': '0' } } : {}) }),
      anInvoice({ id: 'one', dueOn: '2026-11-07' }),
      anInvoice({ id: 'zero', dueOn: '2026-11-18' }),
      anInvoice({
        id: 'disputed',
        dueOn: '2026-11-01',
        disputes: [{ day: '2026-11-05', amount: 1_000_000n }],
      }),
    ]
    const softer = aCampaign().definition.scenarios[0]?.steps.map((step) =>
      step.id === 'notice'
        ? { ...step, kind: 'firm' as const, channels: ['email' as const], day: { from_due: 28 } }
        : step,
    )
    const campaign = aCampaign({ steps: softer ?? [] })
    const contactsMade = [
      aReminder('2026-11-02', { three: 1 }),
      aReminder('2026-11-08', { three: 2 }),
      aReminder('2026-11-14', { three: 3, one: 1 }),
    ]
    const before = aCustomer({ invoices: invoices(false), contactsMade })
    const verdict = plan(before, now, world, campaign)
    expect(verdict.contact).toMatchObject({ level: 4, claims: [{ invoiceId: 'three' }] })
    expect(verdict.contact?.alsoClaimed.map(({ invoiceId, level }) => [invoiceId, level])).toEqual([
      ['one', 2],
      ['zero', 1],
    ])
    expect(verdict.invoices).toEqual([{ invoiceId: 'disputed', reason: 'disputed' }])
    expect(said(verdict)).toBe(
      "Relance ferme par e-mail pour 3 factures, 300,00 €, aujourd'hui à 8 h 00 parce que l'étape 4 est venue avec 28 jours de retard.",
    )
    if (!verdict.contact) return
    const after = aCustomer({ invoices: invoices(true), contactsMade })
    const corrected = due(verdict.contact, after, campaign).contact
    expect(corrected).toMatchObject({ stepId: 'firm', level: 2, totalDue: 2_000_000n })
    expect(corrected?.claims.map(({ invoiceId }) => invoiceId)).toEqual(['one'])
    expect(corrected?.alsoClaimed.map(({ invoiceId }) => invoiceId)).toEqual(['zero'])
  })

  it('payment data older than the limit hold everything', () => {
    const record = aCustomer({ invoices: [anInvoice({ dueOn: '2026-11-10' })] })
    const stale = aWorld({ paymentsKnownUntil: () => moment('2026-11-21T20:00+01:00') })
    expect(plan(record, now, stale)).toMatchObject({ reason: 'stale_payments' })
    expect(said(plan(record, now, stale))).toContain(
      "ne sont connus que jusqu'à samedi 21 novembre 2026 à 20 h 00",
    )
    const fresh = aWorld({ paymentsKnownUntil: () => moment('2026-11-22T20:00+01:00') })
    expect(plan(record, now, fresh).contact).not.toBeNull()
  })

  it('several currencies: the message speaks of the largest claim, the others stand apart from its sums', () => {
    const record = aCustomer({
      invoices: [
        anInvoice({ id: 'E', dueOn: '2026-11-10' }),
        anInvoice({ id: 'D', dueOn: '2026-11-10', currency: 'USD', amount: '900' }),
      ],
    })
    const { contact } = plan(record)
    expect(contact).toMatchObject({
      currency: 'USD',
      totalDue: 9_000_000n,
      otherCurrencies: [{ invoiceId: 'E' }],
    })
  })
})
