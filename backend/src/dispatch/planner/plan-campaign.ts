import type { Step } from '../../campaigns/campaign.contract'
import { onAccountOn } from './balances'
import { type Claims, claimsOf } from './claims'
import type { CustomerRecord, Day } from './customer-record'
import { addDays, localDay } from './days'
import { FORMAL, type Ladder, hardness, ladderOf, missingBefore, passagesOf, scenarioSteps } from './ladder'
import type { CampaignDay } from './campaign-day'
import { planReaction } from './plan-reaction'
import { type Reached, reach, rotated } from './reach'
import { type Standing, standingsOf } from './standing'
import { type Stop, fullStop, reminderStop, stop } from './stops'
import { slotOf } from './timing'
import type { PlannedContact, Reason, Verdict } from './verdict'
import type { Cell, LegalRefusal, Override } from './world'

export interface Outcome extends Pick<Verdict, 'contact' | 'params' | 'invoices'> {
  readonly reason: Reason | null
  readonly wake: Day | ''
}

const NONE: Verdict['invoices'] = []

/** No contact, until the day after the stop's last one. */
const held = (why: Stop, invoices = NONE): Outcome => ({
  contact: null,
  reason: why.reason,
  params: why.params,
  invoices,
  wake: why.until === '' ? '' : addDays(why.until, 1),
})

/** No contact today; tomorrow may be different. */
const heldToday = (why: Stop, given: CampaignDay, invoices = NONE): Outcome => ({
  ...held(why, invoices),
  wake: addDays(given.day, 1),
})

/** The answer of one campaign alone, as if it were the only one. */
export function planCampaign(given: CampaignDay): Outcome {
  const outside = notConcerned(given)
  if (outside) return held(outside)
  const reaction = planReaction(given)
  if (!reaction && given.parts.length === 0) return held(nothingOpen(given.record, given.day))
  const { record, day, now, zone } = given
  const full = fullStop(record, day, zone, given.overrides)
  if (full) return held(full)
  const stale = staleStop(given)
  if (stale) return heldToday(stale, given)
  const taken = alreadyTaken(given)
  if (taken) return heldToday(taken, given)
  if (reaction) {
    return { contact: reaction, reason: null, params: {}, invoices: NONE, wake: addDays(day, 1) }
  }
  const pending = reminderStop(record, day, now, zone, given.overrides)
  return pending ? held(pending) : planReminder(given)
}

/** Nobody is reminded on payment data that are older than the campaign allows: he may have paid. */
export function staleStop({ record, campaign, world, now }: CampaignDay): Stop | null {
  const known = world.paymentsKnownUntil(record.entityId)
  const hours = campaign.definition.stale_after_hours
  const fresh = known !== null && now - known <= hours * 3_600_000
  return fresh ? null : stop('stale_payments', { known: known ?? '', hours })
}

export function notConcerned({ record, campaign, world, day }: CampaignDay): Stop | null {
  const { definition, state } = campaign
  const { entities, ends_on: endsOn, exclusions } = definition
  if (state === 'ended' || (endsOn !== null && endsOn < day)) {
    return stop('campaign_ended', { on: endsOn ?? '' })
  }
  if (state === 'paused') return stop('paused')
  if (state !== 'running') return stop('not_started')
  if (entities.length > 0 && !entities.includes(record.entityId)) return stop('not_in_population')
  if (exclusions.intragroup && record.internal) return stop('internal')
  return world.inPopulation(record, campaign, day) ? null : stop('not_in_population')
}

function nothingOpen(record: CustomerRecord, day: Day): Stop {
  const currencies = new Set(record.onAccount.map(({ currency }) => currency))
  for (const currency of currencies) {
    if (onAccountOn(record, currency, day) < 0n) return stop('refund_unexplained')
  }
  return record.invoices.some(({ issuedOn }) => issuedOn <= day)
    ? stop('paid')
    : stop('nothing_due', { next: '' })
}

/** A message that waits or went today: one a day is enough, of whatever campaign. */
export function alreadyTaken({ record, campaign, now, day, zone }: CampaignDay): Stop | null {
  const waiting = record.queued.find(({ plannedAt }) => plannedAt <= now)
  if (waiting?.waitsForRate) return stop('rate_missing')
  if (waiting) {
    const params = { at: waiting.at }
    return waiting.campaignId === campaign.id
      ? stop('already_queued', params)
      : stop('other_campaign', params)
  }
  const today = record.contactsMade.find(
    ({ counts, at, kind }) => (counts || kind === 'reaction') && at <= now && localDay(at, zone) === day,
  )
  return today ? stop('already_contacted_today', { at: today.at, channel: today.channel }) : null
}

