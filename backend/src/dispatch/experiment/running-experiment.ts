import type { Step } from '../../campaigns/campaign.contract'
import type { Amount, Day } from '../planner/customer-record'
import type { Exposure } from './exposure'

/** One way of reminding that is tested, for one segment. */
export interface TestedCell {
  readonly id: string
  /** the segment's way with the changes of the cell */
  readonly steps: readonly Step[]
  /** steps that it changes */
  readonly changed: readonly Step[]
}

/** A segment of the campaign whose customers may enter. */
export interface TestedSegment {
  /** as the design calls it, and its analysis */
  readonly id: string
  readonly cells: readonly TestedCell[]
  /** ways whose days differ, each once: the earliest first step of all is the trigger */
  readonly timings: readonly (readonly Step[])[]
}

/** Who asks for a cell. */
export interface Asked {
  /** the segment as the design calls it */
  readonly segment: string
  /** who is hashed: the payer, else the customer */
  readonly unit: string
  readonly mayBeHeldOut: boolean
  /** asked only where places of the segment are dealt; left out: they are not */
  readonly dealing?: Dealing
}

/** What a dealt place depends on beside the segment. */
export interface Dealing {
  /** what he owed at the end of the day before, in units of his currency */
  owed(): number
  /** the third of his mean delay among the customers of the launch; the middle one without history */
  lateThird(): 0 | 1 | 2
  /** the next free place of a counter */
  nextPlace(key: string): number
}

/** A cell with what is stored beside it. */
export type Drawn = Pick<
  Exposure,
  'cell' | 'levels' | 'probability' | 'epoch' | 'holdoutPossible' | 'stratum' | 'place'
>

/** An experiment of a campaign that runs, as the planner needs it. */
export interface RunningExperiment {
  readonly id: string
  readonly startedOn: Day
  /** another one whenever the same day may be planned otherwise: a new epoch, a pause */
  readonly mark: string
  readonly takesEntries: boolean
  /** whether places of some segment are dealt: customers must then be planned in the same order each time */
  readonly dealt: boolean
  /** the last day on which somebody may enter */
  readonly lastDay: Day
  /** entries after which nobody enters any more */
  readonly maxCustomers: number
  /** by the campaign's name of the segment, empty for everyone else */
  readonly segments: ReadonlyMap<string, TestedSegment>
  /** cells whose customers go the campaign's own way from now on, and which nobody enters */
  readonly paused: ReadonlySet<string>
  readonly holdoutDays: number
  /** who owes more is not held out; null: whatever is owed */
  readonly holdoutMaximum: Amount | null
  /** families of texts that only the cells name, with the versions fixed at the launch */
  readonly templates: Readonly<Record<string, number>>
  /** Pure. @returns null where the share of the segment that is tested leaves him out */
  draw(asked: Asked): Drawn | null
}

/** An entry as the planner remembers it. */
export type Entered = Pick<
  Exposure,
  | 'experimentId'
  | 'campaignId'
  | 'entityId'
  | 'customerId'
  | 'cluster'
  | 'campaignSegment'
  | 'stratum'
  | 'cell'
  | 'levels'
  | 'probability'
  | 'epoch'
  | 'holdoutPossible'
  | 'day'
>
