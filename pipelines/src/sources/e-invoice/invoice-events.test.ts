import { describe, expect, it } from 'vitest'
import { aCii, aUbl, billingReference, ciiDate, ciiTerms, recordsOf } from './testing'

async function eventsOf(xml: string) {
  const [record] = await recordsOf(xml)
  return record?.events ?? []
}

async function eventOf(xml: string, type: string) {
  return (await eventsOf(xml)).find((event) => event['event_type'] === type)
}

describe('the due date', () => {
  const due = async (xml: string) => {
    const event = await eventOf(xml, 'invoice.issued')
    const attributes = event?.['attributes'] as Record<string, unknown>
    return [event?.['due_on'], attributes['due_on_source']]
  }

  it('stands in the invoice, in its means of payment, in its terms, or is 30 days later', async () => {
    expect(await due(aUbl({ head: '<cbc:DueDate>2026-02-01</cbc:DueDate>' }))).toEqual([
      '2026-02-01',
      'stated',
    ])
    const means = '<cac:PaymentMeans><cbc:PaymentDueDate>2026-03-01</cbc:PaymentDueDate></cac:PaymentMeans>'
    expect(await due(aUbl({ payment: means }))).toEqual(['2026-03-01', 'stated'])
    const terms = '<cac:PaymentTerms><cbc:Note>45 jours</cbc:Note></cac:PaymentTerms>'
    expect(await due(aUbl({ payment: terms }))).toEqual(['2026-02-24', 'terms'])
    expect(await due(aUbl())).toEqual(['2026-02-09', 'default'])
    expect(await due(aCii({ settlement: ciiTerms('20260215') }))).toEqual(['2026-02-15', 'stated'])
  })

  it('of an invoice that is paid already is at the earliest its issue', async () => {
    const head = '<cbc:DueDate>2026-01-02</cbc:DueDate>'
    const paid = `<cbc:ProfileID>B2</cbc:ProfileID>${head}`
    expect((await due(aUbl({ head: paid })))[0]).toBe('2026-01-10')
    expect((await due(aUbl({ head })))[0]).toBe('2026-01-02')
  })

  it('becomes instalments where the parts add up, with what was paid before as the first', async () => {
    const settlement = ciiTerms('20260215', '40.00') + ciiTerms('20260315', '60.00')
    const sums = '<ram:TotalPrepaidAmount>20.00</ram:TotalPrepaidAmount>'
    const event = await eventOf(aCii({ settlement, sums }), 'invoice.issued')
    expect(event?.['due_on']).toBe('2026-03-15')
    expect(event?.['instalments']).toEqual([
      { due_on: '2026-01-10', amount: '20.00', kind: 'deposit' },
      { due_on: '2026-02-15', amount: '40.00', kind: 'normal' },
      { due_on: '2026-03-15', amount: '60.00', kind: 'normal' },
    ])
  })

  it('becomes instalments by percent whose last one takes the odd cent', async () => {
    const part = (percent: string, day: string) =>
      `<cac:PaymentTerms><cbc:PaymentPercent>${percent}</cbc:PaymentPercent><cbc:PaymentDueDate>${day}</cbc:PaymentDueDate></cac:PaymentTerms>`
    const payment = part('33.33', '2026-02-15') + part('66.67', '2026-03-15')
    const event = await eventOf(aUbl({ total: '100.01', payment }), 'invoice.issued')
    expect(event?.['instalments']).toEqual([
      { due_on: '2026-02-15', amount: '33.33', kind: 'normal' },
      { due_on: '2026-03-15', amount: '66.68', kind: 'normal' },
    ])
    const less = part('30', '2026-02-15') + part('60', '2026-03-15')
    const open = await eventOf(aUbl({ payment: less }), 'invoice.issued')
    expect(open?.['instalments']).toBeUndefined()
  })

  it('is the last of several where their amounts are not stated', async () => {
    const event = await eventOf(
      aCii({ settlement: ciiTerms('20260315') + ciiTerms('20260215') }),
      'invoice.issued',
    )
    expect(event?.['due_on']).toBe('2026-03-15')
    expect(event?.['instalments']).toBeUndefined()
    expect(event?.['attributes']).toMatchObject({ other_due_days: ['2026-02-15', '2026-03-15'] })
  })

  it('is not the last day of a discount', async () => {
    const discount = `<ram:SpecifiedTradePaymentTerms><ram:DueDateDateTime>${ciiDate('20260120')}</ram:DueDateDateTime><ram:ApplicableTradePaymentDiscountTerms><ram:CalculationPercent>2.00</ram:CalculationPercent></ram:ApplicableTradePaymentDiscountTerms></ram:SpecifiedTradePaymentTerms>`
    const event = await eventOf(aCii({ settlement: discount + ciiTerms('20260210') }), 'invoice.issued')
    expect(event?.['due_on']).toBe('2026-02-10')
    expect(event?.['attributes']).toMatchObject({ early_discount: { pct: '2.00', until: '2026-01-20' } })
    expect(event?.['attributes']).not.toHaveProperty('other_due_days')
  })
})

