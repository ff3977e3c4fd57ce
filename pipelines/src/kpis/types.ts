import type { Conversion, MissingRate } from './currencies/rates'
import type { SegmentCut } from '../segments/segment-cut'

/** A cut: one row for each value of this dimension. */
export const kpiDimensions = [
  'customer',
  'country',
  'kind',
  'sector',
  'size',
  'account_manager',
  'segment',
  'entity',
  'disputed',
  'month',
  'currency',
  'campaign',
  'channel',
  'tone',
  'variant',
] as const
export type KpiDimension = (typeof kpiDimensions)[number]

export type KpiUnit =
  'money' | 'days' | 'share' | 'percent' | 'per_mille' | 'count' | 'number' | 'cost_per_unit'

/** Why a KPI has no value. */
export const kpiReasons = [
  'open_items_only', // the source lists open items only: paid invoices are not known
  'no_history', // needs a day before `history_from`
  'nothing_billed',
  'nothing_due',
  'nothing_open',
  'nothing_settled',
  'nothing_collected', // no payment followed a reminder
  'no_reminders',
  'no_costs',
  'no_promises',
  'no_limits', // no customer has a credit limit
  'nothing_logged', // no contact, score or status of this kind
  'too_young', // a cohort that is not old enough at the data cut
  'no_rate', // an amount in a currency of which no rate is known on its day
  'not_by_this_cut', // the formula does not part by that dimension
] as const
export type KpiReason = (typeof kpiReasons)[number]

/** Days are YYYY-MM-DD, both included. */
export interface KpiQuestion {
  asOf: string
  from: string
  /** undefined: every entity */
  entityIds?: string[]
  /** undefined: rows for each currency, told apart by `by.currency` when there are several */
  currency?: string
  by?: KpiDimension
  /** what a cut by segment parts by: who fits a rule on the last day of the period */
  segments?: SegmentCut
  /** ids or families (`days_to_pay` brings all its parts); undefined: all */
  kpis?: string[]
  /** at most so many values of the dimension, the largest open amounts first (default 1000) */
  limit?: number
  /** intragroup customers are left out unless asked for */
  includeInternal?: boolean
  /** brings all currencies together in one: balances at the rates of the last day, flows at those of their own */
  conversion?: Conversion
}

export interface KpiRow {
  kpi: string
  /** decimal text for money, a number else, null where there is none (see reason) */
  value: string | number | null
  unit: KpiUnit
  /** null when not cut; `{ bucket }` for ageing, `{ month }`, `{ country }` …; `{ currency }` when there are several */
  by: Record<string, string> | null
  reason?: KpiReason
  /** with the reason `no_rate`: of which currency and which day */
  missing_rate?: MissingRate
  /** true when as-of lies after the data cut of an entity */
  provisional?: boolean
}

/** What a KPI means. One folder a KPI; screens, command line and help read this. */
export interface KpiDefinition {
  id: string
  version: number
  unit: KpiUnit
  /** is more better? */
  direction: 'up' | 'down' | 'neutral'
  name: { fr: string; en: string }
  formula: { fr: string; en: string }
}

export type AgeingBucket = 'not_due' | '1-30' | '31-60' | '61-90' | '91+' | 'undetailed'
export type AgeingAmounts = Record<AgeingBucket, { amount: string; count: number }>

/** A figure of a series; null where there is no value. */
export type Figure = number | null

export interface OverviewMonth {
  /** YYYY-MM */
  month: string
  /** last day of the month, or as-of for the current one */
  asOf: string
  from: string
  dso_countback: Figure
  dso_best_countback: Figure
  dso_simple: Figure
  add_countback: Figure
  recovery_rate_overdue: Figure
  recovery_rate: Figure
  recovery_cohort_60: Figure
  cei: Figure
  complaint_rate: Figure
  cost_per_euro: Figure
  open: string
  overdue: string
  billed: string
  collected: string
  ageing: AgeingAmounts
}

export interface BridgeParts {
  terms: Figure
  late: Figure
  dispute: Figure
  unallocated: Figure
  dso: Figure
}

/** A rate that was used: `value` units of the presentation currency for one of `currency`, of the day `day`. */
export interface ShownRate {
  currency: string
  day: string
  value: number
}

