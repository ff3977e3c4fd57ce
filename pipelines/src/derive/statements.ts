import type { WarehouseSettings } from '../warehouse/warehouse'
import accountCash from './account-cash.sql?raw'
import accountFlows from './account-flows.sql?raw'
import allocations from './allocations.sql?raw'
import complaints from './complaints.sql?raw'
import costs from './costs.sql?raw'
import customers from './customers.sql?raw'
import exposures from './exposures.sql?raw'
import invoices from './invoices.sql?raw'
import invoicesLeft from './invoices-left.sql?raw'
import issues from './issues.sql?raw'
import letterings from './letterings.sql?raw'
import kpiDaily from './kpi-daily.sql?raw'
import kpiDailyBeside from './kpi-daily-beside.sql?raw'
import kpiTotals from './kpi-totals.sql?raw'
import openings from './openings.sql?raw'
import paidInvoices from './paid-invoices.sql?raw'
import paidOnce from './paid-once.sql?raw'
import plainInvoices from './plain-invoices.sql?raw'
import postings from './postings.sql?raw'
import reminders from './reminders.sql?raw'
import { withSections } from './sections'
import settlementDays from './settlement-days.sql?raw'
import settlements from './settlements.sql?raw'
import touchedOtherwise from './touched-otherwise.sql?raw'

/** A table and the statement that fills its stage. */
export interface Stage {
  table: string
  sql: string
  /** nothing to do for buckets that have no such events */
  needs?: Peculiarity
  /** nothing to do for buckets that have none of these */
  needsAny?: readonly Peculiarity[]
  /** without a row of each, what it needs is not there after all: asked where the answer is cheaper than the planning */
  questions?: readonly string[]
  /** most events of which it is asked */
  worthAsking?: number
  settings?: WarehouseSettings
  /** a part that it uses several times, as its SQL says, worked out first where there is much (see aside.ts) */
  aside?: '{cash}'
  /** fills few of the columns, and so goes by a table of this name where there is much (see narrow.ts) */
  narrow?: string
}

/**
 * Events come sorted by bucket, customer and invoice. Blocks written as they come are small, sorted and of one or two
 * partitions; gathered to the usual million rows they would be sorted and parted again, at twice the time.
 */
const inOrder: WarehouseSettings = { min_insert_block_size_rows: 131_072, min_insert_block_size_bytes: 0 }

/** Stages that do not read one another, filled at the same time. */
type Step = readonly Stage[]

/** Steps one after the other, then swapped in together; a later round reads the tables of the earlier ones. */
export type Round = readonly Step[]

/** Where as many invoices have their row as were ever issued, none can be left. */
const FEWER_INVOICES =
  'SELECT 1 FROM relance.invoices_stage WHERE bucket IN {buckets: Array(UInt8)} HAVING count() < {issues: UInt64}'

/** What the daily sums have beside invoices and receipts. */
const BESIDE_INVOICES: readonly Peculiarity[] = ['account', 'payments', 'reminders', 'complaints', 'costs']

export const rounds: readonly Round[] = [
  [
    [
      { table: 'customers', sql: customers },
      { table: 'letterings', sql: letterings, needs: 'lettered' },
    ],
    [{ table: 'reminders', sql: reminders, needs: 'reminders' }],
    [{ table: 'allocations', sql: allocations, needs: 'payments' }],
    [
      { table: 'invoices', sql: plainInvoices, settings: inOrder, narrow: 'plain_invoices' },
      { table: 'invoices', sql: paidInvoices, needs: 'payments', settings: inOrder, narrow: 'paid_invoices' },
    ],
    // all that the two before have left
    [
      {
        table: 'invoices',
        sql: invoices,
        needs: 'unusual',
        questions: [FEWER_INVOICES, invoicesLeft],
        settings: inOrder,
      },
    ],
    [{ table: 'settlements', sql: settlements, needs: 'touched' }],
    [{ table: 'settlement_days', sql: settlementDays, needs: 'touched' }],
  ],
  [
    [
      { table: 'complaints', sql: complaints, needs: 'complaints' },
      { table: 'costs', sql: costs, needs: 'costs' },
      {
        table: 'account_flows',
        sql: accountFlows,
        needs: 'account',
        questions: ['SELECT 1 FROM ({cash}) LIMIT 1'],
        worthAsking: 50_000,
        aside: '{cash}',
      },
      { table: 'exposures', sql: exposures, needs: 'exposures' },
      { table: 'kpi_daily', sql: kpiDaily },
    ],
    [{ table: 'kpi_daily', sql: kpiDailyBeside, needsAny: BESIDE_INVOICES }],
    [{ table: 'kpi_totals', sql: kpiTotals }],
  ],
]

export const derivedTables = [...new Set(rounds.flat(2).map((stage) => stage.table))]

/** Spares the search through all events where no invoice was touched. */
const NO_INVOICE = "SELECT '', '', '' WHERE 0"

