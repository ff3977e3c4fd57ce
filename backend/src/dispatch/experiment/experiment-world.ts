import { holdoutCell } from '@relance/experiments'
import { openOn } from '../planner/balances'
import type { CustomerRecord } from '../planner/customer-record'
import { addDays } from '../planner/days'
import type { Cell, RunningCampaign, World } from '../planner/world'
import { NO_CELL, armOf, heldUntil, isConsumer } from './arm'
import { EntryIndex } from './entry-book'
import type { Entries } from './entry-book'
import type { Exposure } from './exposure'
import { payerUnit } from './payer-unit'
import type { Dealing, Entered, RunningExperiment } from './running-experiment'

/** The part of the world that experiments answer. */
export type ExperimentWorld = Pick<World, 'cell' | 'mayEnter' | 'draw' | 'noteEntry'> & {
  /** the segment frozen at his entry into the campaign's experiment; undefined: he has not entered */
  frozenSegment(record: CustomerRecord, campaign: RunningCampaign): string | undefined
}

/** A world without any. */
export const withoutExperiments: ExperimentWorld = {
  cell: () => NO_CELL,
  mayEnter: () => false,
  draw: () => null,
  noteEntry: () => undefined,
  frozenSegment: () => undefined,
}

/** What is known of dealt experiments beside the customer: thirds of late history, and counters of places. */
export interface Deals {
  lateThird(experimentId: string, record: CustomerRecord): 0 | 1 | 2
  /** as the store has it */
  nextPlace(experimentId: string, key: string): number
}

/** An experiment as its holdout needs it. */
export type HoldsOut = Pick<RunningExperiment, 'holdoutDays'>

const NO_DEALS: Deals = { lateThird: () => 1, nextPlace: () => 0 }

/** Amounts in ten-thousandths → units of the currency. */
const UNIT = 10_000

/** Nobody is left without reminders twice within these days. */
const HELD_AGAIN_DAYS = 365
/** A natural person who refuses this is in no test; the debt stays. */
const TESTS = 'tests'

const byEntry = (a: Entered, b: Entered): number => (a.day < b.day ? -1 : a.day > b.day ? 1 : 0)

/**
 * @param known entries of all days so far; those of this run are noted beside it
 * @param deals of the experiments that deal places
 * @param over experiments that have ended, some of whose holdout is still without reminders
 */
