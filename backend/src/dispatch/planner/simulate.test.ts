import { describe, expect, it } from 'vitest'
import { DEFAULT_POLICY, capVerdict, isOpen, zoneOf } from '../../calendar'
import { disputedOn, openOn } from './balances'
import type { CustomerRecord, PastContact } from './customer-record'
import { addDays, daysBetween, localDay } from './days'
import { randomCustomer, seeded } from './random-histories'
import { type LivedPayer, daysOf, livePayer, simulate } from './simulate'
import { aCampaign, aStep, aWorld, LADDER, sent } from './testing'
import type { PlannedContact } from './verdict'

const FROM = '2026-01-05'
const DAYS = 200
const world = aWorld()
const reactions = (['payment', 'part_payment', 'promise', 'broken_promise', 'dispute'] as const).map(
  (on) => ({
    on,
    channel: 'email' as const,
    template: on,
    delay_days: 1,
  }),
)
const campaigns = [
  aCampaign({ steps: [aStep({ id: 'soon', kind: 'before_due', on: -3 }), ...LADDER], reactions }),
  aCampaign({ name: 'Gros', priority: 70, minimum_customer: '1500', ends_on: '2026-06-01' }, { id: 'k2' }),
]
const options = { from: FROM, days: DAYS, campaigns, world }
const HISTORY = { from: FROM, days: DAYS, invoicesAYear: 12, trouble: 0.4 }

/** Payers of one or two customers. */
const payers = Array.from({ length: 120 }, (_, i): CustomerRecord[] => {
  const random = seeded(1000 + i)
  const make = (id: string) => ({ ...randomCustomer(id, random, HISTORY), payer: `p${i}` })
  return i % 4 === 0 ? [make(`c${i}a`), make(`c${i}b`)] : [make(`c${i}`)]
})
const lives: [CustomerRecord[], LivedPayer][] = payers.map((records) => [
  records,
  livePayer(records, options),
])

const each = (check: (record: CustomerRecord, contacts: PlannedContact[]) => void): void => {
  for (const [records, { sent: all }] of lives) {
    for (const record of records) {
      check(
        record,
        all.filter(({ customerId }) => customerId === record.customerId).map(({ contact }) => contact),
      )
    }
  }
}
const zone = (record: CustomerRecord) => zoneOf(record.country, record.postcode, {})
const claimsOf = ({ claims, alsoClaimed }: PlannedContact) => [...claims, ...alsoClaimed]

