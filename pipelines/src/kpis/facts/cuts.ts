import { nowherePlaced, placeColumn, placeParameters } from '../../segments/segment-cut'
import type { PlacedSegments } from '../../segments/segment-cut'
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
  /** where settlements are counted by their days */
  settlements: string
  reminderColumn: string
  /** where single invoices, or events with their customer, are read */
  singleColumn: string
  /** customers that the source is limited to */
  customers?: string[]
  /** server parameters of its texts */
  params?: Record<string, unknown>
}

const fragment = (sql: string) => `(${sql.replace(/^\s*--.*$/gm, '').trim()})`

/** Attributes of customers are known of single settlements. */
const singleSettlements = '(SELECT *, 1 AS alike FROM relance.settlements WHERE NOT opening)'

const whole = {
  settlements: 'relance.settlement_days',
  source: 'relance.kpi_totals',
  column: "''",
  settledColumn: "''",
  reminderColumn: "''",
  singleColumn: "''",
}
const daily = (column: string, settledColumn = column) => ({
  settlements: singleSettlements,
  source: 'relance.kpi_daily',
  column,
  settledColumn,
  // complaints and reminders are parted by their own attributes only
  reminderColumn: "''",
  singleColumn: column,
})
const reminders = (column: string) => ({
  settlements: 'relance.settlement_days',
  source: fragment(reminderFlowsSql),
  column,
  settledColumn: "''",
  reminderColumn: column,
  singleColumn: "''",
})

const cuts: Record<Exclude<KpiDimension, 'customer' | 'segment'>, Omit<Cut, 'name'>> = {
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

/** Dimensions whose sums stand in the same rows, so that all of them are read in one go. */
export const jointDimensions = [
  ['country', 'kind', 'sector', 'size', 'account_manager'],
  ['campaign', 'channel', 'tone', 'variant'],
] as const
export type JointDimensions = (typeof jointDimensions)[number]

/** Each row counts once for each dimension, at the value that `partOfJoint` tells. */
export function jointCut(dimensions: JointDimensions): Cut {
  const own = dimensions.map((dimension) => cuts[dimension])
  const column = (name: 'column' | 'settledColumn' | 'reminderColumn' | 'singleColumn') =>
    own.every((cut) => cut[name] === "''")
      ? "''"
      : `arrayJoin([${own.map((cut, n) => `concat('${n} ', ${cut[name]})`).join(', ')}])`
  const { source, settlements } = cuts[dimensions[0]]
  return {
    name: dimensions[0],
    source,
    settlements,
    column: column('column'),
    settledColumn: column('settledColumn'),
    reminderColumn: column('reminderColumn'),
    singleColumn: column('singleColumn'),
  }
}

/** Which dimension a value of a joint cut is of, and its value there. */
export function partOfJoint(
  dimensions: JointDimensions,
  value: string,
): { dimension: KpiDimension; cut: string } {
  const end = value.indexOf(' ')
  const dimension = dimensions[Number(value.slice(0, end))]
  if (end < 1 || !dimension) throw new Error(`no value of a joint cut: ${value}`)
  return { dimension, cut: value.slice(end + 1) }
}

const flowsOf = (these: string) => fragment(customerFlowsSql).replaceAll('{these}', these)
/** A condition that a row belongs to one of `customers`, read without looking at the others. */
export const ofNamedCustomers =
  'customer_id IN {customers: Array(String)} AND bucket IN (SELECT cityHash64(arrayJoin({customers: Array(String)})) % 16)'

/**
 * @param customers the customers to compare, for a cut by customer
 * @param placed who is in which segment, for a cut by segment
 */
export function cutOf(
  by: KpiDimension | undefined,
  customers: string[] = [],
  placed: PlacedSegments = nowherePlaced,
): Cut {
  if (by === undefined) return { name: null, ...whole }
  if (by === 'segment') return segmentCut(placed)
  if (by !== 'customer') return { name: by === 'month' || by === 'currency' ? null : by, ...cuts[by] }
  return {
    name: by,
    source: flowsOf(ofNamedCustomers),
    settlements: singleSettlements,
    column: 'customer',
    settledColumn: 'customer_id',
    reminderColumn: 'customer',
    singleColumn: 'customer_id',
    customers,
  }
}

/** A customer counts in each segment that he fits; who fits none has the empty value. */
function segmentCut(placed: PlacedSegments): Cut {
  const column = placeColumn(placed, 'customer')
  const own = placeColumn(placed, 'customer_id')
  return {
    name: 'segment',
    settlements: singleSettlements,
    source: `(${flowsOf('1')} UNION ALL ${columnsOf(fragment(reminderFlowsSql))})`,
    column,
    settledColumn: own,
    reminderColumn: column,
    singleColumn: own,
    params: placeParameters(placed),
  }
}
const columnsOf = (reminders: string) =>
  `SELECT entity_id, currency, measure, day, of_day, internal, value, customer FROM ${reminders}`

/** What a KPI is counted on: invoices, accounts of customers, reminders, or single events of customers. */
export type KpiFamily = 'invoices' | 'accounts' | 'reminders' | 'customers'

const ofReminders = new Set<KpiDimension>(['campaign', 'channel', 'tone', 'variant'])

const byAnything = new Set<KpiDimension>(['month', 'currency', 'entity', 'segment'])

/** Whether a family of KPIs has a meaning for each value of the cut. */
export function answersCut(by: KpiDimension | undefined, family: KpiFamily): boolean {
  if (by === undefined || byAnything.has(by)) return true
  if (ofReminders.has(by)) return family === 'reminders'
  if (by === 'disputed') return family === 'invoices'
  return family !== 'reminders' || by === 'customer'
}
