import { describe, expect, it } from 'vitest'
import type { CustomerRecord } from './customer-record'
import { sentenceOf } from './sentences'
import { aContact, aCustomer, aReminder, anInvoice, moment } from './testing'
import { anExperiment, lived, tested } from './testing-experiment'

/** Due on Monday 2 November 2026: −3 is Friday 30 October, +5 Saturday 7, +8 Tuesday 10. */
const at = (day: string) => moment(`${day}T10:00+01:00`)
const owing = (given: Partial<CustomerRecord> = {}) =>
  aCustomer({ invoices: [anInvoice({ id: 'F-A' })], ...given })

describe('the trigger', () => {
  const timings = { today: {}, early: { day: { from_due: 2 } }, late: { day: { from_due: 9 } } }

  it.each(['today', 'early', 'late'])(
    'is the earliest first step of all cells, whatever cell is drawn: %s',
    (cell) => {
      const life = lived([tested(anExperiment(timings, { cellOf: () => cell }))])
      life.plan(owing(), at('2026-11-03'))
      expect(life.entries).toEqual([])
      const [verdict] = life.plan(owing(), at('2026-11-04'))
      expect(life.entries).toMatchObject([{ cell, day: '2026-11-04', segmentId: 'everyone_else' }])
      expect(verdict?.contact?.variantId).toBe(cell === 'early' ? 'early' : undefined)
    },
  )

  it('counts what was open at the end of the day before, of the invoices of the would-be first message', () => {
    const paid = anInvoice({ id: 'F-P', amount: '80', then: { '2026-11-03': '50', '2026-11-04': '20' } })
    const far = anInvoice({ id: 'F-F', dueOn: '2026-12-30' })
    const disputed = anInvoice({ id: 'F-D', disputes: [{ day: '2026-11-02', amount: 1_000_000n }] })
    const life = lived([tested(anExperiment(timings))])
    life.plan(owing({ invoices: [paid, far, disputed, anInvoice({ id: 'F-A' })] }), at('2026-11-04'))
    expect(life.entries[0]?.invoices).toEqual([
      { invoiceId: 'F-P', open: 500_000n },
      { invoiceId: 'F-A', open: 1_000_000n },
    ])
  })

  it('is no invoice that a step has claimed already', () => {
    const life = lived([tested(anExperiment(timings))])
    life.plan(owing({ contactsMade: [aReminder('2026-11-03', { 'F-A': 1 })] }), at('2026-11-20'))
    expect(life.entries).toEqual([])
  })

  it('does not come under the minimum of the campaign, on payment data that are stale, or to a customer on hold', () => {
    const small = owing({ invoices: [anInvoice({ amount: '12' })] })
    const held = owing({ holds: [{ from: '2026-11-01', until: '', invoiceId: '', reason: 'x' }] })
    const experiment = anExperiment(timings)
    const stale = lived([tested(experiment)], { paymentsKnownUntil: () => at('2026-11-01') })
    const life = lived([tested(experiment)])
    life.plan(small, at('2026-11-04'))
    life.plan({ ...held, customerId: 'c2' }, at('2026-11-04'))
    stale.plan(owing(), at('2026-11-04'))
    expect([...life.entries, ...stale.entries]).toEqual([])
  })

  it('is past once entries have ended, by number, by day or by a person', () => {
    const closed = [{ takesEntries: false }, { lastDay: '2026-11-03' }, { maxCustomers: 0 }]
    for (const given of closed) {
      const life = lived([tested(anExperiment(timings, given))])
      life.plan(owing(), at('2026-11-04'))
      expect(life.entries).toEqual([])
    }
  })
})

