import type { Amount, Day, Instant } from '../planner/customer-record'

/** A customer's entry into an experiment, of every arm and the holdout alike; nobody enters one twice. */
export interface Exposure {
  /** key of the experiment in its campaign's design */
  readonly experimentId: string
  readonly campaignId: string
  readonly entityId: string
  readonly customerId: string
  /** who is one with others for variance and assignment: the payer, else the customer */
  readonly cluster: string
  /** frozen here, as the design calls it */
  readonly segmentId: string
  /** the same as the campaign calls it; empty: everyone else */
  readonly campaignSegment: string
  /** stratum of a dealt place; empty where the cell was hashed */
  readonly stratum: string
  /** the dealt place that he takes: its counter and number; left out: hashed, or in the place of his payer */
  readonly place?: { readonly key: string; readonly number: number }
  readonly cell: string
  readonly levels: Readonly<Record<string, string>>
  /** planned probability of this cell for this segment at this epoch, the holdout's share taken first */
  readonly probability: number
  readonly epoch: number
  /** whether the holdout was among the cells: comparisons with it use only such customers */
  readonly holdoutPossible: boolean
  readonly triggerAt: Instant
  /** the trigger's day on the clock of the customer */
  readonly day: Day
  readonly currency: string
  /** invoices of the would-be first message with what was open of each at the end of the day before */
  readonly invoices: readonly { readonly invoiceId: string; readonly open: Amount }[]
}
