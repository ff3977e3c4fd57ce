import { describe, expect, it } from 'vitest'
import type { RunningExperiment } from '../experiment/running-experiment'
import type { CustomerRecord, InvoiceRecord } from './customer-record'
import { aCampaign, aContact, aCustomer, aReminder, anInvoice, moment } from './testing'
import { anExperiment, lived, tested } from './testing-experiment'

const at = (day: string) => moment(`${day}T10:00+01:00`)
const owing = (given: Partial<CustomerRecord> = {}, invoice: Partial<Omit<InvoiceRecord, 'amount'>> = {}) =>
  aCustomer({ invoices: [anInvoice({ id: 'F-A', ...invoice })], ...given })
const held = (given: Partial<RunningExperiment> = {}) =>
  anExperiment(
    { today: {} },
    { cellOf: ({ mayBeHeldOut }) => (mayBeHeldOut ? 'holdout' : 'today'), ...given },
  )
/** Cells of those who come to the trigger on 7 November, the fifth day after their due date. */
const cellOf = (record: CustomerRecord, experiment = held(), day = '2026-11-07') => {
  const life = lived([tested(experiment)])
  life.plan(record, at(day))
  return life.entries[0]?.cell
}

describe('the holdout', () => {
  it('gets no reminder for its days from the trigger, of no campaign, then the usual way', () => {
    const life = lived([tested(held()), aCampaign({}, { id: 'k2' })])
    const on = (day: string) =>
      life.plan(owing(), at(day)).map(({ contact, reason }) => contact?.stepId ?? reason)
    expect(on('2026-11-07')).toEqual(['holdout', 'holdout'])
    expect(on('2026-12-06')).toEqual(['holdout', 'holdout'])
    expect(on('2026-12-07')).toEqual(['courteous', 'other_campaign'])
    expect(life.entries).toHaveLength(1)
  })

  it('stays without reminders for its days once the experiment has ended, in the campaign of the winner too', () => {
    const life = lived([tested(held())])
    life.plan(owing(), at('2026-11-07'))
    life.end([aCampaign({}, { id: 'of-the-winner' })])
    const on = (day: string) =>
      life.plan(owing(), at(day)).map(({ contact, reason }) => contact?.stepId ?? reason)
    expect(on('2026-11-08')).toEqual(['holdout'])
    expect(on('2026-12-06')).toEqual(['holdout'])
    expect(on('2026-12-07')).toEqual(['courteous'])
  })

  it('lasts thirty days for a consumer, whatever the design says', () => {
    const life = lived([tested(held({ holdoutDays: 45 }))])
    const consumer = owing({ kind: 'consumer' })
    expect(life.plan(consumer, at('2026-11-07'))[0]?.reason).toBe('holdout')
    expect(life.plan(consumer, at('2026-12-06'))[0]?.reason).toBe('holdout')
    expect(life.plan(consumer, at('2026-12-07'))[0]?.contact?.stepId).toBe('courteous')
  })

  it('still gets a formal notice for an invoice that was reminded before, never one for an invoice that was not', () => {
    const life = lived([tested(held())])
    life.plan(owing({}, { dueOn: '2026-11-02' }), at('2026-11-07'))
    const old = anInvoice({ id: 'F-OLD', dueOn: '2026-10-10' })
    const reminded = ['2026-10-16', '2026-10-26', '2026-11-05'].map((day, n) =>
      aReminder(day, { 'F-OLD': n + 1 }),
    )
    const later = owing({ invoices: [old, ...owing().invoices], contactsMade: reminded })
    const [verdict] = life.plan(later, at('2026-11-24'))
    expect(verdict?.contact).toMatchObject({ kind: 'formal_notice', claims: [{ invoiceId: 'F-OLD' }] })
    const [never] = life.plan(owing(), at('2026-12-05'))
    expect(never).toMatchObject({ contact: null, reason: 'holdout' })
  })

  it('takes nobody twice within twelve months, not even by another customer of the payer', () => {
    const first = lived([tested(held({ id: 'x0', lastDay: '2026-11-07' }))])
    const payer = { payer: '552100554', grouped: true }
    first.plan(owing(payer), at('2026-11-07'))
    expect(first.entries[0]?.cell).toBe('holdout')
    first.change([tested(held({ id: 'x1' }))])
    first.plan(owing({ ...payer, customerId: 'c2' }, { dueOn: '2027-03-01' }), at('2027-03-06'))
    expect(first.entries[1]?.cell).toBe('today')
    first.change([tested(held({ id: 'x2' }))])
    first.plan(owing({ ...payer, customerId: 'c3' }, { dueOn: '2027-12-02' }), at('2027-12-07'))
    expect(first.entries[2]?.cell).toBe('holdout')
  })

  it('of a payer does not take his customers who may not be held out: they stay outside the test', () => {
    const life = lived([tested(held())])
    const payer = { payer: '552100554', grouped: true }
    life.plan(owing(payer), at('2026-11-07'))
    const [verdict] = life.plan(
      owing({ ...payer, customerId: 'c2' }, { timeBarredOn: '2026-12-31' }),
      at('2026-11-10'),
    )
    expect(verdict?.contact).toMatchObject({ variantId: '' })
    expect(life.entries).toHaveLength(1)
  })
})

