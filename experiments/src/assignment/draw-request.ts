import type { CustomerAttributes } from '../segments'
import type { StickyDocument } from './sdk'

/** One draw, as it is stored with the exposure. */
export interface Draw {
  readonly entered: true
  readonly cell: string
  readonly levels: Readonly<Record<string, string>>
  readonly segment: string
  /** Planned probability of this cell for a customer of this segment at this epoch. */
  readonly probability: number
  readonly epoch: number
  /** Whether the holdout was among the cells: comparisons with it use only such customers. */
  readonly holdoutPossible: boolean
  readonly bucket: number | undefined
  /** true when an earlier draw was honoured. */
  readonly sticky: boolean
  readonly document: StickyDocument
}

export interface NoDraw {
  readonly entered: false
  readonly reason:
    | 'not_eligible'
    | 'not_in_population'
    | 'segment_not_tested'
    | 'excluded'
    | 'not_covered'
    | 'unknown_sticky_cell'
}

export interface DrawRequest {
  readonly customer: CustomerAttributes
  /** Payer that is one cluster with others (SIREN, VAT number, accounts-payable address); default the id. */
  readonly payer?: string
  /** Every cell of the segment can reach him, no objection, no hold: the caller's own checks. */
  readonly eligible: boolean
  readonly holdoutEligible?: boolean
  /** The draw stored before for this customer or payer, also a dealt one (stratified assignment). */
  readonly previous?: Draw
}
