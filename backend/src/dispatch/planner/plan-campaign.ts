import type { Exposure } from '../experiment/exposure'
import { onAccountOn } from './balances'
import { type Claims, claimsOf } from './claims'
import type { CustomerRecord, Day } from './customer-record'
import { addDays, localDay } from './days'
import { entering } from './entering'
import { FORMAL, hardness, ladderOf, scenarioSteps } from './ladder'
import type { CampaignDay } from './campaign-day'
import { planReaction } from './plan-reaction'
import type { Standing } from './standing'
import { type Stop, fullStop, reminderStop, stop } from './stops'
import { slotOf } from './timing'
import type { PlannedContact, Reason, Verdict } from './verdict'
import { type Way, quietStop, reachFor, standings, wayOf } from './way'

export interface Outcome extends Pick<Verdict, 'contact' | 'params' | 'invoices'> {
  /** his entry into the campaign's experiment, where it was today */
  readonly exposed?: Exposure
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

function planReminder(given: CampaignDay): Outcome {
  const way = wayOf(given)
  const entry = way.cell.variantId === '' ? entering(given, way.segmentId) : null
  if (entry && 'reason' in entry) return heldToday(entry, given)
  if (!entry) return planWay(given, way)
  const { definition } = given.campaign
  const steps = entry.cell.steps ?? scenarioSteps(definition, way.segmentId)
  const outcome = planWay(given, { ...way, cell: entry.cell, ladder: ladderOf(definition, steps) })
  return { ...outcome, exposed: entry.exposure, wake: addDays(given.day, 1) }
}

/** The reminder of one way. */
function planWay(given: CampaignDay, way: Way): Outcome {
  const { record, day } = given
  const { blocked, until } = way.cell
  const isHeld = blocked !== null && (until === '' || until >= day)
  const found = standings(given, way.ladder)
  const all = isHeld ? found.map(spared) : found
  const stopped = all
    .filter(({ overdue, stop: why }) => overdue && why)
    .map(({ invoice, stop: why }) => ({ invoiceId: invoice.id, reason: why?.reason ?? ('hold' as const) }))
  if (!all.some(({ due }) => due)) {
    if (isHeld && found.some(({ due }) => due)) {
      return heldToday(stop(blocked, until === '' ? {} : { until }), given, stopped)
    }
    return { ...nothingDue(all, day), invoices: stopped }
  }
  const claims = claimsOf(record, all, way.ladder, day)
  // Only a payment, a credit or another step changes the sum; the days of those are known.
  if ('reason' in claims) return { ...held(claims, stopped), wake: nextCome(all, day) }
  const quiet = quietStop(given, claims)
  if (quiet) return { ...held(quiet, stopped), wake: earliest(held(quiet).wake, nextCome(all, day)) }
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

/** Without reminders only a formal notice and what follows it go on, and only of invoices that were reminded before. */
const spared = (one: Standing): Standing => {
  const goesOn = one.rung !== null && hardness(one.rung.step.kind) >= FORMAL && (one.passage?.level ?? 0) > 0
  return goesOn ? one : { ...one, due: false }
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

export function contactOf(given: CampaignDay, way: Way, money: Claims): PlannedContact | Stop {
  const { record, campaign, world, now } = given
  const { rung, ...sums } = money
  const { step } = rung
  const { experimentId, variantId, probability } = way.cell
  const reached = reachFor(given, step, variantId)
  if ('reason' in reached) return reached
  const slot = slotOf(record, world, now, reached.channel, step.kind)
  if ('reason' in slot) return slot
  const contact: PlannedContact = {
    campaignId: campaign.id,
    campaignVersion: campaign.version,
    segmentId: way.segmentId,
    variantId,
    probability,
    ...(experimentId === undefined ? {} : { experimentId }),
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
