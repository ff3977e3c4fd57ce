import type { Channel, Step } from '../../campaigns/campaign.contract'
import type { CampaignDay } from './campaign-day'
import type { Claims } from './claims'
import type { CustomerRecord } from './customer-record'
import { addDays, localDay } from './days'
import { FORMAL, type Ladder, hardness, ladderOf, missingBefore, passagesOf, scenarioSteps } from './ladder'
import { type Reached, reach, rotated } from './reach'
import { type Standing, standingsOf } from './standing'
import { type Stop, stop } from './stops'
import type { Cell, LegalRefusal, Override } from './world'

/** The arm's own way where there is one, else the way of the segment. */
export interface Way {
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

/** The step that a person orders, while it was not sent since. */
export function forcedStep(given: CampaignDay): Extract<Override, { kind: 'force_step' }> | null {
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

/** The channel that the last counted message of the campaign used, for steps that rotate. */
function lastChannel({ record, campaign, now }: CampaignDay): string {
  let last: CustomerRecord['contactsMade'][number] | undefined
  for (const one of record.contactsMade) {
    if (one.campaignId === campaign.id && one.counts && one.at <= now && (!last || one.at > last.at))
      last = one
  }
  return last?.channel ?? ''
}

/** What a person chose for the customer goes first where the step has it: another channel was not checked for it. */
function preferred(
  channels: readonly Channel[],
  { overrides, now }: Pick<CampaignDay, 'overrides' | 'now'>,
): readonly Channel[] {
  const chosen = overrides.findLast((one) => one.kind === 'channel' && one.at <= now)
  if (chosen?.kind !== 'channel') return channels
  return [...channels].sort((a, b) => Number(b === chosen.channel) - Number(a === chosen.channel))
}

export const legalStop = ({ rule, article, fr, en }: LegalRefusal): Stop =>
  stop('legal', { rule, article, fr, en })

/** How a step reaches the customer, by the rules of the arm that sends it. */
export function reachFor(given: CampaignDay, step: Step, variantId: string): Reached | Stop {
  const { record, campaign, world, now, day } = given
  return reach({
    record,
    campaign,
    world,
    now,
    channels: preferred(rotated(step.channels, step.rotate, lastChannel(given)), given),
    role: step.contact_role,
    template: step.template,
    refusal: (channel) => {
      const refusal = world.legalRefusal(record, campaign, step, channel, day, variantId)
      return refusal && legalStop(refusal)
    },
  })
}
