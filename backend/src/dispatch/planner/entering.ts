import { armOf } from '../experiment/arm'
import type { Exposure } from '../experiment/exposure'
import { mayBeHeldOut } from '../experiment/may-be-held-out'
import { payerUnit } from '../experiment/payer-unit'
import type { RunningExperiment, TestedSegment } from '../experiment/running-experiment'
import { openOn } from './balances'
import type { CampaignDay } from './campaign-day'
import { type Claims, claimsOf } from './claims'
import type { Day } from './customer-record'
import { addDays, laterDay } from './days'
import { FORMAL, type Ladder, hardness, ladderOf } from './ladder'
import type { Standing } from './standing'
import { type Stop, stop } from './stops'
import { forcedStep, quietStop, reachFor, standings } from './way'
import type { Cell } from './world'

/** A customer's entry, and what his cell means for him from now on. */
interface Entry {
  readonly exposure: Exposure
  readonly cell: Cell
}

/**
 * Whether a customer of a segment enters the campaign's experiment today, in which arm does not matter: he does on the
 * first day on which the earliest first step of all cells is due for an invoice that no step has claimed, and every cell
 * could reach him. Whom one of them cannot reach is out for all; he hears it on the day of the trigger, and goes the
 * campaign's own way from the next one on.
 * @returns null: not today, or not at all
 */
export function entering(given: CampaignDay, segmentId: string): Entry | Stop | null {
  const { record, campaign, world, day, now } = given
  const { experiment } = campaign
  const tested = experiment?.segments.get(segmentId)
  if (!experiment || !tested || given.barred || experiment.lastDay < day) return null
  if (!world.mayEnter(record, campaign)) return null
  const trigger = triggerOf(given, tested)
  if (!trigger) return null
  const { claims, since } = trigger
  const segment = tested.id
  const held = mayBeHeldOut(given, experiment)
  const drawn = world.draw(record, campaign, { segment, mayBeHeldOut: held, day })
  if (!drawn) return null
  const missed = notReached(given, tested, claims)
  if (missed) return laterDay(since, experiment.startedOn) === day ? missed : null
  const invoices = owedBefore(given, claims)
  if (invoices.length === 0) return null
  const exposure: Exposure = {
    ...drawn,
    ...named(given, experiment),
    cluster: payerUnit(record),
    segmentId: segment,
    campaignSegment: segmentId,
    triggerAt: now,
    day,
    currency: claims.currency,
    invoices,
  }
  return { exposure, cell: armOf(experiment, exposure, record) }
}

const named = ({ record, campaign }: CampaignDay, experiment: RunningExperiment) => ({
  experimentId: experiment.id,
  campaignId: campaign.id,
  entityId: record.entityId,
  customerId: record.customerId,
})

/** The invoices of the would-be first message with what was open of each at the end of the day before. */
function owedBefore({ record, day }: CampaignDay, { claims, alsoClaimed }: Claims): Exposure['invoices'] {
  const meant = new Set([...claims, ...alsoClaimed].map(({ invoiceId }) => invoiceId))
  return record.invoices
    .filter(({ id }) => meant.has(id))
    .map((invoice) => ({ invoiceId: invoice.id, open: openOn(invoice, addDays(day, -1)) }))
    .filter(({ open }) => open > 0n)
}

/** The would-be first message, and the day on which it became due by the earliest cell. */
function triggerOf(given: CampaignDay, { timings }: TestedSegment): { claims: Claims; since: Day } | null {
  const { record, campaign, day } = given
  const ladders = timings.map((steps) => ladderOf(campaign.definition, steps))
  const [first] = ladders
  if (!first || forcedStep(given)) return null
  const firsts = firstSteps(given, ladders)
  const due = firsts.filter((one) => one.due)
  if (due.length === 0) return null
  const claims = claimsOf(record, firsts, first, day)
  if ('reason' in claims || hardness(claims.rung.step.kind) >= FORMAL || quietStop(given, claims)) return null
  const since = due.reduce((soonest, { comesOn }) => (comesOn < soonest ? comesOn : soonest), day)
  return { claims, since }
}

/** Each invoice as it stands in the cell whose step for it comes first; only those count that no step has claimed. */
function firstSteps(given: CampaignDay, ladders: readonly Ladder[]): Standing[] {
  const byLadder = ladders.map((ladder) => standings(given, ladder))
  return given.parts.map((_, n): Standing => {
    const [one, ...others] = byLadder.flatMap((all) => all[n] ?? [])
    if (!one) throw new RangeError('a ladder has no standing of an open invoice')
    const soonest = others.reduce((best, other) => (comesBefore(other, best) ? other : best), one)
    return (soonest.passage?.level ?? 0) === 0 ? soonest : { ...soonest, due: false }
  })
}

const comesBefore = (a: Standing, b: Standing): boolean =>
  a.due !== b.due ? a.due : a.comesOn !== '' && (b.comesOn === '' || a.comesOn < b.comesOn)

/** The first cell that could not reach him, by its first step or one that it changes. */
function notReached(given: CampaignDay, { cells }: TestedSegment, { rung }: Claims): Stop | null {
  const tried = new Set<string>()
  for (const { id, steps, changed } of cells) {
    const own = steps[rung.number - 1]
    for (const step of new Set(own ? [own, ...changed] : changed)) {
      const key = JSON.stringify([step.id, step.channels, step.contact_role, step.template])
      if (tried.has(key)) continue
      tried.add(key)
      const reached = reachFor(given, step, id)
      if ('reason' in reached) {
        return stop('not_reachable_in_all_cells', { variant: id, why: reached.reason })
      }
    }
  }
  return null
}
