import type { WarehouseSettings } from '../warehouse/warehouse'
import accountFlows from './account-flows.sql?raw'
import allocations from './allocations.sql?raw'
import complaints from './complaints.sql?raw'
import costs from './costs.sql?raw'
import customers from './customers.sql?raw'
import invoices from './invoices.sql?raw'
import issues from './issues.sql?raw'
import kpiDaily from './kpi-daily.sql?raw'
import kpiTotals from './kpi-totals.sql?raw'
import plainInvoices from './plain-invoices.sql?raw'
import postings from './postings.sql?raw'
import reminders from './reminders.sql?raw'
import settlements from './settlements.sql?raw'
import touched from './touched.sql?raw'

/** A table and the statement that fills its stage. */
export interface Stage {
  table: string
  sql: string
  /** nothing to do for buckets that have no such events */
  needs?: 'payments' | 'accountEvents' | 'invoiceEvents'
  settings?: WarehouseSettings
}

/**
 * Events come sorted by bucket, customer and invoice. Blocks written as they come are small, sorted and of one or two
 * partitions; gathered to the usual million rows they would be sorted and parted again, at twice the time.
 */
const inOrder: WarehouseSettings = { min_insert_block_size_rows: 65_536, min_insert_block_size_bytes: 0 }

/** Stages that do not read one another, filled at the same time. */
type Step = readonly Stage[]

/** Steps one after the other, then swapped in together; a later round reads the tables of the earlier ones. */
export type Round = readonly Step[]

const rounds: readonly Round[] = [
  [
    [{ table: 'customers', sql: customers }],
    [{ table: 'reminders', sql: reminders }],
    [{ table: 'allocations', sql: allocations, needs: 'payments' }],
    [
      { table: 'invoices', sql: plainInvoices, settings: inOrder },
      { table: 'invoices', sql: invoices, needs: 'invoiceEvents', settings: inOrder },
    ],
    [{ table: 'settlements', sql: settlements, needs: 'invoiceEvents' }],
  ],
  [
    [
      { table: 'complaints', sql: complaints },
      { table: 'costs', sql: costs },
      { table: 'account_flows', sql: accountFlows, needs: 'accountEvents' },
    ],
    [{ table: 'kpi_daily', sql: kpiDaily }],
    [{ table: 'kpi_totals', sql: kpiTotals }],
  ],
]

export const derivedTables = [...new Set(rounds.flat(2).map((stage) => stage.table))]

/** Spares the search through all events where no invoice was touched. */
const NO_INVOICE = "SELECT '', '', '' WHERE 0"

/** Which events to read: all as they stand, or only what counts after corrections and undone loads. */
export type Source = 'relance.events' | 'relance.events_current'

/**
 * The rounds for a source.
 * @param repeated whether an invoice was issued or brought forward more than once
 * @param touchedToo whether anything happened to an invoice after its issue
 */
export function roundsFor(source: Source, repeated: boolean, touchedToo: boolean): readonly Round[] {
  // An issue beats an opening balance, the newer the older.
  const once =
    'ORDER BY opening, recorded_at DESC, event_id DESC LIMIT 1 BY entity_id, customer_id, invoice_id'
  const issue = withoutComments(issues) + (repeated ? `\n${once}` : '')
  return rounds.map((round) =>
    round.map((step) =>
      step.map((stage) => ({
        ...stage,
        sql: stage.sql
          .replaceAll('{issues}', issue)
          .replaceAll('{postings}', withoutComments(postings))
          .replaceAll('{touched}', touchedToo ? withoutComments(touched) : NO_INVOICE)
          .replaceAll('{events}', source),
      })),
    ),
  )
}

const withoutComments = (sql: string) => sql.replace(/^\s*--.*$/gm, '').trim()