describe('whom one cell cannot reach', () => {
  const experiment = anExperiment({ today: {}, text: { channels: ['sms'] } })
  const mute = owing({ contacts: [aContact({ phone: '' })] })

  it('is out for all, hears it in a sentence on the day of the trigger, and goes the usual way from the next day', () => {
    const life = lived([tested(experiment)])
    const [first] = life.plan(mute, at('2026-11-07'))
    expect(first).toMatchObject({ contact: null, reason: 'not_reachable_in_all_cells' })
    const said = (language: 'fr' | 'en') => first && sentenceOf(first, language, 'Europe/Paris')
    expect(said('en')).toMatch(/^No message: one variant .* out of the experiment\.$/)
    expect(said('fr')).toMatch(/^Pas de message\u00a0: une variante .* hors de l'expérience\.$/)
    const [next] = life.plan(mute, at('2026-11-08'))
    expect(next?.contact).toMatchObject({ stepId: 'courteous', variantId: '' })
    expect(life.entries).toEqual([])
  })

  it.each<[string, Partial<CustomerRecord>]>([
    ['refused its channel', { optOuts: [{ at: at('2026-11-01'), channel: 'sms', in: false }] }],
    ['has a number that does not exist', { bounces: [{ at: 0, channel: 'sms', address: '+33612345678' }] }],
  ])('for he %s', (_, given) => {
    const life = lived([tested(experiment)])
    expect(life.plan(owing(given), at('2026-11-07'))[0]?.reason).toBe('not_reachable_in_all_cells')
  })

  it('or may not by law, or in no language that it has', () => {
    const law = lived([tested(experiment)], {
      legalRefusal: (_record, _campaign, _step, channel) =>
        channel === 'sms' ? { rule: 'r', article: 'a', fr: 'f', en: 'e' } : null,
    })
    const silent = lived([tested(experiment)], {
      languages: (_campaign, _template, channel) => (channel === 'sms' ? [] : ['fr']),
    })
    for (const life of [law, silent]) {
      expect(life.plan(owing(), at('2026-11-07'))[0]?.reason).toBe('not_reachable_in_all_cells')
    }
  })
})

describe('who has entered', () => {
  const cells = { today: {}, late: { day: { from_due: 9 } } } as const

  it('stays in his cell: when weights change, when he pays before his first message, and with later invoices', () => {
    let cell = 'late'
    const life = lived([tested(anExperiment(cells, { cellOf: () => cell }))])
    life.plan(owing(), at('2026-11-07'))
    cell = 'today'
    const paid = owing({ invoices: [anInvoice({ id: 'F-A', then: { '2026-11-08': '0' } })] })
    expect(life.plan(paid, at('2026-11-09'))[0]?.reason).toBe('paid')
    const again = { ...paid, invoices: [...paid.invoices, anInvoice({ id: 'F-B', dueOn: '2026-12-01' })] }
    expect(life.plan(again, at('2026-12-06'))[0]?.contact).toBeNull()
    expect(life.plan(again, at('2026-12-10'))[0]?.contact).toMatchObject({
      variantId: 'late',
      experimentId: 'x1',
      claims: [{ invoiceId: 'F-B' }],
    })
    expect(life.entries.map((entry) => entry.invoices.map(({ invoiceId }) => invoiceId))).toEqual([['F-A']])
  })

  it('shares his cell with all customers of his payer, and with those of his accounts-payable address', () => {
    let drawn = 0
    const each = anExperiment(cells, { cellOf: () => (drawn++ === 0 ? 'late' : 'today') })
    const life = lived([tested(each)])
    const payer = { payer: '552100554', grouped: true }
    life.plan(owing({ ...payer, customerId: 'c1' }), at('2026-11-07'))
    life.plan(owing({ ...payer, customerId: 'c2', entityId: 'e2' }), at('2026-11-09'))
    const shared = { contacts: [aContact({ email: 'Compta@Holding.example' })] }
    life.plan(owing({ ...shared, customerId: 'c3', payer: 'c3' }), at('2026-11-07'))
    life.plan(
      owing({ contacts: [aContact({ email: 'compta@holding.example ' })], customerId: 'c4' }),
      at('2026-11-07'),
    )
    const [one, two, three, four] = life.entries
    expect([one?.cell, two?.cell, three?.cell, four?.cell]).toEqual(['late', 'late', 'today', 'today'])
    expect(drawn).toBe(2)
    expect(two?.cluster).toBe(one?.cluster)
    expect(three?.cluster).toMatch(/^ap:[0-9a-f]{24}$/)
    expect(four?.cluster).toBe(three?.cluster)
  })

  it('enters no experiment of another campaign, nor does his payer', () => {
    const [one, two] = [anExperiment(cells), anExperiment(cells, { id: 'x2' })]
    const both = [tested(one), tested(two, 'k2')]
    const life = lived(both)
    const payer = { payer: '552100554', grouped: true }
    life.plan(owing(payer), at('2026-11-07'))
    life.plan(owing({ ...payer, customerId: 'c2' }), at('2026-11-08'))
    life.plan(owing(payer), at('2026-11-09'))
    expect(life.entries.map(({ experimentId, customerId }) => [experimentId, customerId])).toEqual([
      ['x1', 'c1'],
      ['x1', 'c2'],
    ])
  })

  it('goes the way of the earlier cell where two customers turn out to be one payer; both rows stay', () => {
    const cellOf = ({ unit }: { unit: string }) => (unit === '552100554' ? 'late' : 'today')
    const life = lived([tested(anExperiment(cells, { cellOf }))])
    life.plan(owing({ payer: '552100554', grouped: true }), at('2026-11-07'))
    const other = owing({ customerId: 'c2', invoices: [anInvoice({ id: 'F-2', dueOn: '2026-11-04' })] })
    life.plan({ ...other, contacts: [aContact({ email: 'b@b.example' })] }, at('2026-11-09'))
    expect(life.entries.map(({ cell }) => cell)).toEqual(['late', 'today'])
    const merged = { ...other, payer: '552100554', grouped: true }
    const [verdict] = life.plan(merged, at('2026-11-10'))
    expect(verdict?.contact).toBeNull()
    expect(life.plan(merged, at('2026-11-13'))[0]?.contact?.variantId).toBe('late')
    expect(life.entries).toHaveLength(2)
  })

  it('goes the usual way once his cell is paused, and nobody else enters it', () => {
    const life = lived([tested(anExperiment(cells, { cellOf: () => 'late' }))])
    life.plan(owing(), at('2026-11-07'))
    life.change([tested(anExperiment(cells, { paused: new Set(['late']), cellOf: () => 'today' }))])
    expect(life.plan(owing(), at('2026-11-08'))[0]?.contact).toMatchObject({
      stepId: 'courteous',
      variantId: 'late',
    })
    expect(life.entries).toHaveLength(1)
  })
})
