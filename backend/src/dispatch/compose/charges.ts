import { lateInterest, MissingRateError, recoveryIndemnity } from '../../legal'
import type { LateDebt, ReferenceRate, Regime } from '../../legal'
import type { Charges } from '../../messages'
import { addDays, localDay } from '../planner/days'
import type { CustomerRecord, Day, InvoiceRecord } from '../planner/customer-record'
import type { PlannedContact } from '../planner/verdict'

export interface ChargesQuestion {
  readonly contact: PlannedContact
  readonly record: CustomerRecord
  readonly regime: Regime
  readonly rates: readonly ReferenceRate[]
  readonly day: Day
  readonly zone: string
}

/**
 * Late interest and indemnity of the claimed invoices up to a day, shown beside the total and never part of it.
 * @returns null where nothing is claimed that is late, or where a reference rate is missing and `ifMissing` says so
 * @throws MissingRateError naming the half-year to enter
 */
export function chargesOf(question: ChargesQuestion): Charges | null {
  const { contact, record, regime, rates, day, zone } = question
  const claimed = new Set([...contact.claims, ...contact.alsoClaimed].map(({ invoiceId }) => invoiceId))
  const late = record.invoices.filter(({ id, dueOn }) => claimed.has(id) && dueOn < day)
  if (late.length === 0) return null
  const insolventOn = record.insolvency?.on ?? null
  let interest = 0n
  let indemnity = 0n
  const percents = new Set<string>()
  for (const invoice of late) {
    const debt = debtOf(invoice)
    const found = lateInterest({
      regime,
      debt,
      until: day,
      rates,
      formal_notice_on: noticeOn(record, invoice.id, zone),
      insolvent_on: insolventOn,
    })
    interest += found.amount
    for (const { percent } of found.periods) percents.add(percent)
    indemnity += recoveryIndemnity(regime, debt, day, insolventOn)
  }
  const [only] = percents
  return { interest, indemnity, ratePercent: percents.size === 1 && only !== undefined ? Number(only) : null }
}

/** The same, null where a rate is missing: for messages that do not speak of interest. */
export function chargesIfKnown(question: ChargesQuestion): Charges | null {
  try {
    return chargesOf(question)
  } catch (error) {
    if (error instanceof MissingRateError) return null
    throw error
  }
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
