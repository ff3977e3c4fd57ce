import { indemnityOn, interestIfKnown } from '../dispatch/compose/charges'
import type { CustomerRecord, Day } from '../dispatch/planner/customer-record'
import { addDays } from '../dispatch/planner/days'
import { holdingPlan, promiseState } from '../dispatch/planner/promises'
import { regimeOf } from '../legal'
import type { DebtorKind, ReferenceRate } from '../legal'
import { decimal } from '../messages/tags/format'
import type { SenderIdentity } from '../messages/templates.contract'
import { OPT_OUT_CHANNELS } from './acts/acts.contract'
import type { CustomerAt } from './customer-at'
import type { Owed } from './owed/owed'
import type { PageAnswer, PageBalance } from './page.contract'
import type { PageSettings } from './settings/page-settings.contract'

interface Around {
  readonly creditor: SenderIdentity
  readonly settings: PageSettings
  readonly rates: readonly ReferenceRate[]
  readonly locked: boolean
}

/** The page of a customer; while it is locked nothing of his is in it. */
export function pageOf(at: CustomerAt, { creditor, settings, rates, locked }: Around): PageAnswer {
  const { iban: _iban, bic: _bic, ...shown } = creditor
  const { link, record, today } = at
  return {
    creditor: shown,
    locked,
    customer: locked ? '' : record.name,
    as_of: today,
    expires_on: link.expiresAt.toISOString().slice(0, 10),
    balances: locked ? [] : at.owed.map((owed) => balanceOf(at, owed, rates)),
    promise: locked ? null : promiseOf(at),
    plan: locked ? null : planOf(record, today),
    limits: {
      promise_until: settings.promise_days > 0 ? addDays(today, settings.promise_days) : null,
      plan:
        settings.plan_count < 2
          ? null
          : {
              count: settings.plan_count,
              first_until: addDays(today, settings.plan_first_days),
              minimum: settings.plan_minimum,
              maximum: settings.plan_maximum === '' ? null : settings.plan_maximum,
            },
      answer_days: settings.answer_days,
    },
    ways: {
      transfer: creditor.iban !== '',
      card: settings.stripe_link !== '',
      paypal: settings.paypal_link !== '',
    },
    opted_out: OPT_OUT_CHANNELS.filter((channel) => isClosed(record, channel)),
    privacy_url: settings.privacy_url,
    faq: settings.faq,
  }
}

function balanceOf(
  { record, today, zone }: CustomerAt,
  owed: Owed,
  rates: readonly ReferenceRate[],
): PageBalance {
  const late = owed.invoices.filter(({ daysLate, standing }) => daysLate > 0 && standing !== 'factored')
  const regime = regimeOf(record.kind as DebtorKind | '')
  const invoices = owed.currency === 'EUR' ? late.map(({ invoice }) => invoice) : []
  const question = { record, invoices, regime, rates, day: today, zone }
  // Only of euros is the law's addition known; without a rate no figure would be right.
  const interest = owed.currency === 'EUR' ? (interestIfKnown(question)?.interest ?? null) : null
  return {
    currency: owed.currency,
    invoices: owed.invoices.map((one) => ({
      invoice_id: one.invoice.id,
      issued_on: one.invoice.issuedOn,
      due_on: one.dueOn,
      amount: decimal(one.invoice.amount),
      open: decimal(one.open),
      disputed: decimal(one.disputed),
      days_late: one.daysLate,
      standing: one.standing,
    })),
    open: decimal(owed.open),
    disputed: decimal(owed.disputed),
    on_account: decimal(owed.onAccount),
    to_pay: decimal(owed.toPay),
    overdue: decimal(owed.overdue),
    interest: some(interest),
    indemnity: some(indemnityOn(question)),
  }
}

const some = (amount: bigint | null): string | null =>
  amount === null || amount === 0n ? null : decimal(amount)

function promiseOf({ record, today, isHoliday }: CustomerAt): PageAnswer['promise'] {
  const open = record.promises.filter((promise) => promiseState(record, promise, today, isHoliday) === 'open')
  const last = open.at(-1)
  return last ? { until: last.until, amount: last.amount > 0n ? decimal(last.amount) : null } : null
}

function planOf(record: CustomerRecord, today: Day): PageAnswer['plan'] {
  const plan = record.invoices
    .map(({ id }) => holdingPlan(record, id, today))
    .find((one) => one !== undefined)
  if (!plan) return null
  return {
    instalments: plan.instalments.map(({ dueOn, amount }) => ({ due_on: dueOn, amount: decimal(amount) })),
  }
}

/** The last word on a channel counts. */
const isClosed = ({ optOuts }: CustomerRecord, channel: string): boolean =>
  optOuts.filter((one) => one.channel === channel).at(-1)?.in === false
