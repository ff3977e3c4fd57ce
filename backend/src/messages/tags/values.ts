import type { Amount } from '../../dispatch/planner/customer-record'
import type { MessageSubject } from '../subject'
import { BLOCK_CONTENT, sumOpen } from './blocks'
import type { Block } from './blocks'
import { daysBetween, daysText, enumeration, longDate, money, percent } from './format'
import { isolated, oneLine } from './safe-text'

type Scalar = (subject: MessageSubject) => string | undefined

/** More than this many invoices are counted instead of named. */
const NAMED = 3
const oldestDue = ({ contact }: MessageSubject) =>
  meant(contact)
    .map(({ dueOn }) => dueOn)
    .sort()[0]
const sum = ({ contact, language }: MessageSubject, amount: Amount | undefined) =>
  amount === undefined ? undefined : money(amount, contact.currency, language)
const positive = (amount: Amount | undefined) => (amount !== undefined && amount > 0n ? amount : undefined)
const date = ({ language }: MessageSubject, day: string | undefined) =>
  day ? longDate(day, language) : undefined
const name = (given: string) => isolated(oneLine(given))

/** Value of each scalar and link, undefined where the message has none. */
const SCALAR_VALUES: Readonly<Record<string, Scalar>> = {
  'customer.name': ({ customer }) => name(customer.name || customer.customerId),
  'customer.number': ({ customer }) => oneLine(customer.customerId, 60),
  'contact.name': ({ contact, customer }) =>
    name(contact.recipient.name || customer.name || customer.customerId),
  total_due: (subject) => sum(subject, subject.contact.totalDue),
  claimed_total: (subject) => {
    const { claims, alsoClaimed } = subject.contact
    return sum(subject, positive(sumOpen(claims) + sumOpen(alsoClaimed)))
  },
  invoices_named: (subject) => named(subject, claimedIds(subject)),
  reference: (subject) => oneLine(claimedIds(subject)[0] ?? subject.customer.customerId, 40),
  oldest_due_on: (subject) => date(subject, oldestDue(subject)),
  days_late: (subject) => {
    const due = oldestDue(subject)
    const days = due ? daysBetween(due, subject.today) : 0
    return days > 0 ? daysText(days, subject.language) : undefined
  },
  today: (subject) => date(subject, subject.today),
  deadline: (subject) => date(subject, subject.deadline),
  late_interest: (subject) => sum(subject, positive(subject.charges?.interest)),
  interest_rate: ({ charges, language }) =>
    charges?.ratePercent ? percent(charges.ratePercent, language) : undefined,
  indemnity: (subject) =>
    subject.regime === 'consumer' ? undefined : sum(subject, positive(subject.charges?.indemnity)),
  'sender.name': ({ sender }) => oneLine(sender.name),
  'sender.address': ({ sender }) => oneLine(sender.address.replaceAll(/\s*\n\s*/g, ', ')),
  'sender.registration': ({ sender }) => oneLine(sender.registration),
  'sender.phone': ({ sender }) => oneLine(sender.phone),
  'sender.email': ({ sender }) => oneLine(sender.email),
  account_manager: ({ sender, customer }) => name(customer.accountManager || sender.accountManager),
  page_link: ({ links }) => links.page,
  pay_link: ({ links }) => links.pay,
  opt_out_link: ({ links }) => links.optOut,
  earlier_notice_on: (subject) => date(subject, subject.facts.earlierNoticeOn),
  concerned: (subject) => named(subject, subject.facts.concerned ?? []),
  'payment.amount': (subject) => sum(subject, subject.facts.payment?.amount),
  'payment.on': (subject) => date(subject, subject.facts.payment?.on),
  'promise.amount': (subject) => sum(subject, subject.facts.promise?.amount),
  'promise.until': (subject) => date(subject, subject.facts.promise?.until),
  'plan.amount': (subject) => sum(subject, subject.facts.plan?.amount),
  'plan.due_on': (subject) => date(subject, subject.facts.plan?.dueOn),
  'plan.number': ({ facts: { plan }, language }) =>
    plan && `${plan.number} ${language === 'fr' ? 'sur' : 'of'} ${plan.count}`,
  'call.on': (subject) => date(subject, subject.facts.call?.on),
  'call.summary': ({ facts }) => oneLine(facts.call?.summary ?? '', 600),
}

/** What one message's tags are worth. HTML and text ask for the same, so that everything is made once. */
export interface Values {
  /** text of a scalar or link; undefined when the message has none, or the tag is none of these */
  scalar(tag: string): string | undefined
  /** what a block draws, possibly nothing; undefined when the tag is no block */
  block(tag: string): readonly Block[] | undefined
  /** whether a condition on this tag holds */
  holds(tag: string): boolean
  /** tags that were written out, for the check of what the law says */
  readonly written: Set<string>
}

export function valuesOf(subject: MessageSubject): Values {
  const scalar = remembered((tag) => SCALAR_VALUES[tag]?.(subject) || undefined)
  const block = remembered((tag) => BLOCK_CONTENT[tag]?.(subject))
  return {
    scalar,
    block,
    written: new Set(),
    holds(tag) {
      if (tag === 'several') return claimedIds(subject).length > 1
      if (tag === 'business' || tag === 'public' || tag === 'consumer') return subject.regime === tag
      const drawn = block(tag)
      return drawn ? drawn.length > 0 : scalar(tag) !== undefined
    },
  }
}

function remembered<T>(make: (tag: string) => T): (tag: string) => T {
  const known = new Map<string, T>()
  return (tag) => {
    const before = known.get(tag)
    if (before !== undefined || known.has(tag)) return before as T
    const made = make(tag)
    known.set(tag, made)
    return made
  }
}

/** What the sentences speak of: invoices of the message's own step. Those of lower steps have had no such reminder. */
const meant = ({ claims, alsoClaimed }: MessageSubject['contact']) =>
  claims.length > 0 ? claims : alsoClaimed

const claimedIds = ({ contact }: MessageSubject): readonly string[] =>
  meant(contact).map(({ invoiceId }) => invoiceId)

function named({ language }: MessageSubject, ids: readonly string[]): string | undefined {
  if (ids.length === 0) return undefined
  const several = ids.length > 1
  if (ids.length > NAMED)
    return language === 'fr' ? `${ids.length}\u00a0factures` : `${ids.length}\u00a0invoices`
  const noun =
    language === 'fr' ? (several ? 'les factures' : 'la facture') : several ? 'invoices' : 'invoice'
  return `${noun} ${enumeration(
    ids.map((id) => oneLine(id, 40)),
    language,
  )}`
}