/** The step that a person orders, while it was not sent since. */
function forcedStep(given: CampaignDay): Extract<Override, { kind: 'force_step' }> | null {
  const { record, campaign, day, zone, now } = given
  for (const one of given.overrides) {
    if (one.kind !== 'force_step' || one.campaignId !== campaign.id || one.on > day) continue
    const done = record.contactsMade.some(
      ({ stepId, campaignId, at }) =>
        stepId === one.stepId && campaignId === campaign.id && at <= now && localDay(at, zone) >= one.on,
    )
    if (!done) return one
  }
  return null
}

/** The arm's own way where there is one, else the way of the segment. */
interface Way {
  readonly segmentId: string
  readonly cell: Cell
  readonly ladder: Ladder
}

export function wayOf({
  record,
  campaign,
  world,
  day,
}: Pick<CampaignDay, 'record' | 'campaign' | 'world' | 'day'>): Way {
  const segmentId = world.segmentOf(record, campaign, day)
  const cell = world.cell(record, campaign, segmentId, day)
  const { definition } = campaign
  return { segmentId, cell, ladder: ladderOf(definition, cell.steps ?? scenarioSteps(definition, segmentId)) }
}

/** Standings of all open invoices, with a person's order in force. */
export function standings(given: CampaignDay, ladder: Ladder): Standing[] {
  const { record, campaign, now, zone, day, parts, overrides, isHoliday } = given
  const partial = new Map(
    parts
      .filter(({ invoice }) => invoice.instalments.length > 1)
      .map((part) => [part.invoice.id, part.dueOn]),
  )
  const passages = passagesOf(record, overrides, {
    ladder,
    campaignId: campaign.id,
    now,
    zone,
    partDueOn: (id) => partial.get(id) ?? null,
  })
  const { definition } = campaign
  const all = standingsOf({ record, parts, day, definition, ladder, passages, isHoliday })
  const forced = forcedStep(given)
  const rung = forced && ladder.rungs.find(({ step }) => step.id === forced.stepId)
  if (!rung) return all
  return all.map((one) => {
    if (one.stop || !one.overdue) return { ...one, due: false }
    const late = (one.passage?.level ?? 0) >= rung.number
    if (late || (rung.strict && missingBefore(ladder, rung, one.passage))) return { ...one, due: false }
    return { ...one, rung, due: true }
  })
}

function planReminder(given: CampaignDay): Outcome {
  const { record, day } = given
  const way = wayOf(given)
  const all = standings(given, way.ladder)
  const stopped = all
    .filter(({ overdue, stop: why }) => overdue && why)
    .map(({ invoice, stop: why }) => ({ invoiceId: invoice.id, reason: why?.reason ?? ('hold' as const) }))
  if (!all.some(({ due }) => due)) return { ...nothingDue(all, day), invoices: stopped }
  const claims = claimsOf(record, all, way.ladder, day)
  // Only a payment, a credit or another step changes the sum; the days of those are known.
  if ('reason' in claims) return { ...held(claims, stopped), wake: nextCome(all, day) }
  const quiet = quietStop(given, claims)
  if (quiet) return { ...held(quiet, stopped), wake: earliest(held(quiet).wake, nextCome(all, day)) }
  const { blocked, until } = way.cell
  const softer = hardness(claims.rung.step.kind) < FORMAL
  if (blocked && softer && (until === '' || until >= day)) {
    return heldToday(stop(blocked, until === '' ? {} : { until }), given, stopped)
  }
  const contact = contactOf(given, way, claims)
  if ('reason' in contact) {
    if (contact.reason === 'legal' || contact.reason === 'rate_missing')
      return heldToday(contact, given, stopped)
    // A cap has its day, a closed or missing address changes by a new fact only.
    const full = held(contact, stopped)
    return { ...full, wake: earliest(full.wake, nextCome(all, day)) }
  }
  return { contact, reason: null, params: {}, invoices: stopped, wake: addDays(day, 1) }
}

