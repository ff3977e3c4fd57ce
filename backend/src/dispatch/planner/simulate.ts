import type { CustomerRecord, Day, PastContact, QueuedContact } from './customer-record'
import { addDays, dayNumber, dayOf, localDay, startOfDay } from './days'
import { factDays, reactionDelays } from './fact-days'
import { planDated } from './plan-customer'
import { stillDue } from './still-due'
import type { Stop } from './stops'
import type { PlannedContact, Verdict } from './verdict'
import type { RunningCampaign, World } from './world'

/** A verdict that holds from its day through a later one, both included. */
export interface LivedSpan {
  readonly verdict: Verdict
  readonly through: Day
}

/** A message that was planned for a later day and not sent on it. */
export interface Withdrawn {
  readonly contact: PlannedContact
  readonly customerId: string
  readonly on: Day
  readonly why: Stop
}

/** The days that the customers of one payer lived. */
export interface LivedPayer {
  readonly spans: readonly LivedSpan[]
  /** what was sent, in the order of each customer's days */
  readonly sent: readonly { readonly customerId: string; readonly contact: PlannedContact }[]
  readonly withdrawn: readonly Withdrawn[]
}

export interface LifeOptions {
  readonly from: Day
  readonly days: number
  readonly campaigns: readonly RunningCampaign[]
  /** payments are taken as known on each day lived; its overrides and population must not change by themselves */
  readonly world: World
  /** true: looks at every day, also where nothing can change; the slow referee of the skipping */
  readonly everyDay?: boolean
}

/**
 * Lives days of customers by a fast clock: each day begins with the planner at local midnight, messages go when their
 * windows open and become contacts of the record, so that later days know them. Contacts recorded from the first day on
 * are left out: this is what would have been sent. Days on which nothing can change are not looked at.
 * @param records customers of one payer must follow each other: caps hold over all of them
 */
export async function* simulate(
  records: Iterable<CustomerRecord> | AsyncIterable<CustomerRecord>,
  options: LifeOptions,
): AsyncGenerator<LivedPayer> {
  let group: CustomerRecord[] = []
  for await (const record of records) {
    if (group.length > 0 && group[0]?.payer !== record.payer) {
      yield livePayer(group, options)
      group = []
    }
    group.push(record)
  }
  if (group.length > 0) yield livePayer(group, options)
}

/** Each day of a span: the verdict of a day that was not looked at is that of the day before. */
export function* daysOf({ verdict, through }: LivedSpan): Generator<Verdict> {
  for (let day = verdict.day; day <= through; day = addDays(day, 1)) yield { ...verdict, day }
}

interface Life {
  record: CustomerRecord & { contactsMade: PastContact[]; queued: QueuedContact[] }
  /** contacts that wait for a later day */
  waiting: { contact: PlannedContact; on: Day }[]
  readonly zone: string
  readonly facts: Set<number>
  ordered: number[]
  place: number
  wake: number
}

/** The days of the customers of one payer. */
export function livePayer(records: readonly CustomerRecord[], options: LifeOptions): LivedPayer {
  const first = dayNumber(options.from)
  const end = first + options.days
  const lives = records.map((record) => begin(record, first, options))
  const lived = {
    spans: [] as LivedSpan[],
    sent: [] as LivedPayer['sent'][number][],
    withdrawn: [] as Withdrawn[],
  }
  for (;;) {
    let day = end
    for (const { wake } of lives) if (wake < day) day = wake
    if (day >= end) return lived
    for (const life of lives) if (life.wake === day) liveDay(life, lives, day, end, options, lived)
  }
}

function begin(record: CustomerRecord, first: number, { world, campaigns }: LifeOptions): Life {
  const zone = world.timeZone(record)
  const start = startOfDay(dayOf(first), zone)
  const days = factDays({
    record,
    overrides: world.overrides(record),
    campaigns,
    zone,
    isHoliday: (day) => world.isHoliday(day, record),
  }).map(dayNumber)
  return {
    record: { ...record, contactsMade: record.contactsMade.filter(({ at }) => at < start), queued: [] },
    waiting: [],
    zone,
    facts: new Set(days),
    ordered: days,
    place: 0,
    wake: first,
  }
}

type Lived = { spans: LivedSpan[]; sent: LivedPayer['sent'][number][]; withdrawn: Withdrawn[] }