/** Which events to read: all as they stand, or only what counts after corrections and undone loads, or a copy of that. */
export type Source = 'relance.events' | 'relance.events_current' | `relance.current_events_${number}`

/**
 * What buckets may have that costs more than usual; where they have not, statements go without (see sections.ts).
 * - customers: more is known of a customer than the name
 * - retold: that was told of one more than once
 * - payments, reminders, complaints, costs, credits, chargebacks, exposures: there are such events
 * - named: a payment names the invoices that it is for
 * - returns: something happened to a payment after its receipt
 * - account: something moved the account of a customer, other than an invoice
 * - repeated: an invoice was issued or brought forward more than once
 * - touched: something happened to an invoice after its issue, or it is none of one amount and one due date
 * - unusual: of the touched ones, some are more than paid at once and in full
 * - lettered, relettered: a line of an account was lettered; more than once
 * - returned: such a line is the return of a payment
 * - reopened: a ledger opens with balances of which something is known from before
 */
export const peculiarities = [
  'customers',
  'retold',
  'payments',
  'named',
  'returns',
  'chargebacks',
  'credits',
  'account',
  'repeated',
  'touched',
  'unusual',
  'lettered',
  'relettered',
  'returned',
  'reopened',
  'reminders',
  'complaints',
  'costs',
  'exposures',
] as const
export type Peculiarity = (typeof peculiarities)[number]

/** The text of a statement for a source of events, without what is not needed. */
export function statementText(sql: string, source: Source, peculiar: ReadonlySet<Peculiarity>): string {
  const flags: Record<string, boolean> = Object.fromEntries(
    peculiarities.map((name) => [name, peculiar.has(name)]),
  )
  // what pays an invoice is named or lettered: of two ways one is there
  flags['named'] ||= !peculiar.has('lettered')
  const fragment = (text: string) => withoutComments(withSections(text, flags))
  const issue = fragment(issues) + (peculiar.has('repeated') ? `\n${ONCE}` : '')
  const otherwise = fragment(touchedOtherwise)
  const touched = peculiar.has('payments') ? `${otherwise}\n${ALLOCATED}` : otherwise
  const reopened = (text: string) =>
    peculiar.has('reopened') ? text.replace('{openings}', fragment(openings)) : ''
  return withSections(sql, flags)
    .replaceAll('{issues}', issue)
    .replaceAll('{postings}', fragment(postings))
    .replaceAll('{cash}', fragment(accountCash))
    .replaceAll('{touched}', peculiar.has('touched') ? touched : NO_INVOICE)
    .replaceAll('{paid_at_once}', PAID_AT_ONCE)
    .replaceAll('{paid_once}', fragment(paidOnce))
    .replaceAll('{touched_otherwise}', otherwise)
    .replaceAll('{lettered_once}', peculiar.has('relettered') ? LETTERED_ONCE : '')
    .replaceAll('{kept_openings}', reopened(KEPT_OPENINGS))
    .replaceAll('{opening_rests}', reopened(OPENING_RESTS))
    .replace(/\{unknown_profile:(\w+)\}/g, UNKNOWN_PROFILE)
    .replaceAll('{events}', source)
}

/** The profile of a customer of whom no attribute is known, the same as customers.sql makes of empty ones. */
const UNKNOWN_PROFILE = `cityHash64($1.bucket, $1.entity_id, '', '', '', '', '', 0::UInt8)`

/** Invoices that have their row already. */
const PAID_AT_ONCE =
  'SELECT entity_id, customer_id, invoice_id FROM relance.invoices_stage WHERE bucket IN {buckets: Array(UInt8)} AND plain = 2'

/** Payments, which touch an invoice as well. */
const ALLOCATED = `UNION ALL
  SELECT entity_id, customer_id, invoice_id FROM relance.allocations_stage WHERE bucket IN {buckets: Array(UInt8)}`

/** An issue beats an opening balance, the newer the older. */
const ONCE = 'ORDER BY opening, recorded_at DESC, event_id DESC LIMIT 1 BY entity_id, customer_id, invoice_id'

/** The lettering of the later year counts, of one year the newer. */
const LETTERED_ONCE =
  'ORDER BY substring(letter, -4) DESC, recorded_at DESC, event_id DESC LIMIT 1 BY entity_id, customer_id, document'

const KEPT_OPENINGS = `AND (event_type != 'balance.opening' OR event_id NOT IN (SELECT event_id FROM ({openings})))`

/** What an opening balance states beyond what is known from before. */
const OPENING_RESTS = `UNION ALL
            SELECT DISTINCT bucket, entity_id, customer_id, currency, day, -least(rest, toDecimal128(0, 4)), greatest(rest, toDecimal128(0, 4)), 0
            FROM ({openings})`

const withoutComments = (sql: string) => sql.replace(/^\s*--.*$/gm, '').trim()
