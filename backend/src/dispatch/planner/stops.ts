import type { CampaignDefinition } from '../../campaigns/campaign.contract'
import { disputedOn, lastBy } from './balances'
import type { Amount, CustomerRecord, Day, Instant, InvoiceRecord } from './customer-record'
import { addDays, addWorkingDays, localDay } from './days'
import { holdingPlan, holdingPromise, nextInstalment, promiseEnd } from './promises'
import type { Reason } from './verdict'
import type { Override } from './world'

/** Why nothing is sent, with what its sentence names and the last day of it (empty: until something happens). */
export interface Stop {
  readonly reason: Reason
  readonly params: Readonly<Record<string, string | number>>
  readonly until: Day | ''
}

export const stop = (reason: Reason, params: Stop['params'] = {}, until: Day | '' = ''): Stop => ({
  reason,
  params: until === '' ? params : { ...params, until },
  until,
})

export const REPLY_DAYS = 7
export const COMPLAINT_DAYS = 30
export const LOW_SATISFACTION_DAYS = 3
/** Scores of 0 to 10 up to this one are those of detractors. */
export const LOW_SCORE = 6
export const CLAIMED_PAYMENT_DAYS = 5

const latest = <T>(facts: readonly T[], dayOf: (fact: T) => Day): T | undefined =>
  facts.reduce<T | undefined>((last, fact) => (!last || dayOf(fact) >= dayOf(last) ? fact : last), undefined)

/** Stops of a whole customer that hold back every message, answers to what he did included. */
export function fullStop(
  record: CustomerRecord,
  day: Day,
  zone: string,
  overrides: readonly Override[],
): Stop | null {
  if (record.insolvency && record.insolvency.on <= day) {
    return stop('insolvency', { on: record.insolvency.on, published: record.insolvency.publishedOn })
  }
  for (const override of overrides) {
    if (override.kind !== 'hold' || override.from > day) continue
    if (override.until === '' || override.until >= day)
      return stop('overridden', { by: override.by }, override.until)
  }
  const hold = record.holds.find(
    ({ invoiceId, from, until }) => invoiceId === '' && from <= day && (until === '' || until >= day),
  )
  if (hold) return stop('hold', { why: hold.reason }, hold.until)
  return complaintStop(record, day, zone, resumedOn(overrides))
}

const resumedOn = (overrides: readonly Override[]): Instant =>
  overrides.reduce((last, one) => (one.kind === 'resume' && one.at > last ? one.at : last), -Infinity)

function complaintStop(record: CustomerRecord, day: Day, zone: string, resumed: Instant): Stop | null {
  const open = record.complaints.filter(({ at, severity }) => {
    if (at <= resumed || localDay(at, zone) > day) return false
    return severity === 'severe' || addDays(localDay(at, zone), COMPLAINT_DAYS) > day
  })
  const severe = open.find(({ severity }) => severity === 'severe')
  if (severe) return stop('complaint', { on: localDay(severe.at, zone) })
  const last = latest(open, ({ at }) => localDay(at, zone))
  if (!last) return null
  const on = localDay(last.at, zone)
  return stop('complaint', { on }, addDays(on, COMPLAINT_DAYS - 1))
}

/** Stops of a whole customer that hold back reminders, not the answers to what he did. */
export function reminderStop(
  record: CustomerRecord,
  day: Day,
  now: Instant,
  zone: string,
  overrides: readonly Override[],
): Stop | null {
  const resumed = resumedOn(overrides)
  const reply = record.replies
    .filter(({ at, automatic }) => !automatic && at <= now && at > resumed)
    .reduce((last, { at }) => (at > last ? at : last), -Infinity)
  if (reply > -Infinity) {
    const on = localDay(reply, zone)
    if (addDays(on, REPLY_DAYS) > day) return stop('reply_pending', { on }, addDays(on, REPLY_DAYS - 1))
  }
  const low = latest(
    record.satisfaction.filter(({ on, score }) => on <= day && score <= LOW_SCORE),
    ({ on }) => on,
  )
  if (low && addDays(low.on, LOW_SATISFACTION_DAYS) > day && localDay(Math.max(resumed, 0), zone) <= low.on) {
    const { on, score } = low
    return stop('low_satisfaction', { on, score }, addDays(on, LOW_SATISFACTION_DAYS - 1))
  }
  return null
}