describe('nobody is held out', () => {
  it.each<[string, CustomerRecord]>([
    ['whose debt is nearly time-barred', owing({}, { timeBarredOn: '2027-04-30' })],
    [
      'as a consumer, less than three months before',
      owing({ kind: 'consumer' }, { timeBarredOn: '2027-01-30' }),
    ],
    [
      'who has a disputed invoice',
      owing({
        invoices: [
          anInvoice({ id: 'F-A' }),
          anInvoice({ id: 'F-D', disputes: [{ day: '2026-11-01', amount: 500_000n }] }),
        ],
      }),
    ],
    [
      'who broke a promise',
      owing({
        promises: [{ madeOn: '2026-10-20', until: '2026-10-25', amount: 0n, invoices: [], withdrawnOn: '' }],
      }),
    ],
    [
      'who has, or had, a payment plan',
      owing({ plans: [{ agreedOn: '2026-09-01', instalments: [], invoices: ['F-X'] }] }),
    ],
    [
      'who is past a formal notice',
      owing({
        invoices: [anInvoice({ id: 'F-A' }), anInvoice({ id: 'F-N', dueOn: '2026-08-01' })],
        contactsMade: [aReminder('2026-10-01', { 'F-N': 4 }, { kind: 'formal_notice' })],
      }),
    ],
  ])('%s', (_, record) => {
    expect(cellOf(record)).toBe('today')
  })

  it('who owes more than the design allows', () => {
    expect(cellOf(owing(), held({ holdoutMaximum: 900_000n }))).toBe('today')
    expect(cellOf(owing(), held({ holdoutMaximum: 1_000_000n }))).toBe('holdout')
  })

  it('whose debt is collected for others', () => {
    const life = lived([aCampaign({ acting_as: 'collector' }, { experiment: held() })])
    life.plan(owing(), at('2026-11-07'))
    expect(life.entries[0]?.cell).toBe('today')
  })
})

it('a natural person who objects to tests is in none, and is reminded as usual', () => {
  const objects = owing({
    kind: 'consumer',
    consents: [{ channel: 'tests', given: false, on: '2026-01-01' }],
  })
  const life = lived([tested(anExperiment({ today: {}, text: { channels: ['sms'] } }))])
  expect(life.plan(objects, at('2026-11-07'))[0]?.contact).toMatchObject({ variantId: '' })
  expect(life.entries).toEqual([])
  life.plan({ ...objects, kind: 'business', contacts: [aContact()] }, at('2026-11-07'))
  expect(life.entries).toHaveLength(1)
})