describe('the amount', () => {
  const thirdParty = (...amounts: string[]) =>
    amounts
      .map(
        (it) =>
          `<cac:PrepaidPayment><cbc:PaidAmount currencyID="EUR">${it}</cbc:PaidAmount></cac:PrepaidPayment>`,
      )
      .join('')
  const payable = (amount: string) => `<cbc:PayableAmount currencyID="EUR">${amount}</cbc:PayableAmount>`

  it('has what is claimed for others, where the amount to pay counts it', async () => {
    const claimed = aUbl({ payment: thirdParty('20.00', '9.96'), totals: payable('149.96') })
    expect(await eventOf(claimed, 'invoice.issued')).toMatchObject({ amount: '149.96' })
    expect(await eventOf(claimed, 'payment.received')).toBeUndefined()
    const paid = '<cbc:PrepaidAmount currencyID="EUR">20.00</cbc:PrepaidAmount>'
    const before = aUbl({ payment: thirdParty('20.00'), totals: `${paid}${payable('100.00')}` })
    expect(await eventOf(before, 'invoice.issued')).toMatchObject({ amount: '120.00' })
    expect(await eventOf(before, 'payment.received')).toMatchObject({ amount: '20.00' })
  })
})

describe('credit notes', () => {
  it('reduce the invoice that they refer to', async () => {
    const credit = await eventOf(
      aUbl({ root: 'CreditNote', number: 'A1', head: billingReference('F1') }),
      'invoice.credited',
    )
    expect(credit).toMatchObject({
      event_id: 'credit:MAIN:732829320:A1',
      invoice_id: 'F1',
      amount: '120.00',
      attributes: { credit_note_id: 'A1' },
    })
  })

  it('stay on account when they refer to none or to several', async () => {
    const several = billingReference('F1') + billingReference('F2')
    expect(await eventOf(aUbl({ type: '381' }), 'invoice.credited')).toMatchObject({ invoice_id: '' })
    expect(await eventOf(aUbl({ type: '381', head: several }), 'invoice.credited')).toMatchObject({
      invoice_id: '',
      attributes: { preceding: ['F1', 'F2'] },
    })
  })

  it('are also negative invoices, and the self-billed, factored and negative ones', async () => {
    expect(await eventOf(aUbl({ total: '-50.00' }), 'invoice.credited')).toMatchObject({ amount: '50.00' })
    for (const type of ['261', '396', '502', '503']) {
      expect(await eventOf(aCii({ type }), 'invoice.credited')).toMatchObject({ amount: '120.00' })
    }
    expect(await eventOf(aCii({ type: '381', total: '-50.00' }), 'invoice.credited')).toMatchObject({
      amount: '50.00',
    })
  })

  it('say what was given back', async () => {
    const totals = '<cbc:PrepaidAmount>120.00</cbc:PrepaidAmount><cbc:PayableAmount>0</cbc:PayableAmount>'
    expect(await eventOf(aUbl({ root: 'CreditNote', totals }), 'payment.refunded')).toMatchObject({
      amount: '120.00',
    })
  })
})

