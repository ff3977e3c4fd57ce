import type { CustomerRecord, Hold, PromiseRecord } from '../planner/customer-record'
import type { Fact } from './fact'
import { amountOf, dayBefore, dayOf, idsOf, textOf } from './values'

type Facts = readonly Fact[]
const ofType = (facts: Facts, ...types: string[]) => facts.filter(({ type }) => types.includes(type))

/** Holds, each to the day before it was lifted; lifting without an invoice lifts all. */
export function holdsOf(facts: Facts): Hold[] {
  const holds: Hold[] = []
  for (const { type, on, invoiceId, attributes } of ofType(facts, 'hold.set', 'hold.lifted')) {
    if (type === 'hold.set') {
      holds.push({
        from: on,
        until: dayOf(attributes['until']),
        invoiceId,
        reason: textOf(attributes['reason']),
      })
      continue
    }
    holds.forEach((hold, n) => {
      const meant = invoiceId === '' || hold.invoiceId === invoiceId
      if (meant && (hold.until === '' || hold.until >= on)) holds[n] = { ...hold, until: dayBefore(on) }
    })
  }
  return holds
}

/** Promises; a withdrawal is of those that were made before it. */
export function promisesOf(facts: Facts): PromiseRecord[] {
  const promises: PromiseRecord[] = []
  for (const { type, on, amount, invoiceId, attributes } of ofType(
    facts,
    'promise.made',
    'promise.withdrawn',
  )) {
    if (type === 'promise.made') {
      const until = dayOf(attributes['until']) || on
      const invoices = idsOf(attributes['invoices'], invoiceId)
      promises.push({ madeOn: on, until, amount: amountOf(amount), invoices, withdrawnOn: '' })
      continue
    }
    promises.forEach((promise, n) => {
      if (promise.withdrawnOn === '') promises[n] = { ...promise, withdrawnOn: on }
    })
  }
  return promises
}

type Voice = Pick<
  CustomerRecord,
  | 'optOuts'
  | 'bounces'
  | 'plans'
  | 'claimedPayments'
  | 'replies'
  | 'complaints'
  | 'satisfaction'
  | 'insolvency'
>

/** Of nearly everybody nothing is known; who shares this allocates nothing. */
const SILENT: Voice = {
  optOuts: [],
  bounces: [],
  plans: [],
  claimedPayments: [],
  replies: [],
  complaints: [],
  satisfaction: [],
  insolvency: null,
}

/** What the customer said, by kind of word. */
export function voiceOf(facts: Facts): Voice {
  if (facts.length === 0) return SILENT
  const opened = ofType(facts, 'insolvency.opened')[0]
  return {
    optOuts: ofType(facts, 'optout.received', 'optin.received').map(({ at, channel, type }) => ({
      at,
      channel,
      in: type === 'optin.received',
    })),
    bounces: ofType(facts, 'reminder.bounced').map(({ at, channel, attributes }) => ({
      at,
      channel: channel === '' ? 'email' : channel,
      address: textOf(attributes['address']),
    })),
    plans: ofType(facts, 'plan.agreed').map(({ on, instalments, invoiceId, attributes }) => ({
      agreedOn: on,
      instalments: instalments.map(({ due_on, amount }) => ({ dueOn: due_on, amount: amountOf(amount) })),
      invoices: idsOf(attributes['invoices'], invoiceId),
    })),
    claimedPayments: ofType(facts, 'payment.claimed').map(({ on, invoiceId, attributes }) => ({
      on,
      invoices: idsOf(attributes['invoices'], invoiceId),
    })),
    replies: ofType(facts, 'reminder.replied').map(({ at, attributes }) => ({
      at,
      automatic: ['1', 'true'].includes(String(attributes['automatic'] ?? '')),
    })),
    complaints: ofType(facts, 'complaint.received').map(({ at, attributes }) => ({
      at,
      severity: textOf(attributes['severity']) || 'normal',
    })),
    satisfaction: ofType(facts, 'feedback.received').flatMap(({ on, attributes }) => {
      const score = Number(attributes['score'])
      return Number.isFinite(score) && textOf(attributes['score']) !== '' ? [{ on, score }] : []
    }),
    insolvency: opened ? { on: opened.on, publishedOn: dayOf(opened.attributes['published_on']) } : null,
  }
}
