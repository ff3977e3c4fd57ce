import assignmentsSql from './assignments.sql?raw'
import receiptsSql from './receipts.sql?raw'

/** What is entered in GrowthBook so that it finds an experiment of this ClickHouse. */
interface GrowthBookQueries {
  /** of the experiment assignment table; identifier type `user_id`, dimensions `segment_id` and `weight_epoch` */
  assignments: string
  /** of a metric of type revenue with the sum of `value`; GrowthBook fills in the experiment */
  receipts: string
  /** conversion window; "exclude in-progress conversions" must be on, so that only mature customers count */
  windowHours: number
}

/**
 * The queries for GrowthBook: mean of the euros that came in by the horizon, over customers followed to it.
 * @param horizonDays h of the experiment
 */
export const growthBookQueries = (horizonDays: number): GrowthBookQueries => ({
  assignments: assignmentsSql.trim(),
  receipts: receiptsSql.trim(),
  windowHours: 24 * horizonDays,
})