function liveDay(
  life: Life,
  lives: readonly Life[],
  number: number,
  end: number,
  options: LifeOptions,
  lived: Lived,
): void {
  const day = dayOf(number)
  const now = startOfDay(day, life.zone)
  const world: World = {
    ...options.world,
    paymentsKnownUntil: () => now,
    contactsOfPayer: (record) => [...options.world.contactsOfPayer(record), ...siblings(life, lives)],
  }
  const dated = planDated(life.record, options.campaigns, now, world)
  send(life, day, options, world, lived)
  let wake = options.everyDay ? number + 1 : nextFact(life, number)
  for (const { verdict, wake: own } of dated) {
    if (own !== '' && dayNumber(own) < wake) wake = Math.max(dayNumber(own), number + 1)
    if (verdict.contact) take(life, verdict.contact, day, now, options, lived)
  }
  for (const { on } of life.waiting) wake = Math.min(wake, Math.max(dayNumber(on), number + 1))
  life.wake = Math.max(wake, number + 1)
  const through = dayOf(Math.min(life.wake, end) - 1)
  for (const { verdict } of dated) lived.spans.push({ verdict, through })
}

function* siblings(life: Life, lives: readonly Life[]): Generator<PastContact> {
  for (const other of lives) {
    if (other === life) continue
    yield* other.record.contactsMade
    yield* other.record.queued
  }
}

function nextFact(life: Life, number: number): number {
  while (life.place < life.ordered.length && (life.ordered[life.place] ?? 0) <= number) life.place++
  return life.ordered[life.place] ?? Number.MAX_SAFE_INTEGER
}

const asPast = (contact: PlannedContact, at: number): PastContact => ({
  reminderId: `${contact.campaignId}:${contact.stepId}:${at}`,
  at,
  channel: contact.channel,
  campaignId: contact.campaignId,
  stepId: contact.stepId,
  kind: contact.kind,
  counts: contact.kind !== 'reaction',
  claims: [
    ...contact.claims.map(({ invoiceId, level, dueOn }) => ({ invoiceId, level, dueOn })),
    ...contact.alsoClaimed.map(({ invoiceId, level, dueOn }) => ({ invoiceId, level, dueOn })),
  ],
})

/** A message of today goes when its window opens; one of a later day waits, and is looked at again then. */
function take(
  life: Life,
  contact: PlannedContact,
  day: Day,
  now: number,
  options: LifeOptions,
  lived: Lived,
): void {
  const on = localDay(contact.notBefore, life.zone)
  const past = asPast(contact, contact.notBefore)
  if (on === day) {
    keep(life, past, contact, options, lived)
    return
  }
  life.waiting.push({ contact, on })
  life.record.queued.push({ ...past, plannedAt: now })
}

function keep(
  life: Life,
  past: PastContact,
  contact: PlannedContact,
  { campaigns }: LifeOptions,
  lived: Lived,
): void {
  life.record.contactsMade.push(past)
  lived.sent.push({ customerId: life.record.customerId, contact })
  const day = dayNumber(localDay(past.at, life.zone))
  for (const delay of reactionDelays(campaigns)) {
    if (delay === 0 || life.facts.has(day + delay)) continue
    life.facts.add(day + delay)
    life.ordered = [...life.facts].sort((a, b) => a - b)
    life.place = 0
  }
}

/** Sends what waited for today, as it is right now. */
function send(life: Life, day: Day, options: LifeOptions, world: World, lived: Lived): void {
  for (const one of life.waiting.filter(({ on }) => on <= day)) {
    life.waiting = life.waiting.filter((other) => other !== one)
    const { contact } = one
    const campaign = options.campaigns.find(({ id }) => id === contact.campaignId)
    const at = contact.notBefore
    const answer =
      campaign && stillDue(contact, life.record, at, campaign, { ...world, paymentsKnownUntil: () => at })
    life.record.queued = life.record.queued.filter(
      ({ at: planned, stepId }) => planned !== at || stepId !== contact.stepId,
    )
    if (!answer) continue
    if (answer.contact) {
      take(life, answer.contact, day, at, options, lived)
    } else {
      lived.withdrawn.push({ contact, customerId: life.record.customerId, on: day, why: answer.why })
    }
  }
}
