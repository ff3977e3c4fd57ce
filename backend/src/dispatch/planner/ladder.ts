import type { CampaignDefinition, Scenario, Step, StepKind } from '../../campaigns/campaign.contract'
import { STEP_KINDS } from '../../campaigns/campaign.contract'
import { amountOf } from './balances'
import type { Amount, CustomerRecord, Day, Instant, PastContact } from './customer-record'
import { addDays, dayNumber, laterDay, localDay } from './days'
import type { Override } from './world'

/** A step with its number from 1 and its amounts read. */
export interface Rung {
  readonly number: number
  readonly step: Step
  readonly minimum: Amount | null
  readonly maximum: Amount | null
  /** speaks of what is not due yet: it lapses when the due date has passed, and is never a condition of later steps */
  readonly early: boolean
  /** claims only what went through every earlier required step */
  readonly strict: boolean
}

export interface Ladder {
  readonly rungs: readonly Rung[]
  readonly minimumInvoice: Amount
  readonly minimumCustomer: Amount
}

/** 0 for the softest; unknown kinds, such as of reactions, are softer than all. */
export const hardness = (kind: string): number => STEP_KINDS.indexOf(kind as StepKind)
export const FORMAL = hardness('formal_notice')

const ladders = new WeakMap<readonly Step[], Ladder>()

/** The steps of a way, read once. */
export function ladderOf(definition: CampaignDefinition, steps: readonly Step[]): Ladder {
  const known = ladders.get(steps)
  if (known) return known
  const ladder: Ladder = {
    minimumInvoice: amountOf(definition.minimum_invoice),
    minimumCustomer: amountOf(definition.minimum_customer),
    rungs: steps.map((step, index) => ({
      number: index + 1,
      step,
      minimum: step.minimum === undefined ? null : amountOf(step.minimum),
      maximum: step.maximum === undefined ? null : amountOf(step.maximum),
      early: step.kind === 'before_due' || step.kind === 'satisfaction',
      strict: step.kind === 'formal_notice' || step.kind === 'hand_over',
    })),
  }
  ladders.set(steps, ladder)
  return ladder
}

const NO_STEPS: readonly Step[] = []

/** The way of a segment; without one of its own, that of everyone else. */
export function scenarioSteps(definition: CampaignDefinition, segmentId: string): readonly Step[] {
  const own = definition.scenarios.find(({ segment }) => segment === segmentId && segmentId !== '')
  const rest: Scenario | undefined = own ?? definition.scenarios.find(({ segment }) => segment === null)
  return rest?.steps ?? NO_STEPS
}

/** What an invoice went through on a ladder. */
export interface Passage {
  /** number of the highest step that claimed it; 0: none */
  level: number
  /** local day of the last claim; empty: none */
  lastOn: Day | ''
  /** number of the step of that last claim; 0 when a person skipped it */
  lastNumber: number
  /** numbers of the steps that claimed it or were skipped by a person */
  readonly passed: Set<number>
}

/**
 * The number on this ladder of a step of another campaign: the step with the same number when it is of the same kind,
 * else the first of that kind, else the last one that is softer.
 */
export function foreignNumber(ladder: Ladder, level: number, kind: string): number {
  if (ladder.rungs[level - 1]?.step.kind === kind) return level
  const same = ladder.rungs.find(({ step }) => step.kind === kind)
  if (same) return same.number
  let softer = 0
  for (const rung of ladder.rungs) if (hardness(rung.step.kind) < hardness(kind)) softer = rung.number
  return softer
}

export interface Passages {
  readonly ladder: Ladder
  readonly campaignId: string
  readonly now: Instant
  readonly zone: string
  /** due date of the part of an invoice that is claimed today, where it has several */
  readonly partDueOn: (invoiceId: string) => Day | null
}

