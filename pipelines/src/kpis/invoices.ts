import { z } from 'zod'
import type { Warehouse } from '../warehouse/warehouse'
import { nowherePlaced, placeParameters, placeSegments, segmentFilter } from '../segments/segment-cut'
import type { SegmentCut } from '../segments/segment-cut'
import invoiceListSql from './invoice-list.sql?raw'
import invoiceStepsSql from './invoice-steps.sql?raw'
import { moneyText, toMoney } from './money'
import { offsetOf, page, pageSize } from './paging'
import timelineSql from './timeline.sql?raw'
import type {
  CustomerInvoicesQuestion,
  InvoiceRow,
  InvoiceTimeline,
  InvoiceTimelineQuestion,
  KpiInvoicesQuestion,
  Page,
} from './types'

const money = z.string().transform((text) => moneyText(toMoney(text)))
const invoiceRow = z.object({
  entity_id: z.string(),
  customer_id: z.string(),
  customer_name: z.string(),
  invoice_id: z.string(),
  currency: z.string(),
  kind: z.string(),
  issued_on: z.string(),
  due_on: z.string(),
  amount: money,
  open: money,
  overdue: money,
  days_late: z.coerce.number(),
  disputed: z.coerce.number().transform((flag) => flag === 1),
  state: z.enum(['open', 'overdue', 'disputed', 'paid', 'credited', 'cancelled', 'written_off']),
  settled_on: z.string().nullable(),
  reminders: z.coerce.number(),
})
const timelineRow = z.object({
  event_id: z.string(),
  event_type: z.string(),
  occurred_on: z.string(),
  occurred_at: z.string(),
  amount: money,
  currency: z.string(),
  payment_id: z.string(),
  reminder_id: z.string(),
  channel: z.string(),
  tone: z.string(),
  step: z.coerce.number(),
  source: z.string(),
  batch_id: z.string(),
  line: z.coerce.number(),
  allocated: money.nullable(),
  attributes: z.string().transform((text) => JSON.parse(text) as Record<string, unknown>),
})
const stepRow = z.object({ day: z.string(), open: money })

/** Which invoices make a figure; by the family of the KPI. */
const behind: Record<string, string> = {
  open: 'open',
  open_net: 'open',
  open_count: 'open',
  disputed: 'disputed',
  overdue: 'overdue',
  overdue_count: 'overdue',
  overdue_rate: 'overdue',
  overdue_disputed: 'disputed',
  ageing: 'open',
  ageing_count: 'open',
  billed: 'billed',
  billed_count: 'billed',
  collected: 'paid',
  payments_count: 'paid',
  paid_after_reminder: 'paid',
  cost_per_euro: 'paid',
  recovery_rate: 'paid',
  recovery_rate_overdue: 'fell_due',
  recovery_cohort: 'billed',
  days_to_pay: 'settled',
  days_late: 'late',
  dso_best_countback: 'not_due',
  dso_best_simple: 'not_due',
  add_countback: 'overdue',
  add_simple: 'overdue',
  cei: 'open',
}
const bridgeParts: Record<string, string> = {
  'dso_bridge.terms': 'not_due',
  'dso_bridge.late': 'overdue',
  'dso_bridge.dispute': 'disputed',
  'dso_bridge.unallocated': 'overdue',
}

const whichOf = (kpi: string): string => bridgeParts[kpi] ?? behind[kpi.split('.')[0] ?? kpi] ?? 'open'

interface ListQuestion {
  asOf: string
  from: string
  which: string
  entityIds?: string[] | undefined
  currency?: string | undefined
  invoice?: string
  by?: Record<string, string> | undefined
  limit?: number | undefined
  cursor?: string | undefined
  includeInternal?: boolean | undefined
  segments?: SegmentCut | undefined
}

async function list(warehouse: Warehouse, question: ListQuestion): Promise<Page<InvoiceRow>> {
  if (question.entityIds?.length === 0) return { rows: [], next: null }
  const limit = pageSize(question.limit, 50)
  const offset = offsetOf(question.cursor)
  const by = question.by ?? {}
  const entity = by['entity']
  const segment = by['segment']
  const cut = question.segments ?? { segments: [], attributes: {} }
  const placed =
    segment === undefined
      ? nowherePlaced
      : await placeSegments(warehouse, cut, question.asOf, question.entityIds ?? [])
  const inSegment = segment === undefined ? '1' : segmentFilter(placed, segment)
  const rows = await warehouse.query({
    name: 'invoice-list',
    sql: invoiceListSql.replaceAll('{inSegment}', inSegment),
    params: {
      ...placeParameters(placed),
      asOf: question.asOf,
      from: question.from,
      which: question.which,
      entities: entity === undefined ? (question.entityIds ?? []) : [entity],
      currency: by['currency'] ?? question.currency ?? '',
      customer: by['customer'] ?? '',
      invoice: question.invoice ?? '',
      country: by['country'] ?? '*',
      kind: by['kind'] ?? '*',
      sector: by['sector'] ?? '*',
      size: by['size'] ?? '*',
      accountManager: by['account_manager'] ?? '*',
      everDisputed: by['disputed'] ?? '*',
      bucket: by['bucket'] ?? '',
      internal: question.includeInternal ? 1 : 0,
      limit: limit + 1,
      offset,
    },
    row: invoiceRow,
  })
  return page(rows, limit, offset)
}

/** The invoices behind a figure, the largest open amounts first. */
export async function kpiInvoices(
  warehouse: Warehouse,
  question: KpiInvoicesQuestion,
): Promise<Page<InvoiceRow>> {
  const entity = question.by?.['entity']
  // a cut may only narrow what the asker sees
  if (entity !== undefined && question.entityIds && !question.entityIds.includes(entity))
    return { rows: [], next: null }
  return list(warehouse, { ...question, which: whichOf(question.kpi) })
}

/** Invoices of one customer, the open ones unless all are asked for. */
export async function customerInvoices(
  warehouse: Warehouse,
  question: CustomerInvoicesQuestion,
): Promise<Page<InvoiceRow>> {
  return list(warehouse, {
    ...question,
    from: question.asOf,
    which: question.which === 'all' ? 'all' : 'open',
    entityIds: [question.entityId],
    by: { customer: question.customerId },
    includeInternal: true,
  })
}

/** One invoice, its state as of a day, everything that happened to it and its open amount after each change. */
export async function invoiceTimeline(
  warehouse: Warehouse,
  question: InvoiceTimelineQuestion,
): Promise<InvoiceTimeline> {
  const params = { entity: question.entityId, customer: question.customerId, invoice: question.invoiceId }
  const [found, events, balance] = await Promise.all([
    list(warehouse, {
      asOf: question.asOf,
      from: question.asOf,
      which: 'named',
      entityIds: [question.entityId],
      by: { customer: question.customerId },
      invoice: question.invoiceId,
      includeInternal: true,
    }),
    warehouse.query({ name: 'invoice-timeline', sql: timelineSql, params, row: timelineRow }),
    warehouse.query({ name: 'invoice-steps', sql: invoiceStepsSql, params, row: stepRow }),
  ])
  return { invoice: found.rows[0] ?? null, events, balance }
}