export function experimentWorld(
  campaigns: readonly RunningCampaign[],
  known: Entries,
  deals: Deals = NO_DEALS,
  over: ReadonlyMap<string, HoldsOut> = new Map(),
): ExperimentWorld {
  const running = new Map<string, RunningExperiment>()
  for (const { experiment } of campaigns) if (experiment) running.set(experiment.id, experiment)
  if (running.size === 0 && over.size === 0) return withoutExperiments
  const holding: ReadonlyMap<string, HoldsOut> = new Map([...over, ...running])
  const fresh = new EntryIndex()
  const places = new PlacesTaken(deals)
  const ofCustomer = (record: CustomerRecord) => both(known.ofCustomer(record), fresh.ofCustomer(record))
  const ofCluster = (cluster: string) => both(known.ofCluster(cluster), fresh.ofCluster(cluster))
  const ownEntry = (record: CustomerRecord, id: string) =>
    ofCustomer(record).find(({ experimentId }) => experimentId === id)
  /** of one experiment, the first of a payer's customers */
  const firstOf = (cluster: string, id: string) =>
    ofCluster(cluster)
      .filter(({ experimentId }) => experimentId === id)
      .sort(byEntry)[0]

  return {
    cell: (record, { experiment }, _, day) => {
      const own = experiment && ownEntry(record, experiment.id)
      const held = heldElsewhere(ofCustomer(record), holding, record, day)
      if (!experiment || !own) return held ?? NO_CELL
      // Of a payer whose customers were found to be one the earlier cell speaks; each row stays in its own.
      const first = firstOf(payerUnit(record), experiment.id)
      const arm = armOf(experiment, first && first.day < own.day ? first : own, record)
      return held && arm.blocked === null ? { ...arm, blocked: held.blocked, until: held.until } : arm
    },
    frozenSegment: (record, { experiment }) => experiment && ownEntry(record, experiment.id)?.campaignSegment,
    mayEnter: (record, { experiment }) => {
      if (!experiment?.takesEntries) return false
      if (known.count(experiment.id) + fresh.count(experiment.id) >= experiment.maxCustomers) return false
      if (ofCustomer(record).some(({ experimentId }) => running.has(experimentId))) return false
      if (refuses(record)) return false
      return !ofCluster(payerUnit(record)).some(
        ({ experimentId }) => experimentId !== experiment.id && running.has(experimentId),
      )
    },
    draw: (record, { experiment }, { segment, mayBeHeldOut, day }) => {
      if (!experiment) return null
      const unit = payerUnit(record)
      const again = both(ofCustomer(record), ofCluster(unit)).some(
        (entry) => entry.cell === holdoutCell && addDays(entry.day, HELD_AGAIN_DAYS) > day,
      )
      const first = firstOf(unit, experiment.id)
      if (!first) {
        const dealing = places.dealingOf(experiment.id, record, day)
        return experiment.draw({ segment, unit, mayBeHeldOut: mayBeHeldOut && !again, dealing })
      }
      const { cell, levels, probability, epoch, holdoutPossible, stratum } = first
      if (experiment.paused.has(cell) || (cell === holdoutCell && !mayBeHeldOut)) return null
      return { cell, levels, probability, epoch, holdoutPossible, stratum }
    },
    noteEntry: (exposure) => {
      fresh.add(exposure)
      places.note(exposure)
    },
  }
}

/** Counters of dealt places as one run moves them on: who is drawn looks at the next place, who enters takes it. */
class PlacesTaken {
  readonly #next = new Map<string, number>()

  constructor(private readonly deals: Deals) {}

  dealingOf(experimentId: string, record: CustomerRecord, day: string): Dealing {
    return {
      owed: () => {
        const before = addDays(day, -1)
        return record.invoices.reduce((sum, invoice) => sum + Number(openOn(invoice, before)), 0) / UNIT
      },
      lateThird: () => this.deals.lateThird(experimentId, record),
      nextPlace: (key) =>
        this.#next.get(`${experimentId}\n${key}`) ?? this.deals.nextPlace(experimentId, key),
    }
  }

  note({ experimentId, place }: Exposure): void {
    if (place) this.#next.set(`${experimentId}\n${place.key}`, place.number + 1)
  }
}

const both = (a: readonly Entered[], b: readonly Entered[]): readonly Entered[] =>
  a.length === 0 ? b : b.length === 0 ? a : [...a, ...b]

/** Without reminders means of any campaign, also once the experiment has ended: its days were promised. */
function heldElsewhere(
  entries: readonly Entered[],
  holding: ReadonlyMap<string, HoldsOut>,
  record: CustomerRecord,
  day: string,
): Cell | null {
  for (const entry of entries) {
    const experiment = entry.cell === holdoutCell ? holding.get(entry.experimentId) : undefined
    if (!experiment) continue
    const until = heldUntil(experiment, record, entry.day)
    if (until >= day) return { ...NO_CELL, blocked: 'holdout', until }
  }
  return null
}

/** Whether a natural person has objected to being part of tests. */
function refuses(record: CustomerRecord): boolean {
  if (!isConsumer(record) && record.kind !== 'sole_trader') return false
  const last = record.consents
    .filter(({ channel }) => channel === TESTS)
    .reduce<CustomerRecord['consents'][number] | null>(
      (one, other) => (one === null || other.on >= one.on ? other : one),
      null,
    )
  return last !== null && !last.given
}