export interface OverdueCustomer {
  entity_id: string
  customer_id: string
  name: string
  open: string
  overdue: string
  disputed: string
  oldest_due_on: string | null
  /** days since the oldest due date */
  days_late: number
}

export interface Overview {
  as_of: string
  from: string
  /** the period of equal kind before, and the same period of the year before */
  previous: { from: string; as_of: string }
  year_before: { from: string; as_of: string }
  /** the currency of every figure; the asked one, else the one with the largest open amount; null without data */
  currency: string | null
  /** all currencies with figures, so that the screen can offer them */
  currencies: string[]
  /** when currencies are brought together: the rates of the last day, and the first rate that each currency lacks */
  conversion: { to: string; used: ShownRate[]; missing: MissingRate[] } | null
  /** true when as-of lies after the data cut */
  provisional: boolean
  /** last complete day of payments, per entity; null where no source states one */
  data_cut: { entity_id: string; complete_through: string | null; history_from: string | null }[]
  /** all KPIs without cut, ageing by bucket */
  current: KpiRow[]
  previous_rows: KpiRow[]
  year_before_rows: KpiRow[]
  /** 13 months, the oldest first */
  months: OverviewMonth[]
  /** levels at both ends and the difference of each part; they add up exactly */
  bridge: { from: string; to: string; start: BridgeParts; end: BridgeParts; change: BridgeParts }
  top_overdue: OverdueCustomer[]
}

export interface InvoiceRow {
  entity_id: string
  customer_id: string
  customer_name: string
  invoice_id: string
  currency: string
  kind: string
  issued_on: string
  due_on: string
  amount: string
  /** as of the day asked for */
  open: string
  overdue: string
  /** days past due on the day asked for, or at settlement; negative before the due date */
  days_late: number
  disputed: boolean
  state: InvoiceState
  settled_on: string | null
  reminders: number
}
export type InvoiceState = 'open' | 'overdue' | 'disputed' | 'paid' | 'credited' | 'cancelled' | 'written_off'

export interface Page<T> {
  rows: T[]
  /** pass as `cursor` for the next page; null at the end */
  next: string | null
}

export interface KpiInvoicesQuestion {
  kpi: string
  asOf: string
  from: string
  entityIds?: string[]
  currency?: string
  /** one value of a cut, e.g. `{ country: 'FR' }`, `{ customer: 'C1' }`, `{ bucket: '1-30' }` */
  by?: Record<string, string>
  /** what the value of a cut by segment refers to */
  segments?: SegmentCut
  limit?: number
  cursor?: string
  includeInternal?: boolean
}

export type ReceivablesSort = 'overdue' | 'open' | 'name' | 'oldest' | '91+'

export interface ReceivablesQuestion {
  asOf: string
  entityIds?: string[]
  currency?: string
  /** part of the name or id of the customer, whatever its case */
  search?: string
  sort?: ReceivablesSort
  limit?: number
  cursor?: string
  includeInternal?: boolean
}

export interface ReceivablesRow {
  entity_id: string
  customer_id: string
  name: string
  currency: string
  country: string
  account_manager: string
  open: string
  on_account: string
  overdue: string
  disputed: string
  /** amounts by bucket */
  ageing: Record<AgeingBucket, string>
  open_count: number
  overdue_count: number
  oldest_due_on: string | null
  last_reminder_on: string | null
}

export interface CustomerInvoicesQuestion {
  asOf: string
  entityId: string
  customerId: string
  currency?: string
  /** open: open on the day asked for (default); all: every invoice */
  which?: 'open' | 'all'
  limit?: number
  cursor?: string
}

export interface InvoiceTimelineQuestion {
  /** the day of the state and of the days past due; the events are shown whole */
  asOf: string
  entityId: string
  customerId: string
  invoiceId: string
}

export interface TimelineEvent {
  event_id: string
  event_type: string
  occurred_on: string
  occurred_at: string
  amount: string
  currency: string
  payment_id: string
  reminder_id: string
  channel: string
  tone: string
  step: number
  source: string
  batch_id: string
  line: number
  /** the part of the payment that this invoice got, null where it is no payment */
  allocated: string | null
  attributes: Record<string, unknown>
}

export interface InvoiceTimeline {
  invoice: InvoiceRow | null
  events: TimelineEvent[]
  /** the open amount after each day on which it changed */
  balance: { day: string; open: string }[]
}