describe('corrections', () => {
  it('take the place of the invoice that they refer to', async () => {
    const events = await eventsOf(aUbl({ number: 'F2', type: '384', head: billingReference('F1') }))
    expect(events.map((event) => [event['event_type'], event['invoice_id'], event['amount']])).toEqual([
      ['invoice.issued', 'F2', '120.00'],
      ['invoice.cancelled', 'F1', '0'],
      ['customer.updated', undefined, undefined],
    ])
  })

  it('under the same number are a newer version', async () => {
    const events = await eventsOf(aUbl({ number: 'F1', type: '384', head: billingReference('F1') }))
    expect(events[0]).toMatchObject({ event_id: 'invoice:MAIN:732829320:F1', version: 2 })
    expect(events).toHaveLength(2)
  })

  it('of less than nothing are credit notes', async () => {
    const xml = aUbl({ number: 'F2', type: '384', total: '-3.57', head: billingReference('F1') })
    expect(await eventOf(xml, 'invoice.credited')).toMatchObject({ invoice_id: 'F1', amount: '3.57' })
  })
})

describe('deposits and what was paid before', () => {
  const totals = '<cbc:PrepaidAmount>20.00</cbc:PrepaidAmount><cbc:PayableAmount>100.00</cbc:PayableAmount>'

  it('is a deposit by its code', async () => {
    const event = await eventOf(aUbl({ type: '386' }), 'invoice.issued')
    expect(event?.['attributes']).toMatchObject({ kind: 'deposit' })
  })

  it('is a payment on the day of issue', async () => {
    expect(await eventOf(aUbl({ totals }), 'payment.received')).toMatchObject({
      event_id: 'payment:MAIN:732829320:prepaid-F1:F1',
      occurred_on: '2026-01-10',
      amount: '20.00',
      allocations: [{ invoice_id: 'F1', amount: '20.00' }],
    })
  })

  it('reduces a final invoice that deducts deposit invoices, so that no money comes in twice', async () => {
    const events = await eventsOf(aUbl({ totals, head: billingReference('D1', '386') }))
    expect(events.map((event) => [event['event_type'], event['amount']])).toEqual([
      ['invoice.issued', '120.00'],
      ['invoice.credited', '20.00'],
      ['customer.updated', undefined],
    ])
    expect(events[1]).toMatchObject({ invoice_id: 'F1', attributes: { deposits: ['D1'] } })
  })

  it('is what the amount to pay is less than the total', async () => {
    const event = await eventOf(
      aUbl({ totals: '<cbc:PayableAmount>100.00</cbc:PayableAmount>' }),
      'payment.received',
    )
    expect(event).toMatchObject({ amount: '20.00' })
  })

  it('counts the rounding of the amount to pay', async () => {
    const rounded =
      '<cbc:PayableRoundingAmount>-0.22</cbc:PayableRoundingAmount><cbc:PayableAmount>120.00</cbc:PayableAmount>'
    const event = await eventOf(aUbl({ total: '120.22', totals: rounded }), 'invoice.issued')
    expect(event).toMatchObject({ amount: '120.00' })
  })
})

describe('what an invoice is made of', () => {
  it('reads any prefix, comments, quoted text and numbers with spaces', async () => {
    const xml = aUbl({ number: 'F<!-- x -->-<![CDATA[7]]>', total: ' 1 200.00 ' })
      .replaceAll('cbc:', 'n1:')
      .replaceAll(':cbc', ':n1')
    expect(await eventOf(xml, 'invoice.issued')).toMatchObject({ invoice_id: 'F-7', amount: '1200.00' })
  })

  it('knows the factor, and that a pro forma asks for no money', async () => {
    const payee = '<ram:PayeeTradeParty><ram:Name>Factor SA</ram:Name></ram:PayeeTradeParty>'
    const event = await eventOf(aCii({ type: '393', settlement: payee }), 'invoice.issued')
    expect(event?.['attributes']).toMatchObject({ assigned_to: 'Factor SA' })
    expect(await recordsOf(aCii({ type: '325' }))).toEqual([{ events: [], ignored: 'not_receivable' }])
  })

  it('says of the customer once what several invoices say', async () => {
    const records = await recordsOf(aUbl({ number: 'F1' }) + aUbl({ number: 'F2' }))
    expect(records.map(({ events }) => events.length)).toEqual([2, 1])
  })

  it('says of the customer again where the first document is not sound', async () => {
    const records = await recordsOf(aUbl({ number: 'F1', total: 'much' }) + aUbl({ number: 'F2' }))
    expect(records.map(({ events }) => events.length)).toEqual([2, 2])
  })
})