const DISPUTING = new Set(['207', '208', '210'])
const SPEAKING = new Set(['204', '205', '206', '207', '208', '209', '210', '211', '212'])
/** Codes by which a public purchaser has the invoice on his portal. */
const AVAILABLE = new Set(['203', ...SPEAKING])

/** What the e-invoicing life cycle says against a reminder. Codes: AFNOR XP Z12-012. */
function statusStop(
  invoice: InvoiceRecord,
  kind: string,
  day: Day,
  isHoliday: (day: Day) => boolean,
): Stop | null {
  const known = invoice.statuses.filter((status) => status.day <= day)
  const isPublic = kind === 'public'
  if (known.length === 0 && !isPublic && invoice.statuses.length === 0) return null
  const deposited = known.some(({ code }) =>
    isPublic ? AVAILABLE.has(code) : code >= '200' && code !== '213',
  )
  if (!deposited) return stop('not_available_yet', { known: known.at(-1)?.code ?? '' })
  const last = known.filter(({ code }) => SPEAKING.has(code)).at(-1)
  if (last && DISPUTING.has(last.code)) return stop('disputed', { status: last.code, since: last.day })
  if (last?.code === '211') {
    const until = addWorkingDays(last.day, CLAIMED_PAYMENT_DAYS, isHoliday)
    if (until >= day) return stop('claimed_payment', { on: last.day, status: last.code }, until)
  }
  return null
}

/** Payment that comes by itself, or belongs to someone else. */
function meansStop(
  invoice: InvoiceRecord,
  day: Day,
  exclusions: CampaignDefinition['exclusions'],
): Stop | null {
  if (!invoice.detailed) return stop('undetailed')
  if (exclusions.factored && invoice.factored) return stop('factored')
  const rejected = invoice.rejectedOn !== '' && invoice.rejectedOn <= day
  const debit = exclusions.direct_debit_not_rejected && invoice.paymentMeans === 'direct_debit'
  const bill = exclusions.bill_not_rejected && invoice.paymentMeans === 'bill'
  if (!rejected && (debit || bill)) return stop('direct_debit_pending', { means: invoice.paymentMeans })
  if (invoice.timeBarredOn !== '' && invoice.timeBarredOn <= day) {
    return stop('time_barred', { on: invoice.timeBarredOn })
  }
  return null
}

/** What the customer said or agreed about an invoice. */
function wordStop(
  record: CustomerRecord,
  invoice: InvoiceRecord,
  day: Day,
  isHoliday: (day: Day) => boolean,
): Stop | null {
  for (const claim of record.claimedPayments) {
    if (claim.on > day || (claim.invoices.length > 0 && !claim.invoices.includes(invoice.id))) continue
    const until = addWorkingDays(claim.on, CLAIMED_PAYMENT_DAYS, isHoliday)
    if (until >= day) return stop('claimed_payment', { on: claim.on }, until)
  }
  const plan = holdingPlan(record, invoice.id, day)
  if (plan) return stop('plan', { next: nextInstalment(plan, day) })
  const promise = holdingPromise(record, invoice.id, day, isHoliday)
  if (promise) {
    const end = promiseEnd(promise, isHoliday)
    return { reason: 'promise', params: { promised: promise.until, until: end }, until: end }
  }
  const hold = record.holds.find(
    ({ invoiceId, from, until }) => invoiceId === invoice.id && from <= day && (until === '' || until >= day),
  )
  return hold ? stop('hold', { why: hold.reason }, hold.until) : null
}

/** Why one open invoice is left out of every message on a day; null when nothing speaks against it. */
export function invoiceStop(
  record: CustomerRecord,
  invoice: InvoiceRecord,
  claimable: Amount,
  day: Day,
  exclusions: CampaignDefinition['exclusions'],
  isHoliday: (day: Day) => boolean,
): Stop | null {
  const means = meansStop(invoice, day, exclusions)
  if (means) return means
  const status = statusStop(invoice, record.kind, day, isHoliday)
  if (status) return status
  if (claimable <= 0n && disputedOn(invoice, day) > 0n) {
    return stop('disputed', { since: lastBy(invoice.disputes, day)?.day ?? '' })
  }
  return wordStop(record, invoice, day, isHoliday)
}
