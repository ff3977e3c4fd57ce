import type { KpiDimension } from '../types'
import customerFlowsSql from './customer-flows.sql?raw'
import reminderFlowsSql from './reminder-flows.sql?raw'

/** Where the sums of a cut are read, and which columns part them. Texts are ours, never a user's. */
export interface Cut {
  /** null: not cut */
  name: KpiDimension | null
  source: string
  column: string
  settledColumn: string
  reminderColumn: string
  /** where single invoices, or events with their customer, are read */
  singleColumn: string
  /** customers that the source is limited to */
  customers?: string[]
}

const fragment = (sql: string) => `(${sql.replace(/^\s*--.*$/gm, '').trim()})`

const whole = {
  source: 'relance.kpi_totals',
  column: "''",
  settledColumn: "''",
  reminderColumn: "''",
  singleColumn: "''",
}
const daily = (column: string, settledColumn = column) => ({
  source: 'relance.kpi_daily',
  column,
  settledColumn,
  // complaints and reminders are parted by their own attributes only
  reminderColumn: "''",
  singleColumn: column,
})
const reminders = (column: string) => ({
  source: fragment(reminderFlowsSql),
  column,
  settledColumn: "''",
  reminderColumn: column,
  singleColumn: "''",
})

const cuts: Record<Exclude<KpiDimension, 'customer'>, Omit<Cut, 'name'>> = {
  country: daily('country'),
  kind: daily('kind', 'customer_kind'),
  sector: daily('sector'),
  size: daily('size'),
  account_manager: daily('account_manager'),
  disputed: { ...daily('disputed'), singleColumn: "''" },
  entity: {
    ...whole,
    column: 'entity_id',
    settledColumn: 'entity_id',
    reminderColumn: 'entity_id',
    singleColumn: 'entity_id',
  },
  // months are periods and currencies are always apart
  month: whole,
  currency: whole,
  campaign: reminders('campaign'),
  channel: reminders('channel'),
  tone: reminders('tone'),
  variant: reminders('variant'),
}

/** @param customers the customers to compare, for a cut by customer */
export function cutOf(by: KpiDimension | undefined, customers: string[] = []): Cut {
  if (by === undefined) return { name: null, ...whole }
  if (by !== 'customer') return { name: by === 'month' || by === 'currency' ? null : by, ...cuts[by] }
  return {
    name: by,
    source: fragment(customerFlowsSql),
    column: 'customer',
    settledColumn: 'customer_id',
    reminderColumn: 'customer',
    singleColumn: 'customer_id',
    customers,
  }
}

/** What a KPI is counted on: invoices, accounts of customers, reminders, or single events of customers. */
export type KpiFamily = 'invoices' | 'accounts' | 'reminders' | 'customers'

const ofReminders = new Set<KpiDimension>(['campaign', 'channel', 'tone', 'variant'])

/** Whether a family of KPIs has a meaning for each value of the cut. */
export function answersCut(by: KpiDimension | undefined, family: KpiFamily): boolean {
  if (by === undefined || by === 'month' || by === 'currency' || by === 'entity') return true
  if (ofReminders.has(by)) return family === 'reminders'
  if (by === 'disputed') return family === 'invoices'
  return family !== 'reminders' || by === 'customer'
}
