import type { Facts } from '../../messages'
import { openOn } from '../planner/balances'
import type { CustomerRecord, Day, InvoiceRecord } from '../planner/customer-record'
import { localDay } from '../planner/days'
import type { PlannedContact } from '../planner/verdict'

/** What a message answers to, the latest of its kind up to a day, and the formal notice that went before. */
export function factsOf(contact: PlannedContact, record: CustomerRecord, day: Day, zone: string): Facts {
  return { ...earlierNotice(record, day, zone), ...answered(contact, record, day, zone) }
}

function earlierNotice({ contactsMade }: CustomerRecord, day: Day, zone: string): Facts {
  const notices = contactsMade
    .filter(({ kind }) => kind === 'formal_notice')
    .map(({ at }) => localDay(at, zone))
    .filter((on) => on <= day)
  const earlierNoticeOn = notices.at(-1)
  return earlierNoticeOn === undefined ? {} : { earlierNoticeOn }
}

function answered({ reaction }: PlannedContact, record: CustomerRecord, day: Day, zone: string): Facts {
  switch (reaction) {
    case 'payment':
    case 'part_payment':
    case 'settlement':
      return payment(record, day)
    case 'promise':
    case 'broken_promise':
      return promise(record, day)
    case 'claimed_payment': {
      const claimed = last(
        record.claimedPayments.filter(({ on }) => on <= day),
        ({ on }) => on,
      )
      return claimed ? { concerned: claimed.invoices } : {}
    }
    case 'dispute':
      return { concerned: disputed(record, day) }
    case 'plan':
      return plan(record, day)
    case 'call': {
      const calls = record.contactsMade.filter(({ channel }) => channel === 'phone')
      const on = calls.map(({ at }) => localDay(at, zone)).filter((one) => one <= day)
      const latest = on.at(-1)
      return latest === undefined ? {} : { call: { on: latest, summary: '' } }
    }
    case 'low_satisfaction':
    case '':
      return {}
  }
}

/** All that was paid on the day of the latest payment. */
function payment({ invoices }: CustomerRecord, day: Day): Facts {
  const paid = invoices.flatMap((invoice) =>
    invoice.opens
      .map(({ day: on, open, by }, at) => ({ invoice, on, by, amount: before(invoice, at) - open }))
      .filter(({ on, by, amount }) => by === 'payment' && on <= day && amount > 0n),
  )
  const latest = last(paid, ({ on }) => on)
  if (!latest) return {}
  const together = paid.filter(({ on }) => on === latest.on)
  return {
    payment: { amount: together.reduce((sum, { amount }) => sum + amount, 0n), on: latest.on },
    concerned: [...new Set(together.map(({ invoice }) => invoice.id))],
  }
}

const before = ({ opens, amount }: InvoiceRecord, at: number): bigint => opens[at - 1]?.open ?? amount

function promise({ promises, invoices }: CustomerRecord, day: Day): Facts {
  const latest = last(
    promises.filter(({ madeOn }) => madeOn <= day),
    ({ madeOn }) => madeOn,
  )
  if (!latest) return {}
  const meant = invoices.filter(({ id }) => latest.invoices.length === 0 || latest.invoices.includes(id))
  const owed = meant.reduce((sum, invoice) => sum + openOn(invoice, latest.madeOn), 0n)
  const amount = latest.amount > 0n ? latest.amount : owed
  return { promise: { amount, until: latest.until }, concerned: latest.invoices }
}

const disputed = ({ invoices }: CustomerRecord, day: Day): string[] =>
  invoices
    .filter(({ disputes }) => (disputes.filter((one) => one.day <= day).at(-1)?.amount ?? 0n) > 0n)
    .map(({ id }) => id)

function plan({ plans }: CustomerRecord, day: Day): Facts {
  const latest = last(
    plans.filter(({ agreedOn }) => agreedOn <= day),
    ({ agreedOn }) => agreedOn,
  )
  if (!latest) return {}
  const ordered = [...latest.instalments].sort((a, b) => (a.dueOn < b.dueOn ? -1 : 1))
  const next = ordered.findIndex(({ dueOn }) => dueOn >= day)
  const instalment = ordered[next]
  if (!instalment) return {}
  return { plan: { ...instalment, number: next + 1, count: ordered.length }, concerned: latest.invoices }
}

/** The one with the latest day; of several the last. */
const last = <T>(entries: readonly T[], dayOf: (entry: T) => Day): T | undefined =>
  entries.reduce<T | undefined>(
    (latest, entry) => (latest !== undefined && dayOf(latest) > dayOf(entry) ? latest : entry),
    undefined,
  )
