import { LOW_SCORE } from '../../dispatch/planner/stops'
import { amountOf } from '../../dispatch/planner/balances'
import { addDays } from '../../dispatch/planner/days'
import type { KeepBack } from '../../dispatch/outbox/keep-back'
import { AppError } from '../../http/app-error'
import { decimal } from '../../messages/tags/format'
import type { CustomerAt } from '../customer-at'
import type { PageSettings } from '../settings/page-settings.contract'
import type { Said } from './act-event'
import type { ActKind, Acts } from './acts.contract'
import { instalmentsOf } from './instalments'
import type { Instalment } from './instalments'
import * as limits from './limits'

/** What an act says and which waiting messages it answers for. */
export interface Saying {
  readonly said: Said
  readonly keep: KeepBack | null
  readonly instalments?: Instalment[]
}

type Say = { readonly [K in ActKind]: (at: CustomerAt, act: Acts[K], settings: PageSettings) => Saying }

const CLAIM_DAYS = 120
const owedIn = (at: CustomerAt, currency: string) => at.owed.find((one) => one.currency === currency)

/** Each act with its limits. Pure; throws AppError `page/…` with what is possible instead. */
export const say: Say = {
  promise(at, { until, amount, currency, invoices: named }, { promise_days: days }) {
    limits.checkPatience(limits.promisesMade(at.record), at.today)
    limits.checkDay(until, at.today, addDays(at.today, days > 0 ? days : -1))
    const invoices = limits.coveredBy(amountOf(amount), limits.invoicesNamed(owedIn(at, currency), named))
    const said: Said = { type: 'promise.made', amount, currency, attributes: { until, invoices } }
    return { said, keep: { reason: 'promise', invoices } }
  },
  plan(at, { count, first_on: first, currency }, settings) {
    limits.checkPatience(limits.plansMade(at.record), at.today)
    limits.checkDay(first, at.today, addDays(at.today, settings.plan_first_days))
    const owed = owedIn(at, currency)
    limits.checkPlan(settings, owed?.toPay ?? 0n, count)
    const invoices = limits.invoicesNamed(owed, undefined).map(({ invoice }) => invoice.id)
    const instalments = instalmentsOf(owed?.toPay ?? 0n, count, first)
    const said: Said = { type: 'plan.agreed', currency, instalments, attributes: { invoices } }
    return { said, keep: { reason: 'plan', invoices }, instalments }
  },
  contest(at, { invoice_id: invoiceId, reason, text, amount }) {
    const one = at.owed.flatMap(({ invoices }) => invoices).find(({ invoice }) => invoice.id === invoiceId)
    if (!one) throw new AppError('page/unknown-invoice', 422, 'This invoice is not open.')
    const contested = amount === undefined ? one.open : amountOf(amount)
    if (contested > one.open) {
      const details = { most: decimal(one.open) }
      throw new AppError('page/too-much', 422, 'This is more than what is open of the invoice.', details)
    }
    const said: Said = {
      type: 'invoice.disputed',
      invoiceId,
      amount: decimal(contested),
      currency: one.invoice.currency,
      attributes: { reason, ...(text === '' ? {} : { text }) },
    }
    return {
      said,
      keep:
        contested === one.open
          ? { reason: 'disputed', invoices: [invoiceId] }
          : { reason: 'disputed', invoices: [] },
    }
  },
  paid(at, { on, reference, amount, currency, invoices: named }) {
    limits.checkPatience(limits.paymentsClaimed(at.record), at.today)
    limits.checkDay(on, addDays(at.today, -CLAIM_DAYS), at.today)
    const invoices = limits.invoicesNamed(owedIn(at, currency), named).map(({ invoice }) => invoice.id)
    if (invoices.length === 0) throw new AppError('page/nothing-owed', 422, 'Nothing is owed here.')
    const attributes = { paid_on: on, invoices, ...(reference === '' ? {} : { reference }) }
    const said: Said = { type: 'payment.claimed', amount, currency, attributes }
    return { said, keep: { reason: 'claimed_payment', invoices } }
  },
  complaint(_at, { reason, text }) {
    const attributes = { reason, severity: 'normal', ...(text === '' ? {} : { text }) }
    return {
      said: { type: 'complaint.received', attributes },
      keep: { reason: 'complaint', reactions: true },
    }
  },
  opt_out(_at, { channel }) {
    const said: Said = { type: 'optout.received', channel, attributes: {} }
    return { said, keep: { reason: 'opted_out', channel, reactions: true } }
  },
  satisfaction(at, { score, comment }) {
    const late = at.owed.some(({ overdue }) => overdue > 0n)
    const moment = at.owed.length === 0 ? 'after_settlement' : late ? 'after_contact' : 'before_due'
    const attributes = { score, moment, ...(comment === '' ? {} : { comment }) }
    const keep = score <= LOW_SCORE ? { reason: 'low_satisfaction' } : null
    return { said: { type: 'feedback.received', attributes }, keep }
  },
  copies(at, { invoices, text }) {
    const known = at.owed.flatMap((one) => one.invoices.map(({ invoice }) => invoice.id))
    if (invoices?.some((id) => !known.includes(id)) === true)
      throw new AppError('page/unknown-invoice', 422, 'One of these invoices is not open.')
    const attributes = {
      request: 'copies',
      automatic: '0',
      invoices: invoices ?? known,
      ...(text === '' ? {} : { text }),
    }
    return { said: { type: 'reminder.replied', attributes }, keep: { reason: 'reply_pending' } }
  },
}
