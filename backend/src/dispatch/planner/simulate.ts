import type { CustomerRecord, Day, PastContact, QueuedContact } from './customer-record'
import { addDays, dayNumber, dayOf, localDay, startOfDay } from './days'
import { factDays, reactionDelays } from './fact-days'
import { type DatedVerdict, planDated } from './plan-customer'
import { type StillDue, stillDue } from './still-due'
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
  readonly sent: readonly {
    readonly entityId: string
    readonly customerId: string
    readonly contact: PlannedContact
  }[]
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

interface Waiting {
  readonly contact: PlannedContact
  readonly on: Day
  readonly plannedAt: number
}

interface Life {
  record: CustomerRecord & { contactsMade: PastContact[]; queued: QueuedContact[] }
  /** contacts that wait for their window */
  waiting: Waiting[]
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
    // All are planned at midnight, then messages go in the order of their windows, each looked at again before.
    const awake = lives.filter(({ wake }) => wake === day)
    const planned = awake.map((life) => planDay(life, lives, day, options))
    for (let next = nextOut(awake, day); next; next = nextOut(awake, day)) send(next, lives, options, lived)
    awake.forEach((life, n) => endDay(life, planned[n] ?? [], day, end, options, lived))
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

/** What is known at a moment: payments up to it, and contacts of the payer's other customers. */
const worldAt = (now: number, life: Life, lives: readonly Life[], { world }: LifeOptions): World => ({
  ...world,
  paymentsKnownUntil: () => now,
  contactsOfPayer: (record) => [...world.contactsOfPayer(record), ...siblings(life, lives)],
})

function planDay(life: Life, lives: readonly Life[], number: number, options: LifeOptions): DatedVerdict[] {
  const now = startOfDay(dayOf(number), life.zone)
  const dated = planDated(life.record, options.campaigns, now, worldAt(now, life, lives, options))
  for (const { verdict } of dated) if (verdict.contact) wait(life, verdict.contact, now)
  return dated
}

function endDay(
  life: Life,
  dated: readonly DatedVerdict[],
  number: number,
  end: number,
  options: LifeOptions,
  lived: Lived,
): void {
  let wake = options.everyDay ? number + 1 : nextFact(life, number)
  for (const { wake: own } of dated) {
    if (own !== '' && dayNumber(own) < wake) wake = Math.max(dayNumber(own), number + 1)
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
  segmentId: contact.segmentId,
  kind: contact.kind,
  counts: contact.kind !== 'reaction',
  claims: [
    ...contact.claims.map(({ invoiceId, level, dueOn }) => ({ invoiceId, level, dueOn })),
    ...contact.alsoClaimed.map(({ invoiceId, level, dueOn }) => ({ invoiceId, level, dueOn })),
  ],
})

/** Every message waits for its window, be it a moment or a day. */
function wait(life: Life, contact: PlannedContact, now: number): void {
  life.waiting.push({ contact, on: localDay(contact.notBefore, life.zone), plannedAt: now })
  life.record.queued.push({ ...asPast(contact, contact.notBefore), plannedAt: now })
}

function keep(
  life: Life,
  past: PastContact,
  contact: PlannedContact,
  { campaigns }: LifeOptions,
  lived: Lived,
): void {
  life.record.contactsMade.push(past)
  const { entityId, customerId } = life.record
  lived.sent.push({ entityId, customerId, contact })
  const day = dayNumber(localDay(past.at, life.zone))
  for (const delay of reactionDelays(campaigns)) {
    if (delay === 0 || life.facts.has(day + delay)) continue
    life.facts.add(day + delay)
    life.ordered = [...life.facts].sort((a, b) => a - b)
    life.place = 0
  }
}

/** The message whose window opens first among those of a day. */
function nextOut(lives: readonly Life[], number: number): { life: Life; message: Waiting } | null {
  let next: { life: Life; message: Waiting } | null = null
  for (const life of lives) {
    for (const message of life.waiting) {
      if (dayNumber(message.on) > number) continue
      if (next && next.message.contact.notBefore <= message.contact.notBefore) continue
      next = { life, message }
    }
  }
  return next
}

/** Sends a message as it is when its window opens, or waits on, or says why it does not go. */
function send(
  { life, message }: { life: Life; message: Waiting },
  lives: readonly Life[],
  options: LifeOptions,
  lived: Lived,
): void {
  const { contact, on, plannedAt } = message
  const at = contact.notBefore
  const past = asPast(contact, at)
  const campaign = options.campaigns.find(({ id }) => id === contact.campaignId)
  // What was planned at this very moment need not be looked at again.
  const answer: StillDue | undefined =
    plannedAt === at
      ? { contact }
      : campaign &&
        stillDue(contact, life.record, at, campaign, worldAt(at, life, lives, options), past.reminderId)
  life.waiting = life.waiting.filter((other) => other !== message)
  life.record.queued = life.record.queued.filter(({ reminderId }) => reminderId !== past.reminderId)
  if (!answer) return
  if (!answer.contact)
    lived.withdrawn.push({ contact, customerId: life.record.customerId, on, why: answer.why })
  else if (answer.contact.notBefore > at) wait(life, answer.contact, at)
  else keep(life, asPast(answer.contact, at), answer.contact, options, lived)
}
