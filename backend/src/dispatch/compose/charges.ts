import { lateInterest, MissingRateError, recoveryIndemnity } from '../../legal'
import type { LateDebt, ReferenceRate, Regime } from '../../legal'
import type { Charges } from '../../messages'
import { addDays, localDay } from '../planner/days'
import type { Amount, CustomerRecord, Day, InvoiceRecord } from '../planner/customer-record'
import type { PlannedContact } from '../planner/verdict'

/** Tags of what the law adds: a message that has one is not sent without the figures. */
export const SPEAKS_OF_CHARGES = ['late_interest', 'interest_rate', 'indemnity']

/** Whose late invoices, under which rules, up to which day on his clock. */
export interface LateInvoices {
  readonly record: CustomerRecord
  readonly invoices: readonly InvoiceRecord[]
  readonly regime: Regime
  readonly rates: readonly ReferenceRate[]
  readonly day: Day
  readonly zone: string
}

/**
 * Late interest of invoices up to a day.
 * @returns its amount, and the yearly rate in per cent where one rate held all the time
 * @throws MissingRateError naming the half-year to enter
 */
export function interestOn(question: LateInvoices): Pick<Charges, 'interest' | 'ratePercent'> {
  const { record, invoices, regime, rates, day, zone } = question
  let interest = 0n
  const percents = new Set<string>()
  for (const invoice of invoices) {
    const found = lateInterest({
      regime,
      debt: debtOf(invoice),
      until: day,
      rates,
      formal_notice_on: noticeOn(record, invoice.id, zone),
      insolvent_on: record.insolvency?.on ?? null,
    })
    interest += found.amount
    for (const { percent } of found.periods) percents.add(percent)
  }
  const [only] = percents
  return { interest, ratePercent: percents.size === 1 && only !== undefined ? Number(only) : null }
}

/** The same, null where a rate is missing. */
export function interestIfKnown(question: LateInvoices): ReturnType<typeof interestOn> | null {
  try {
    return interestOn(question)
  } catch (error) {
    if (error instanceof MissingRateError) return null
    throw error
  }
}

/** 40 € for each invoice that was late, up to a day. */
export const indemnityOn = ({
  record,
  invoices,
  regime,
  day,
}: Omit<LateInvoices, 'rates' | 'zone'>): Amount =>
  invoices.reduce(
    (sum, invoice) => sum + recoveryIndemnity(regime, debtOf(invoice), day, record.insolvency?.on ?? null),
    0n,
  )

interface ChargesQuestion extends Omit<LateInvoices, 'invoices'> {
  readonly contact: PlannedContact
  /** a message that speaks of interest is not sent without the figure */
  readonly needed: boolean
}

/**
 * What the law adds to the claimed invoices of a message, shown beside the total and never part of it.
 * @returns null where nothing is claimed that is late, or a rate is missing that is not needed
 * @throws MissingRateError naming the half-year to enter
 */
export function chargesOf({ contact, needed, ...question }: ChargesQuestion): Charges | null {
  const { record, day } = question
  const claimed = new Set([...contact.claims, ...contact.alsoClaimed].map(({ invoiceId }) => invoiceId))
  const invoices = record.invoices.filter(({ id, dueOn }) => claimed.has(id) && dueOn < day)
  if (invoices.length === 0) return null
  const late = { ...question, invoices }
  const interest = needed ? interestOn(late) : interestIfKnown(late)
  return interest && { ...interest, indemnity: indemnityOn(late) }
}

/** Each change of the open amount after the entry is a settlement; what opened it again counts below zero. */
function debtOf({ dueOn, amount, opens }: InvoiceRecord): LateDebt {
  const settlements = opens
    .slice(1)
    .map(({ day, open }, at) => ({ on: day, amount: (opens[at]?.open ?? 0n) - open }))
  return { due_on: dueOn, amount: opens[0]?.open ?? amount, settlements }
}

/** Letters take this long to arrive; a notice counts when it has reached the customer. */
const POSTAL_DAYS = 3

/** The day on which the formal notice that claimed an invoice reached the customer. */
function noticeOn({ contactsMade }: CustomerRecord, invoiceId: string, zone: string): Day | null {
  const notice = contactsMade.find(
    ({ kind, failed, claims }) =>
      kind === 'formal_notice' && failed !== true && claims.some((claim) => claim.invoiceId === invoiceId),
  )
  if (!notice) return null
  const sentOn = localDay(notice.at, zone)
  return notice.channel.endsWith('letter') ? addDays(sentOn, POSTAL_DAYS) : sentOn
}
