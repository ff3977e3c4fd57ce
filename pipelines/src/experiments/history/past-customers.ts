import { z } from 'zod'
import exposuresSql from '../../derive/exposures.sql?raw'
import { bucketCount } from '../../derive/derive'
import { parameters } from '../../segments/segments'
import { bare, withAttributes } from '../../segments/statement'
import type { AttributesQuestion, RuleSql } from '../../segments/types'
import type { Warehouse } from '../../warehouse/warehouse'
import historyCutSql from './history-cut.sql?raw'
import pastEntriesSql from './past-entries.sql?raw'

/** A campaign as its past is looked at: who is in it, and on which day from the due date each segment's way begins. */
export interface PastQuestion {
  /** whose attributes decide; its day is the one on which segments are looked at */
  readonly attributes: AttributesQuestion
  readonly rule: RuleSql
  readonly segment: RuleSql
  /** days from the due date by segment, as `segment` names them; others did not enter */
  readonly triggerDays: ReadonlyMap<string, number>
  /** first day of the block, and the day after its last */
  readonly from: string
  readonly to: string
  /** decimal text, in the currency of the invoices */
  readonly minimumInvoice: string
  readonly minimumCustomer: string
  /** whether it is asked by which channels customers can be reached */
  readonly needsAddress: boolean
}

const count = z.coerce.number()
const numbers = z.array(count)
const row = z.object({
  entity_id: z.string(),
  customer_id: z.string(),
  segment: z.string(),
  /** of email, phone, post: what an address is known for */
  channels: z.string(),
  payer: z.string(),
  exposed_on: z.string(),
  currency: z.string(),
  exposed: count,
  ages: numbers,
  paid: numbers,
  left: numbers,
  complaint_age: count,
  optout_age: count,
  dispute_age: count,
  bounce_age: count,
})
export type PastCustomer = z.output<typeof row>

/**
 * Customers who would have entered an experiment in a block of days, each at his first trigger in it, with what became
 * of the invoices that he owed then: the statement by which exposures are derived, asked of the past, so that what is
 * promised before launch is summed like what is found after it. Amounts in currency, ages in days from the trigger.
 * @throws WarehouseError
 */
export function pastCustomers(warehouse: Warehouse, question: PastQuestion): AsyncGenerator<PastCustomer[]> {
  const { rule, segment, triggerDays, from, to, minimumInvoice, minimumCustomer } = question
  return warehouse.blocks({
    name: 'experiment-past-customers',
    sql: withAttributes(statement(rule, segment), [...rule.fields, ...segment.fields]),
    params: {
      ...parameters(question.attributes),
      ...rule.params,
      ...segment.params,
      segments: [...triggerDays.keys()],
      triggerDays: [...triggerDays.values()],
      ...{ from, to, minimumInvoice, minimumCustomer },
      needsAddress: question.needsAddress ? 1 : 0,
      buckets: Array.from({ length: bucketCount }, (_, bucket) => bucket),
    },
    row,
  })
}

const ENTRIES = /exposed AS\n\([^]*?\n\),\n(?=balances AS)/

/** The derivation of exposures with the past in place of the events of entry. */
function statement(rule: RuleSql, segment: RuleSql): string {
  const entries = bare(pastEntriesSql)
    .replace('{segment}', () => segment.sql)
    .replace('{rule}', () => rule.sql)
  const derivation = exposuresSql
    .replace('INSERT INTO relance.exposures_stage\n', '')
    .replace(ENTRIES, () => `${entries}\n`)
    .replaceAll('{events}', 'relance.events_current')
  return `SELECT entity_id, customer_id, segment_id AS segment, variant_id AS channels, toString(cluster_key) AS payer,
    toString(exposed_on) AS exposed_on, currency, exposed, ages, paid, left, complaint_age, optout_age, dispute_age, bounce_age
FROM
(
    -- the empty part gives the columns their names and types
    SELECT * FROM relance.exposures WHERE 0
    UNION ALL
    ${bare(derivation)}
)`
}

/** What history there is of some creditors (none named: all). */
export async function historyCut(
  warehouse: Warehouse,
  entities: readonly string[],
): Promise<{ cut: string | null; mark: string }> {
  const [found] = await warehouse.query({
    name: 'experiment-history-cut',
    sql: historyCutSql,
    params: { entities },
    row: z.object({ cut: z.string().nullable(), mark: z.string() }),
  })
  return found ?? { cut: null, mark: '' }
}
