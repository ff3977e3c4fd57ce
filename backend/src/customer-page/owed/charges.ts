import { lateInterest, MissingRateError, recoveryIndemnity } from '../../legal'
import type { LateDebt, ReferenceRate, Regime } from '../../legal'
import type { Amount, CustomerRecord, Day, InvoiceRecord } from '../../dispatch/planner/customer-record'

/** Ten-thousandths of the currency. */
export interface PageCharges {
  /** null: a reference rate is missing, so that no figure is right */
  readonly interest: Amount | null
  readonly indemnity: Amount
}

/** What the law adds to invoices in euros up to a day: shown beside the total, never in it. */
export function pageCharges(
  record: CustomerRecord,
  invoices: readonly InvoiceRecord[],
  until: Day,
  regime: Regime,
  rates: readonly ReferenceRate[],
): PageCharges {
  const insolvent = record.insolvency?.on ?? null
  let interest: Amount | null = 0n
  let indemnity = 0n
  for (const invoice of invoices) {
    const debt = debtOf(invoice, until)
    indemnity += recoveryIndemnity(regime, debt, until, insolvent)
    const question = {
      regime,
      debt,
      until,
      rates,
      formal_notice_on: noticeOn(record, invoice.id),
      insolvent_on: insolvent,
    }
    const accrued = interestOf(question)
    interest = accrued === null || interest === null ? null : interest + accrued
  }
  return { interest, indemnity }
}

function interestOf(question: Parameters<typeof lateInterest>[0]): Amount | null {
  try {
    return lateInterest(question).amount
  } catch (error) {
    if (error instanceof MissingRateError) return null
    throw error
  }
}

function debtOf({ opens, dueOn, amount }: InvoiceRecord, until: Day): LateDebt {
  const known = opens.filter(({ day }) => day <= until)
  const settlements = known
    .slice(1)
    .map(({ day, open }, n) => ({ on: day, amount: (known[n]?.open ?? 0n) - open }))
  return { due_on: dueOn, amount: known[0]?.open ?? amount, settlements }
}

/** The day on which a formal notice claimed an invoice. */
function noticeOn(record: CustomerRecord, invoiceId: string): Day | null {
  const notice = record.contactsMade.find(
    ({ kind, failed, claims }) =>
      kind === 'formal_notice' && failed !== true && claims.some((claim) => claim.invoiceId === invoiceId),
  )
  return notice ? new Date(notice.at).toISOString().slice(0, 10) : null
}