/** After a formal notice nothing softer speaks for a while, of whatever campaign the notice was. */
export function quietStop({ record, campaign, now, day, zone }: CampaignDay, { rung }: Claims): Stop | null {
  if (hardness(rung.step.kind) >= FORMAL) return null
  let last = ''
  for (const { at, kind, failed } of record.contactsMade) {
    if (kind === 'formal_notice' && at <= now && !failed) {
      const on = localDay(at, zone)
      if (on > last) last = on
    }
  }
  const end = last === '' ? '' : addDays(last, campaign.definition.quiet_after_formal_notice)
  return end > day ? stop('after_formal_notice', { on: last }, addDays(end, -1)) : null
}

/** Why nothing is due: what stops the oldest late invoice, or when the next step comes. */
function nothingDue(all: readonly Standing[], day: Day): Outcome {
  const next = all
    .filter(({ stop: why, comesOn }) => !why && comesOn > day)
    .reduce<Standing | null>((first, one) => (!first || one.comesOn < first.comesOn ? one : first), null)
  if (next) {
    const why = stop('nothing_due', { next: next.comesOn, step: next.rung?.step.kind ?? '' })
    return { ...held(why), wake: next.comesOn }
  }
  const stopped = all.find(({ overdue, stop: why }) => overdue && why) ?? all.find(({ stop: why }) => why)
  if (stopped?.stop) return { ...held(stopped.stop), wake: '' }
  const finished = all.some(({ overdue }) => overdue)
  return held(finished ? stop('scenario_finished') : stop('nothing_due', { next: '' }))
}

const earliest = (a: Day | '', b: Day | ''): Day | '' => (a === '' ? b : b === '' ? a : a < b ? a : b)

/** The next day on which another invoice comes to a step. */
const nextCome = (all: readonly Standing[], day: Day): Day | '' =>
  all.reduce<Day | ''>((first, { comesOn, stop: why }) => {
    return !why && comesOn > day ? earliest(first, comesOn) : first
  }, '')

/** The channel that the last counted message of the campaign used, for steps that rotate. */
function lastChannel({ record, campaign, now }: CampaignDay): string {
  let last: CustomerRecord['contactsMade'][number] | undefined
  for (const one of record.contactsMade) {
    if (one.campaignId === campaign.id && one.counts && one.at <= now && (!last || one.at > last.at))
      last = one
  }
  return last?.channel ?? ''
}

export const legalStop = ({ rule, article, fr, en }: LegalRefusal): Stop =>
  stop('legal', { rule, article, fr, en })

function reachFor(given: CampaignDay, step: Step): Reached | Stop {
  const { record, campaign, world, now, day } = given
  return reach({
    record,
    campaign,
    world,
    now,
    channels: rotated(step.channels, step.rotate, lastChannel(given)),
    role: step.contact_role,
    template: step.template,
    refusal: (channel) => {
      const refusal = world.legalRefusal(record, campaign, step, channel, day)
      return refusal && legalStop(refusal)
    },
  })
}

export function contactOf(given: CampaignDay, way: Way, money: Claims): PlannedContact | Stop {
  const { record, campaign, world, now } = given
  const { rung, ...sums } = money
  const { step } = rung
  const reached = reachFor(given, step)
  if ('reason' in reached) return reached
  const slot = slotOf(record, world, now, reached.channel, step.kind)
  if ('reason' in slot) return slot
  const contact: PlannedContact = {
    campaignId: campaign.id,
    campaignVersion: campaign.version,
    segmentId: way.segmentId,
    variantId: way.cell.variantId,
    probability: way.cell.probability,
    stepId: step.id,
    kind: step.kind,
    reaction: '',
    level: rung.number,
    ...reached,
    tone: step.tone,
    template: step.template,
    templateVersion: campaign.templates[step.template] ?? 1,
    withStatement: step.attach.length > 0,
    copyToAccountManager: step.copy_to_account_manager,
    ...sums,
    ...slot,
  }
  return rateStop(contact, given) ?? contact
}

/** A message that speaks of interest waits for the rate: no figure is better than a wrong one. */
export function rateStop(contact: PlannedContact, given: CampaignDay): Stop | null {
  const { record, campaign, world } = given
  const missing = world.missingRate(record, campaign, contact, given)
  return missing && stop('rate_missing', { ...missing })
}
