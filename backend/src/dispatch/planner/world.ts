import type {
  CampaignDefinition,
  CampaignState,
  Channel,
  Step,
  StepKind,
} from '../../campaigns/campaign.contract'
import type { MissingRate } from '../../legal'
import type { Exposure } from '../experiment/exposure'
import type { Asked, Drawn, RunningExperiment } from '../experiment/running-experiment'
import type { CustomerRecord, Day, Instant, PastContact } from './customer-record'
import type { PlannedContact } from './verdict'

/** A version of a campaign that plans: what runs never changes, an edit makes another version. */
export interface RunningCampaign {
  readonly id: string
  readonly version: number
  readonly state: CampaignState
  readonly startedAt: Instant
  readonly definition: CampaignDefinition
  /** template family → version of its texts that this version of the campaign sends */
  readonly templates: Readonly<Record<string, number>>
  /** the experiment that its customers may enter; left out: none */
  readonly experiment?: RunningExperiment
}

/** What a person decided for one customer against the plan. */
export type Override =
  | {
      readonly kind: 'hold'
      readonly from: Day
      /** last day that is held; empty: until it is lifted */
      readonly until: Day | ''
      readonly by: string
    }
  | {
      /** the invoices go on as if the step had claimed them */
      readonly kind: 'skip_step'
      readonly at: Instant
      readonly campaignId: string
      readonly stepId: string
      /** empty: every invoice of the customer */
      readonly invoiceId: string
      readonly by: string
    }
  | {
      /** the step is taken from this day on, whatever its day, until it was sent */
      readonly kind: 'force_step'
      readonly on: Day
      readonly campaignId: string
      readonly stepId: string
      readonly by: string
    }
  | {
      /** taken before the others of a step that has it */
      readonly kind: 'channel'
      readonly at: Instant
      readonly channel: string
      readonly by: string
    }
  | {
      /** replies, complaints and low satisfaction before this moment stop nothing any more */
      readonly kind: 'resume'
      readonly at: Instant
      readonly by: string
    }

/** The arm of an experiment that a customer is in; without an experiment the one cell with probability 1. */
export interface Cell {
  /** left out: no experiment */
  readonly experimentId?: string
  readonly variantId: string
  readonly probability: number
  /** the arm's own way; null: the scenario of the segment */
  readonly steps: readonly Step[] | null
  /** why the arm gets no reminder; never holds a formal notice or a hand-over back */
  readonly blocked: 'holdout' | 'not_reachable_in_all_cells' | null
  /** last day on which it is blocked; empty: always */
  readonly until: Day | ''
}

export interface CapBreach {
  /** key of the rule that is full, e.g. hours_72 */
  readonly rule: string
  /** the first moment at which it is not full any more */
  readonly until: Instant
}

/** Why a message may not go to a customer, by the rules of law. */
export interface LegalRefusal {
  readonly rule: string
  readonly article: string
  /** what stands against it and how to mend it, as the check of the campaign says it */
  readonly fr: string
  readonly en: string
}

/**
 * Everything around a customer that decides with him: calendar, law, freshness of payment data, segments, texts and
 * people. Pure for given arguments; a planner's run answers it from tables read once.
 */
export interface World {
  /** another one where a table changed on which verdicts of everybody depend: the day is planned anew */
  readonly mark?: string
  /** IANA name of the customer's clock */
  timeZone(record: CustomerRecord): string
  /** the moment itself when the window is open, else the next opening */
  nextOpening(at: Instant, channel: Channel, kind: StepKind | 'reaction', record: CustomerRecord): Instant
  /** over the contacts of a payer that count, ascending; null: nothing is full at that moment */
  capBreach(
    contacts: readonly PastContact[],
    channel: Channel,
    kind: StepKind,
    at: Instant,
    record: CustomerRecord,
  ): CapBreach | null
  isHoliday(day: Day, record: CustomerRecord): boolean
  legalRefusal(
    record: CustomerRecord,
    campaign: RunningCampaign,
    step: Step,
    channel: Channel,
    day: Day,
    variantId: string,
  ): LegalRefusal | null
  /** the rate without which what a message says of late interest on a day cannot be worked out; null: none */
  missingRate(
    record: CustomerRecord,
    campaign: RunningCampaign,
    contact: PlannedContact,
    on: { readonly day: Day; readonly zone: string },
  ): MissingRate | null
  /** the moment up to which payments of the entity are known; null: never loaded */
  paymentsKnownUntil(entityId: string): Instant | null
  inPopulation(record: CustomerRecord, campaign: RunningCampaign, day: Day): boolean
  /** the first fitting segment of the campaign, frozen at entry; empty: everyone else */
  segmentOf(record: CustomerRecord, campaign: RunningCampaign, day: Day): string
  cell(record: CustomerRecord, campaign: RunningCampaign, segmentId: string, day: Day): Cell
  /** whether a customer may still enter the campaign's experiment: nobody is in two, nobody enters one twice */
  mayEnter(record: CustomerRecord, campaign: RunningCampaign): boolean
  /** the cell of who enters today: that of his payer where one is in already; null: he stays outside */
  draw(
    record: CustomerRecord,
    campaign: RunningCampaign,
    asked: Pick<Asked, 'segment' | 'mayBeHeldOut'> & { readonly day: Day },
  ): Drawn | null
  /** tells of an entry, so that what is planned next knows it */
  noteEntry(exposure: Exposure): void
  /** languages in which a pinned version of a template exists for a channel */
  languages(campaign: RunningCampaign, template: string, channel: Channel): readonly string[]
  overrides(record: CustomerRecord): readonly Override[]
  /** contacts, made and queued, of the other customers of the same payer, of whatever entity */
  contactsOfPayer(record: CustomerRecord): readonly PastContact[]
}
