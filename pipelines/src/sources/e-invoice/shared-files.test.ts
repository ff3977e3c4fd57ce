import fs from 'node:fs'
import path from 'node:path'
import { describe, expect, it } from 'vitest'
import { readSample } from '../../ingest/sample'
import { planFor } from '../index'
import { recordsOf } from './testing'

const SHARED = path.resolve('../shared/data/e-invoices')
const isThere = fs.existsSync(SHARED)
if (!isThere) console.log('skipped: ../shared/data/e-invoices is not here')

const filesOf = (folder: string): string[] => {
  if (!isThere) return []
  return fs.readdirSync(path.join(SHARED, folder)).map((name) => path.join(folder, name))
}
const read = (name: string): Buffer => fs.readFileSync(path.join(SHARED, name))
const real = ['akretion-factur-x', 'en16931-ubl-examples', 'zugferd-corpus-mustang'].flatMap(filesOf)
const units = ['en16931-rule-units-invoice', 'en16931-rule-units-creditnote'].flatMap(filesOf)

const understood = (name: string) =>
  planFor(readSample(read(name), path.basename(name), true), { fileName: path.basename(name) }).understood

/** The totals of the file by another way: plain patterns over the text. */
function ownTotals(xml: string) {
  const text = xml.replace(/<!--[^]*?-->/g, '')
  const first = (pattern: RegExp) => pattern.exec(text)?.[1] ?? ''
  return {
    total: Number(first(/<[\w:]*(?:TaxInclusiveAmount|GrandTotalAmount)[^>]*>([^<]+)</)),
    prepaid: Number(first(/<[\w:]*(?:PrepaidAmount|TotalPrepaidAmount)[^>]*>([^<]+)</) || 0),
    payable: first(/<[\w:]*(?:DuePayableAmount|PayableAmount)[^>]*>([^<]+)</),
    currency: first(/<[\w:]*(?:DocumentCurrencyCode|InvoiceCurrencyCode)[^>]*>([^<]+)</),
    due: first(/<cbc:DueDate>([^<]+)</) || first(/DueDateDateTime>\s*<[^>]*>(\d{8})</),
  }
}

const amountOf = (events: Record<string, unknown>[], type: RegExp): number =>
  events
    .filter((event) => type.test(String(event['event_type'])))
    .reduce((sum, event) => sum + Number(event['amount']), 0)

describe.skipIf(!isThere)('every e-invoice at hand', () => {
  it.each(real)('%s is recognised and named for what it is', (name) => {
    const { source, kind } = understood(name)
    expect(source).toBe('e-invoice')
    expect(kind).toBe(name.includes('order-x') ? 'orders' : 'invoices')
  })

  it.each(real.filter((name) => name.endsWith('.xml') && !name.includes('order-x')))(
    '%s comes to its own totals',
    async (name) => {
      const own = ownTotals(read(name).toString('utf8'))
      const records = await recordsOf(read(name))
      expect(records).toHaveLength(1)
      const events = records[0]?.events ?? []
      expect(records[0]?.problem).toBeUndefined()
      const [first] = events
      const isCredit = first?.['event_type'] === 'invoice.credited'
      expect(isCredit).toBe(/creditnote|Correction/i.test(name))
      expect(Number(first?.['amount'])).toBe(Math.abs(own.total))
      expect(first?.['currency']).toBe(own.currency)
      if (isCredit) return
      const before = amountOf(events.slice(1), /payment\.received|invoice\.credited/)
      expect(before).toBeCloseTo(own.prepaid, 4)
      if (own.payable.trim() !== '') expect(own.total - before).toBeCloseTo(Number(own.payable), 4)
      if (own.due !== '')
        expect(String(first?.['due_on']).replaceAll('-', '')).toBe(own.due.replaceAll('-', ''))
    },
  )

  it('orders are left out', async () => {
    for (const name of real.filter((one) => one.includes('order-x'))) {
      expect(await recordsOf(read(name))).toEqual([{ events: [], ignored: 'unknown_topic' }])
    }
  })

  it('the PDF says the same as its XML profile', async () => {
    const [record] = await recordsOf(read('akretion-factur-x/invoice_EN16931.pdf'))
    expect(record?.events[0]).toMatchObject({
      event_id: 'invoice:MAIN:987654321:F20260023',
      amount: '104.90',
      due_on: '2026-03-02',
    })
  })

  it('a minimum profile without due date loads with 30 days', async () => {
    const [record] = await recordsOf(read('akretion-factur-x/factur-x-minimum.xml'))
    expect(record?.events[0]).toMatchObject({
      due_on: '2026-03-02',
      attributes: { due_on_source: 'default' },
    })
  })

  it('where the due date stands in notes only, it is found there', async () => {
    const [record] = await recordsOf(read('akretion-factur-x/zugferd-basic.xml'))
    expect(record?.events[0]).toMatchObject({ due_on: '2013-04-04', attributes: { due_on_source: 'terms' } })
  })
})

describe.skipIf(!isThere)('fragments of invoices that test one rule each', () => {
  const FRAGMENT = /<(Invoice|CreditNote)\b[^]*?<\/\1>/g

  it.each(units)('each of %s is read alone, as in the file', async (name) => {
    const text = read(name)
      .toString('utf8')
      .replace(/<!--[^]*?-->/g, '')
    const fragments = [...text.matchAll(FRAGMENT)].map(([fragment]) => fragment)
    expect(fragments.length).toBeGreaterThan(0)
    const together = await recordsOf(read(name))
    expect(together).toHaveLength(fragments.length)
    expect(understood(name).kind).toBe('invoices')
    for (const [at, fragment] of fragments.entries()) {
      const alone = await recordsOf(fragment)
      expect(alone).toHaveLength(1)
      expect(alone[0]?.events[0]).toEqual(together[at]?.events[0])
      const total = /<cbc:TaxInclusiveAmount[^>]*>([^<]+)</.exec(fragment)?.[1]
      const rounding = Number(/<cbc:PayableRoundingAmount[^>]*>([^<]+)</.exec(fragment)?.[1] ?? 0)
      if (total === undefined || rounding !== 0) continue
      expect(Number(alone[0]?.events[0]?.['amount'])).toBe(Math.abs(Number(total)))
    }
  })
})