describe('random histories lived by the fast clock', () => {
  it('every customer, campaign and day has exactly one verdict', () => {
    for (const [records, { spans }] of lives) {
      for (const { customerId } of records) {
        for (const { id } of campaigns) {
          const own = spans.filter(({ verdict: v }) => v.customerId === customerId && v.campaignId === id)
          const days = own.flatMap((span) => [...daysOf(span)].map(({ day }) => day))
          expect(days).toEqual(Array.from({ length: DAYS }, (_, i) => addDays(FROM, i)))
        }
      }
    }
  })

  it('a verdict has a contact or a reason, and one contact a day over all campaigns', () => {
    for (const [, { spans }] of lives) {
      const days = new Set<string>()
      for (const { verdict } of spans) {
        expect(verdict.contact === null).toBe(verdict.reason !== null)
        if (!verdict.contact) continue
        const key = `${verdict.customerId} ${verdict.day}`
        expect(days.has(key)).toBe(false)
        days.add(key)
      }
    }
  })

  it('days without anything possible are skipped without changing any answer', () => {
    const told = ({ spans }: LivedPayer) =>
      spans
        .flatMap((span) => [...daysOf(span)])
        .map(({ customerId, campaignId, day, contact, reason }) =>
          [customerId, campaignId, day, contact ? `${contact.stepId} ${contact.totalDue}` : reason].join(' '),
        )
        .sort()
    let looked = 0
    let slow = 0
    for (const [records, life] of lives) {
      const referee = livePayer(records, { ...options, everyDay: true })
      expect(told(life)).toEqual(told(referee))
      looked += life.spans.length
      slow += referee.spans.length
    }
    expect(looked).toBeLessThan(slow * 0.75)
  })

  it('no two messages reach a customer on one day, each in its window', () => {
    let messages = 0
    each((record, contacts) => {
      const { timeZone } = zone(record)
      const days = contacts.map(({ notBefore }) => localDay(notBefore, timeZone))
      expect(new Set(days).size).toBe(days.length)
      for (const { channel, notBefore } of contacts) {
        expect(isOpen(notBefore, channel, record.kind, zone(record), DEFAULT_POLICY)).toBe(true)
      }
      messages += contacts.length
    })
    expect(messages).toBeGreaterThan(300)
  })

  it('caps hold over all customers of a payer', () => {
    for (const [records, { sent: all }] of lives) {
      const kind = records[0]?.kind ?? ''
      if (records.some((record) => record.kind !== kind)) continue
      const past: PastContact[] = []
      for (const { contact } of [...all].sort((a, b) => a.contact.notBefore - b.contact.notBefore)) {
        const step = contact.kind === 'reaction' ? 'reaction' : contact.kind
        const free = capVerdict(past, contact.channel, kind, contact.notBefore, DEFAULT_POLICY, step)
        expect(free).toEqual({ free: true })
        past.push(sent(contact))
      }
    }
  })

  it('levels rise by one step, but over what lapsed; a formal notice has every required step behind it', () => {
    let notices = 0
    each((_record, contacts) => {
      for (const { id } of campaigns) {
        const early = id === 'k1' ? 1 : 0
        const passed = new Map<string, Set<number>>()
        // The other campaign's claims take part in a ladder of their own; both are looked at where only one wrote.
        if (contacts.some((one) => one.campaignId !== id)) continue
        for (const contact of contacts) {
          for (const { invoiceId, level } of claimsOf(contact)) {
            const before = passed.get(invoiceId) ?? new Set()
            const highest = Math.max(0, ...before)
            expect(level - highest).toBeLessThanOrEqual(highest === 0 ? 1 + early : 1)
            expect(before.has(level)).toBe(false)
            if (contact.kind === 'formal_notice') {
              notices++
              for (const required of [1, 2, 3]) expect(before.has(required + early)).toBe(true)
            }
            passed.set(invoiceId, new Set([...before, level]))
          }
        }
      }
    })
    expect(notices).toBeGreaterThan(3)
  })

  it('nothing settled, disputed, held or unknown is ever claimed', () => {
    each((record, contacts) => {
      for (const contact of contacts) {
        const day = localDay(contact.notBefore, zone(record).timeZone)
        for (const { invoiceId, open } of claimsOf(contact)) {
          const invoice = record.invoices.find(({ id }) => id === invoiceId)
          if (!invoice) throw new Error(`unknown invoice ${invoiceId}`)
          expect(open).toBe(openOn(invoice, day) - disputedOn(invoice, day))
          expect(invoice.factored).toBe(false)
          for (const hold of record.holds) {
            const held = hold.from <= day && (hold.until === '' || day <= hold.until)
            expect(held && (hold.invoiceId === '' || hold.invoiceId === invoiceId)).toBe(false)
          }
        }
        if (contact.channel === 'email') {
          expect(record.optOuts.some(({ at }) => at <= contact.notBefore)).toBe(false)
        }
        if (record.insolvency) expect(daysBetween(day, record.insolvency.on)).toBeGreaterThan(0)
      }
    })
  })

  it('takes records as a stream, those of a payer together', async () => {
    const some = payers.slice(0, 8)
    const lived: LivedPayer[] = []
    for await (const payer of simulate(some.flat(), options)) lived.push(payer)
    expect(lived).toEqual(lives.slice(0, 8).map(([, life]) => life))
  })
})
