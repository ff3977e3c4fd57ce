import type { Reaction, ReactionTrigger } from '../../campaigns/campaign.contract'
import { openOn } from './balances'
import type { CustomerRecord, Day, Instant } from './customer-record'
import { addDays, localDay } from './days'
import { planIsKept, promiseEnd, promiseState, unpaidInstalments } from './promises'
import { LOW_SCORE } from './stops'

/** An answer that could not go on its day, as over a holiday, is still sent within these days; later it would be odd. */
const REACTION_DAYS = 7
/** A payment is answered where a reminder claimed the invoice within these days. */
const REMINDED_DAYS = 60

export interface Asked {
  readonly record: CustomerRecord
  readonly day: Day
  readonly now: Instant
  readonly zone: string
  readonly isHoliday: (day: Day) => boolean
}

export const reactionStep = (on: ReactionTrigger): string => `reaction-${on}`

/** Days of payments on invoices that a reminder had claimed shortly before. */
function paymentDays({ record, now, zone, day }: Asked): Day[] {
  const reminded = new Map<string, Day>()
  for (const { at, claims } of record.contactsMade) {
    if (at > now) continue
    for (const { invoiceId } of claims) {
      const on = localDay(at, zone)
      if (on > (reminded.get(invoiceId) ?? '')) reminded.set(invoiceId, on)
    }
  }
  const days: Day[] = []
  for (const invoice of record.invoices) {
    const on = reminded.get(invoice.id)
    if (on === undefined) continue
    for (const one of invoice.opens) {
      if (one.by === 'payment' && one.day <= day && one.day >= on && one.day <= addDays(on, REMINDED_DAYS)) {
        days.push(one.day)
      }
    }
  }
  return days
}

/** Whether something is late at the end of a day. */
const owesLate = (record: CustomerRecord, day: Day): boolean =>
  record.invoices.some((invoice) => invoice.dueOn < day && openOn(invoice, day) > 0n)

/** Days on which a trigger happened; of a plan the days to speak of its instalments, which are before them. */
const FACTS: Record<ReactionTrigger, (asked: Asked, delay: number) => Day[]> = {
  payment: (asked) => paymentDays(asked).filter((day) => !owesLate(asked.record, day)),
  part_payment: (asked) =>
    owesLate(asked.record, asked.day) ? paymentDays(asked).filter((day) => owesLate(asked.record, day)) : [],
  settlement: (asked) =>
    owesLate(asked.record, asked.day) ? [] : paymentDays(asked).filter((day) => !owesLate(asked.record, day)),
  promise: ({ record }) => record.promises.map(({ madeOn }) => madeOn),
  broken_promise: ({ record, isHoliday, day }) =>
    owesLate(record, day)
      ? record.promises
          .filter((promise) => promiseEnd(promise, isHoliday) < day)
          .filter((promise) => promiseState(record, promise, day, isHoliday) === 'broken')
          .map((promise) => addDays(promiseEnd(promise, isHoliday), 1))
      : [],
  claimed_payment: ({ record }) => record.claimedPayments.map(({ on }) => on),
  dispute: ({ record }) =>
    record.invoices.flatMap(({ disputes }) =>
      disputes
        .filter(({ amount }, i) => amount > 0n && (disputes[i - 1]?.amount ?? 0n) <= 0n)
        .map(({ day }) => day),
    ),
  plan: ({ record, day }, delay) =>
    record.plans
      .filter((plan) => plan.agreedOn <= day && planIsKept(record, plan, day))
      .flatMap((plan) =>
        unpaidInstalments(record, plan, day)
          .map((dueOn) => addDays(dueOn, -delay))
          .filter((from) => from > plan.agreedOn),
      ),
  call: ({ record, zone, now }) =>
    record.contactsMade
      .filter(({ channel, at }) => channel === 'phone' && at <= now)
      .map(({ at }) => localDay(at, zone)),
  low_satisfaction: ({ record }) =>
    record.satisfaction.filter(({ score }) => score <= LOW_SCORE).map(({ on }) => on),
}

/** The day on which the latest unanswered fact of a reaction asks for its message, within the days it is worth one. */
function askedOn(reaction: Reaction, asked: Asked): Day | null {
  const { record, day, now, zone } = asked
  let latest: Day | null = null
  for (const fact of FACTS[reaction.on](asked, reaction.delay_days)) {
    const from = reaction.on === 'plan' ? fact : addDays(fact, reaction.delay_days)
    if (from > day || addDays(from, REACTION_DAYS) < day) continue
    if (latest === null || fact > latest) latest = fact
  }
  if (latest === null) return null
  const since = latest
  const step = reactionStep(reaction.on)
  const answered =
    record.contactsMade.some((c) => c.stepId === step && c.at <= now && localDay(c.at, zone) >= since) ||
    record.queued.some((c) => c.stepId === step && c.plannedAt <= now && localDay(c.plannedAt, zone) >= since)
  return answered ? null : since
}

/** The reaction of the day: the first of the campaign's list that something asks for. */
export function reactionOf(
  reactions: readonly Reaction[],
  asked: Asked,
): { readonly reaction: Reaction; readonly since: Day } | null {
  for (const reaction of reactions) {
    const since = askedOn(reaction, asked)
    if (since !== null) return { reaction, since }
  }
  return null
}
