import fs from 'node:fs'
import os from 'node:os'
import path from 'node:path'
import { afterAll, describe, expect, it } from 'vitest'
import type { EventRow } from '../events/contract'
import { eventRow } from '../events/contract'
import { toDay } from './calendar'
import { demoExperiments, experimentEvents } from './experiments'
import { generateDemo, writeDemoFiles } from './index'

const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'relance-demo-'))
afterAll(() => fs.rmSync(folder, { recursive: true, force: true }))

const today = '2026-06-30'
const events: EventRow[] = []
for await (const event of generateDemo({ today })) events.push(event)
const ofType = (type: string) => events.filter((event) => event.event_type === type)
const cents = (amount: unknown) => Math.round(Number(amount ?? 0) * 100)
const total = (rows: EventRow[]) => rows.reduce((sum, row) => sum + cents(row.amount), 0)

describe('the demo company', () => {
  it('says nothing that the contract of events refuses', () => {
    for (const event of events) {
      const checked = eventRow.safeParse(event)
      if (!checked.success) throw new Error(`${JSON.stringify(event)}: ${checked.error.message}`)
    }
  })

  it('can be written to at addresses that nobody real has, and has public invoices on the portal', () => {
    const people = ofType('customer.updated').flatMap(
      ({ attributes }) => attributes?.['contacts'] as { email: string; phone: string }[],
    )
    expect(people.filter(({ email }) => email !== '').length).toBeGreaterThan(350)
    expect(people.every(({ email }) => email === '' || email.endsWith('.example'))).toBe(true)
    expect(people.every(({ phone }) => /^\+3363998\d{4}$/.test(phone))).toBe(true)
    expect(ofType('invoice.status').length).toBeGreaterThan(500)
  })

  it('has no two events of one id, and none after today', () => {
    expect(new Set(events.map((event) => event.event_id)).size).toBe(events.length)
    expect(events.every((event) => String(event.occurred_on) <= today)).toBe(true)
    expect(events.some((event) => String(event.occurred_on) >= '2026-06-26')).toBe(true)
  })

  it('tells of everything that a finance team meets', () => {
    const types = [
      'customer.updated',
      'invoice.issued',
      'invoice.credited',
      'invoice.disputed',
      'dispute.resolved',
      'invoice.written_off',
      'payment.received',
      'payment.rejected',
      'payment.allocated',
      'payment.refunded',
      'reminder.sent',
      'reminder.delivered',
      'reminder.bounced',
      'reminder.replied',
      'promise.made',
      'contact.logged',
      'complaint.received',
      'optout.received',
      'case.opened',
      'cost.recorded',
    ]
    const counts = Object.fromEntries(types.map((type) => [type, ofType(type).length]))
    expect(Object.entries(counts).filter(([, count]) => count === 0)).toEqual([])
    expect(counts['invoice.issued']).toBeGreaterThan(10_000)
    expect(counts['invoice.issued']).toBeLessThan(16_000)
  })

  it('never pays, credits or writes off more than an invoice owes, beyond payments made twice', () => {
    const open = new Map(ofType('invoice.issued').map((event) => [event.invoice_id, cents(event.amount)]))
    const take = (id: string | undefined, amount: number) => open.set(id, (open.get(id) ?? NaN) - amount)
    for (const event of events) {
      const sign = event.event_type === 'payment.rejected' ? -1 : 1
      for (const part of event.allocations ?? []) take(part.invoice_id, sign * cents(part.amount))
      if (['invoice.credited', 'invoice.written_off'].includes(event.event_type))
        take(event.invoice_id, cents(event.amount))
    }
    expect([...open.values()].filter((value) => !(value >= 0))).toEqual([])
  })

  it('has a DSO between 40 and 60 days', () => {
    const open =
      total(ofType('invoice.issued')) +
      total(ofType('payment.rejected')) +
      total(ofType('payment.refunded')) -
      ['payment.received', 'invoice.credited', 'invoice.written_off'].reduce(
        (sum, type) => sum + total(ofType(type)),
        0,
      )
    const recent = ofType('invoice.issued').filter((event) => String(event.occurred_on) > '2026-04-01')
    const dso = (open / total(recent)) * 90
    expect(dso).toBeGreaterThan(40)
    expect(dso).toBeLessThan(60)
  })

  it('sees 30 to 45 % of its invoices paid late', () => {
    const due = new Map(ofType('invoice.issued').map((event) => [event.invoice_id, String(event.due_on)]))
    const paid = new Map<string, string>()
    for (const event of [...ofType('payment.received'), ...ofType('payment.allocated')]) {
      for (const part of event.allocations ?? []) {
        const day = String(event.occurred_on)
        if (day > (paid.get(part.invoice_id) ?? '')) paid.set(part.invoice_id, day)
      }
    }
    const late = [...paid].filter(([id, day]) => day > (due.get(id) ?? '')).length
    expect(late / paid.size).toBeGreaterThan(0.3)
    expect(late / paid.size).toBeLessThan(0.45)
  })

  it('gets 1 to 5 complaints per thousand reminders', () => {
    const rate = (1000 * ofType('complaint.received').length) / ofType('reminder.delivered').length
    expect(rate).toBeGreaterThan(1)
    expect(rate).toBeLessThan(5)
  })
})

describe('the experiments of the demo', () => {
  it('are about customers with names that a person has', () => {
    for (const experiment of demoExperiments) {
      const events = [...experimentEvents(experiment, { seed: 3, today: toDay(today), customers: 60 })]
      const customers = events.filter((event) => event.event_type === 'customer.updated')
      expect(customers.length, experiment.id).toBeGreaterThan(30)
      for (const { attributes } of customers) expect(attributes?.['name']).toMatch(/^\p{Lu}[\p{L} &'-]+$/u)
    }
  })
})

describe('the files of the demo', () => {
  const small = { today, customers: 30, months: 6, seed: 7 }
  const read = (name: string) =>
    fs
      .readdirSync(path.join(folder, name))
      .map((file) => fs.readFileSync(path.join(folder, name, file), 'utf8'))

  it('are the same bytes for the same seed, and others for another', async () => {
    await writeDemoFiles(small, path.join(folder, 'a'))
    await writeDemoFiles(small, path.join(folder, 'b'))
    await writeDemoFiles({ ...small, seed: 8 }, path.join(folder, 'c'))
    expect(read('a')).toEqual(read('b'))
    expect(read('a')).not.toEqual(read('c'))
  })

  it('hold every event once, however many files there are', async () => {
    const result = await writeDemoFiles({ ...small, eventsPerFile: 100 }, path.join(folder, 'many'))
    expect(result.files.length).toBeGreaterThan(2)
    expect(read('many').join('')).toBe(read('a').join(''))
    expect(read('many').map((text) => text.split('\n').length - 1)).toEqual(
      result.files.map((file) => file.events),
    )
  })
})
