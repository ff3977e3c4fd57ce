import { describe, expect, it } from 'vitest'
import { planCustomer } from './plan-customer'
import { sentenceOf } from './sentences'
import { aCampaign, aContact, aCustomer, aReminder, aWorld, anInvoice, moment, only } from './testing'
import type { CustomerRecord } from './customer-record'

const now = moment('2026-11-23T00:05+01:00')
const late = () => anInvoice({ id: 'A', dueOn: '2026-11-10' })
const plan = (given: Partial<CustomerRecord>, campaign = aCampaign(), at = now, world = aWorld()) =>
  only(planCustomer(aCustomer({ invoices: [late()], ...given }), [campaign], at, world))

describe('what stops a reminder', () => {
  it.each<[string, Partial<CustomerRecord>, object]>([
    ['insolvency', { insolvency: { on: '2026-11-20', publishedOn: '' } }, { reason: 'insolvency' }],
    [
      'a hold of the customer',
      { holds: [{ from: '2026-11-01', until: '2026-11-23', invoiceId: '', reason: 'x' }] },
      { reason: 'hold', params: { until: '2026-11-23', why: 'x' } },
    ],
    [
      'a hold of the invoice',
      { holds: [{ from: '2026-11-01', until: '', invoiceId: 'A', reason: '' }] },
      { reason: 'hold', invoices: [{ invoiceId: 'A', reason: 'hold' }] },
    ],
    [
      'a reply of the last seven days',
      { replies: [{ at: moment('2026-11-17T10:00Z'), automatic: false }] },
      { reason: 'reply_pending', params: { until: '2026-11-23' } },
    ],
    [
      'a complaint',
      { complaints: [{ at: moment('2026-11-01T10:00Z'), severity: 'normal' }] },
      { reason: 'complaint' },
    ],
    ['low satisfaction', { satisfaction: [{ on: '2026-11-21', score: 2 }] }, { reason: 'low_satisfaction' }],
    [
      'a claimed payment for five working days',
      { claimedPayments: [{ on: '2026-11-16', invoices: [] }] },
      { reason: 'claimed_payment', params: { until: '2026-11-23' } },
    ],
    [
      'a promise',
      {
        promises: [
          { madeOn: '2026-11-12', until: '2026-11-20', amount: 0n, invoices: ['A'], withdrawnOn: '' },
        ],
      },
      { reason: 'promise', params: { promised: '2026-11-20', until: '2026-11-24' } },
    ],
    [
      'a plan that is kept',
      {
        plans: [
          {
            agreedOn: '2026-11-12',
            instalments: [
              { dueOn: '2026-11-18', amount: 500_000n },
              { dueOn: '2026-12-18', amount: 500_000n },
            ],
            invoices: [],
          },
        ],
      },
      { reason: 'plan', params: { next: '2026-12-18' } },
    ],
    ['an internal customer', { internal: true }, { reason: 'internal' }],
    ['no address at all', { contacts: [] }, { reason: 'no_address' }],
    [
      'an address that bounced',
      { bounces: [{ at: moment('2026-11-01T00:00Z'), channel: 'email', address: 'compta@client.example' }] },
      { reason: 'bounced', params: { address: 'compta@client.example' } },
    ],
    [
      'a closed channel',
      { optOuts: [{ at: moment('2026-11-01T00:00Z'), channel: 'email', in: false }] },
      { reason: 'opted_out' },
    ],
    [
      'a full dispute',
      {
        invoices: [anInvoice({ dueOn: '2026-11-10', disputes: [{ day: '2026-11-15', amount: 1_000_000n }] })],
      },
      { reason: 'disputed', params: { since: '2026-11-15' } },
    ],
    [
      'a debit not rejected',
      { invoices: [anInvoice({ dueOn: '2026-11-10', paymentMeans: 'direct_debit' })] },
      { reason: 'direct_debit_pending' },
    ],
    [
      'an assigned invoice',
      { invoices: [anInvoice({ dueOn: '2026-11-10', factored: true })] },
      { reason: 'factored' },
    ],
    [
      'time-bar',
      { invoices: [anInvoice({ dueOn: '2026-11-10', timeBarredOn: '2026-11-23' })] },
      { reason: 'time_barred' },
    ],
    [
      'an opening balance without detail',
      { invoices: [anInvoice({ dueOn: '2026-11-10', detailed: false })] },
      { reason: 'undetailed' },
    ],
    [
      'an e-invoice refused',
      {
        invoices: [
          anInvoice({
            dueOn: '2026-11-10',
            statuses: [
              { day: '2026-11-01', code: '200' },
              { day: '2026-11-05', code: '210' },
            ],
          }),
        ],
      },
      { reason: 'disputed', params: { status: '210' } },
    ],
    [
      'an e-invoice rejected by the platform',
      { invoices: [anInvoice({ dueOn: '2026-11-10', statuses: [{ day: '2026-11-01', code: '213' }] })] },
      { reason: 'not_available_yet' },
    ],
    [
      'a payment announced by e-invoice',
      {
        invoices: [
          anInvoice({
            dueOn: '2026-11-10',
            statuses: [
              { day: '2026-11-01', code: '200' },
              { day: '2026-11-19', code: '211' },
            ],
          }),
        ],
      },
      { reason: 'claimed_payment', params: { until: '2026-11-26' } },
    ],
    [
      'a public purchaser whose portal does not show it',
      {
        kind: 'public',
        invoices: [anInvoice({ dueOn: '2026-11-10', statuses: [{ day: '2026-11-01', code: '200' }] })],
      },
      { reason: 'not_available_yet', params: { known: '200' } },
    ],
    [
      'a small invoice',
      { invoices: [anInvoice({ dueOn: '2026-11-10', amount: '4.99' })] },
      { reason: 'below_minimum' },
    ],
    [
      'a small total',
      { invoices: [anInvoice({ dueOn: '2026-11-10', amount: '14.99' })] },
      { reason: 'below_minimum', params: { total: 14.99, minimum: 15 } },
    ],
    ['nothing open', { invoices: [anInvoice({ then: { '2026-11-20': '0' } })] }, { reason: 'paid' }],
  ])('%s', (_name, given, verdict) => {
    expect(plan(given)).toMatchObject({ contact: null, ...verdict })
  })

  it.each<[string, Partial<CustomerRecord>]>([
    ['an automatic reply', { replies: [{ at: moment('2026-11-22T10:00Z'), automatic: true }] }],
    ['a reply of eight days ago', { replies: [{ at: moment('2026-11-15T10:00Z'), automatic: false }] }],
    [
      'a hold that ended yesterday',
      { holds: [{ from: '2026-11-01', until: '2026-11-22', invoiceId: '', reason: '' }] },
    ],
    [
      'a rejected debit',
      {
        invoices: [
          anInvoice({ dueOn: '2026-11-10', paymentMeans: 'direct_debit', rejectedOn: '2026-11-12' }),
        ],
      },
    ],
    [
      'a dispute that ended',
      {
        invoices: [
          anInvoice({
            dueOn: '2026-11-10',
            disputes: [
              { day: '2026-11-11', amount: 1_000_000n },
              { day: '2026-11-20', amount: 0n },
            ],
          }),
        ],
      },
    ],
    [
      'a promise that was withdrawn',
      {
        promises: [
          { madeOn: '2026-11-12', until: '2026-12-20', amount: 0n, invoices: [], withdrawnOn: '2026-11-20' },
        ],
      },
    ],
    [
      'a broken promise',
      {
        promises: [{ madeOn: '2026-11-12', until: '2026-11-18', amount: 0n, invoices: [], withdrawnOn: '' }],
      },
    ],
    [
      'a plan missed by more than five days',
      {
        plans: [
          {
            agreedOn: '2026-11-10',
            instalments: [
              { dueOn: '2026-11-16', amount: 500_000n },
              { dueOn: '2026-12-18', amount: 500_000n },
            ],
            invoices: [],
          },
        ],
      },
    ],
    [
      'an e-invoice approved after a dispute',
      {
        invoices: [
          anInvoice({
            dueOn: '2026-11-10',
            statuses: [
              { day: '2026-11-01', code: '207' },
              { day: '2026-11-05', code: '205' },
            ],
          }),
        ],
      },
    ],
    [
      'an invoice that the portal shows',
      {
        kind: 'public',
        invoices: [anInvoice({ dueOn: '2026-11-10', statuses: [{ day: '2026-11-01', code: '203' }] })],
      },
    ],
    [
      'a channel opened again',
      {
        optOuts: [
          { at: 1, channel: 'email', in: false },
          { at: 2, channel: 'email', in: true },
        ],
      },
    ],
  ])('%s stops nothing', (_name, given) => {
    expect(plan(given).contact).toMatchObject({ stepId: 'courteous' })
  })

  it('a promise kept to 95 percent lets the rest go on', () => {
    const invoices = [
      anInvoice({ id: 'A', amount: '200', dueOn: '2026-11-10', then: { '2026-11-19': '105' } }),
    ]
    const promises = [
      { madeOn: '2026-11-12', until: '2026-11-25', amount: 1_000_000n, invoices: [], withdrawnOn: '' },
    ]
    expect(plan({ invoices, promises }).contact).toMatchObject({ totalDue: 1_050_000n })
  })

  it('an address that bounced gives way to the next contact, a closed channel to the next channel', () => {
    const contacts = [aContact(), aContact({ role: 'director', email: 'direction@client.example' })]
    const bounces = [{ at: 1, channel: 'email', address: 'compta@client.example' }]
    expect(plan({ contacts, bounces }).contact?.recipient.address).toBe('direction@client.example')
    const steps = [
      {
        ...(aCampaign().definition.scenarios[0]?.steps[0] as never as object),
        channels: ['email', 'letter'],
      },
    ]
    const optOuts = ['email', 'letter'].map((channel) => ({ at: 1, channel, in: false }))
    expect(plan({ optOuts }, aCampaign({ steps: steps as never })).contact).toMatchObject({
      channel: 'letter',
      recipient: { address: '12 rue des Lilas, 69003 Lyon' },
    })
  })

  it('only the undisputed part is claimed, and the rest of the customer goes on', () => {
    const disputes = [{ day: '2026-11-15', amount: 600_000n }]
    const invoices = [
      anInvoice({ id: 'A', dueOn: '2026-11-10', disputes }),
      anInvoice({ id: 'B', dueOn: '2026-11-11' }),
    ]
    const { contact } = plan({ invoices })
    expect(contact?.claims.map(({ invoiceId, open }) => [invoiceId, open])).toEqual([
      ['A', 400_000n],
      ['B', 1_000_000n],
    ])
  })

  it('a person holds, resumes, skips and orders steps', () => {
    const replies = [{ at: moment('2026-11-20T10:00Z'), automatic: false }]
    const by = 'Anne'
    const held = aWorld({ overrides: () => [{ kind: 'hold', from: '2026-11-20', until: '', by }] })
    expect(plan({}, aCampaign(), now, held)).toMatchObject({ reason: 'overridden', params: { by } })
    const resumed = aWorld({ overrides: () => [{ kind: 'resume', at: moment('2026-11-21T09:00Z'), by }] })
    expect(plan({ replies }, aCampaign(), now, resumed).contact).not.toBeNull()
    const skip = {
      kind: 'skip_step',
      at: 1,
      campaignId: 'k1',
      stepId: 'courteous',
      invoiceId: '',
      by,
    } as const
    const skipped = aWorld({ overrides: () => [skip] })
    expect(plan({}, aCampaign(), moment('2026-11-25T00:05+01:00'), skipped).contact?.stepId).toBe('firm')
    const force = { kind: 'force_step', on: '2026-11-23', campaignId: 'k1', stepId: 'firm', by } as const
    const forced = aWorld({ overrides: () => [force] })
    const invoices = [anInvoice({ id: 'A', dueOn: '2026-11-21' })]
    expect(plan({ invoices }, aCampaign(), now, forced).contact).toMatchObject({ stepId: 'firm', level: 2 })
  })

  it('consumers are written to in French when their language is unknown, others by their country', () => {
    expect(plan({ kind: 'consumer', country: 'DE' }).contact?.language).toBe('fr')
    expect(plan({ kind: 'business', country: 'DE' }).contact?.language).toBe('en')
    expect(plan({ language: 'en' }).contact?.language).toBe('en')
    const world = aWorld({ languages: () => ['en'] })
    expect(plan({ kind: 'consumer' }, aCampaign(), now, world).reason).toBe('no_template')
  })

  it('a rotating step takes the channel after the one used last', () => {
    const first = aCampaign().definition.scenarios[0]?.steps[0]
    if (!first) throw new Error('no step')
    const steps = [{ ...first, channels: ['email', 'sms'] as const, rotate: true }]
    const contactsMade = [aReminder('2026-11-02', { other: 1 })]
    const campaign = aCampaign({ steps: steps.map((step) => ({ ...step, channels: [...step.channels] })) })
    expect(plan({ contactsMade }, campaign).contact?.channel).toBe('sms')
    expect(plan({}, campaign).contact?.channel).toBe('email')
  })

  it('the holdout gets no reminder until its end, but a formal notice', () => {
    const cell = {
      variantId: 'h',
      probability: 0.05,
      steps: null,
      blocked: 'holdout',
      until: '2026-12-01',
    } as const
    const world = aWorld({ cell: () => cell })
    expect(plan({}, aCampaign(), now, world)).toMatchObject({ reason: 'holdout' })
    const contactsMade = [1, 2, 3].map((level) => aReminder(`2026-10-0${level + 2}`, { B: level }))
    const invoices = [anInvoice({ id: 'B', dueOn: '2026-09-01' })]
    expect(plan({ invoices, contactsMade }, aCampaign(), now, world).contact?.kind).toBe('formal_notice')
  })

  it('a message that speaks of interest waits for a rate, and says which one and where to enter it', () => {
    const missing = { rate: 'ecb_refinancing', from: '2026-07-01', half_year: '2026-S2' } as const
    const verdict = plan({}, aCampaign(), now, aWorld({ missingRate: () => missing }))
    expect(verdict).toMatchObject({ contact: null, reason: 'rate_missing', params: missing })
    expect(sentenceOf(verdict, 'en', 'Europe/Paris')).toBe(
      'Message held: the ECB refinancing rate of half-year 2026-S2 is missing, so late interest cannot be worked out. ' +
        'Enter the value in force on 1 July 2026 under Settings, Reference rates: the message then goes.',
    )
    expect(plan({}, aCampaign(), now).contact).not.toBeNull()
  })

  it('the law holds a channel back, and the next one is taken', () => {
    const world = aWorld({
      legalRefusal: () => ({ rule: 'consent', article: 'CPCE L100', fr: 'Non.', en: 'No.' }),
    })
    expect(plan({}, aCampaign(), now, world)).toMatchObject({ reason: 'legal', params: { rule: 'consent' } })
  })
})