/** What each invoice went through, from all contacts up to now and from people's decisions. */
export function passagesOf(
  record: CustomerRecord,
  overrides: readonly Override[],
  given: Passages,
): Map<string, Passage> {
  const passages = new Map<string, Passage>()
  const at = (id: string): Passage => {
    let passage = passages.get(id)
    if (!passage) passages.set(id, (passage = { level: 0, lastOn: '', lastNumber: 0, passed: new Set() }))
    return passage
  }
  for (const contact of record.contactsMade) if (contact.at <= given.now) addClaims(at, contact, given)
  for (const contact of record.queued) if (contact.plannedAt <= given.now) addClaims(at, contact, given)
  for (const override of overrides) {
    if (override.kind !== 'skip_step' || override.campaignId !== given.campaignId || override.at > given.now)
      continue
    const rung = given.ladder.rungs.find(({ step }) => step.id === override.stepId)
    if (!rung) continue
    for (const { id } of record.invoices) {
      if (override.invoiceId !== '' && override.invoiceId !== id) continue
      const passage = at(id)
      passage.passed.add(rung.number)
      if (rung.number > passage.level) passage.level = rung.number
    }
  }
  return passages
}

function addClaims(at: (id: string) => Passage, contact: PastContact, given: Passages): void {
  if (contact.failed || contact.claims.length === 0) return
  const day = localDay(contact.at, given.zone)
  for (const claim of contact.claims) {
    const part = given.partDueOn(claim.invoiceId)
    if (part !== null && claim.dueOn !== undefined && claim.dueOn !== part) continue
    const number =
      contact.campaignId === given.campaignId
        ? claim.level
        : foreignNumber(given.ladder, claim.level, claim.kind ?? contact.kind)
    if (number === 0) continue
    const passage = at(claim.invoiceId)
    passage.passed.add(number)
    if (number > passage.level) passage.level = number
    if (day >= passage.lastOn) {
      passage.lastOn = day
      passage.lastNumber = number
    }
  }
}

/**
 * The day on which a step comes for a part due on a day, after what went before. A step counted from the due date keeps,
 * after a standstill, half the distance that the ladder puts between it and the step before, and all of it after a
 * formal notice, which grants a delay: so nothing is lost and nothing comes in a burst.
 */
export function stepDay(ladder: Ladder, rung: Rung, dueOn: Day, passage: Passage | undefined): Day {
  const { day } = rung.step
  const lastOn = passage?.lastOn ?? ''
  if ('after_previous' in day) return addDays(lastOn === '' ? dueOn : lastOn, day.after_previous)
  const own = addDays(dueOn, day.from_due)
  const before = ladder.rungs[(passage?.lastNumber ?? 0) - 1]
  if (lastOn === '' || !before || !('from_due' in before.step.day)) return own
  const distance = day.from_due - before.step.day.from_due
  if (distance <= 0) return laterDay(own, addDays(lastOn, 1))
  const kept = hardness(before.step.kind) >= FORMAL ? distance : Math.ceil(distance / 2)
  return laterDay(own, addDays(lastOn, kept))
}

/** A step that speaks of what is not due yet is over once the due date has passed. */
export const hasLapsed = (rung: Rung, dueOn: Day, day: Day): boolean =>
  rung.early && dayNumber(dueOn) < dayNumber(day)

/**
 * The next step of an invoice that is above its level, or an earlier one that a strict step requires. 'missing': that
 * earlier step does not fit the amount, so that nothing can come.
 */
export function nextRung(
  ladder: Ladder,
  passage: Passage | undefined,
  dueOn: Day,
  day: Day,
  excluded: ReadonlySet<number>,
): Rung | 'missing' | null {
  const level = passage?.level ?? 0
  for (const rung of ladder.rungs) {
    if (rung.number <= level || hasLapsed(rung, dueOn, day) || excluded.has(rung.number)) continue
    if (!rung.strict) return rung
    const missing = missingBefore(ladder, rung, passage)
    if (missing && excluded.has(missing.number)) return 'missing'
    return missing ?? rung
  }
  return null
}

/** The first required step before a strict one that an invoice has not gone through. */
export const missingBefore = (ladder: Ladder, rung: Rung, passage: Passage | undefined): Rung | null =>
  ladder.rungs.find(
    ({ number, early, step }) =>
      number < rung.number && step.required && !early && !(passage?.passed.has(number) ?? false),
  ) ?? null
