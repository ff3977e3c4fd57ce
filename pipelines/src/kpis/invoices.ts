import type { Warehouse } from '../warehouse/warehouse'
import type {
  CustomerInvoicesQuestion,
  InvoiceRow,
  InvoiceTimeline,
  InvoiceTimelineQuestion,
  KpiInvoicesQuestion,
  Page,
} from './types'

/** The invoices behind a figure. */
export async function kpiInvoices(
  _warehouse: Warehouse,
  _question: KpiInvoicesQuestion,
): Promise<Page<InvoiceRow>> {
  return { rows: [], next: null }
}

export async function customerInvoices(
  _warehouse: Warehouse,
  _question: CustomerInvoicesQuestion,
): Promise<Page<InvoiceRow>> {
  return { rows: [], next: null }
}

export async function invoiceTimeline(
  _warehouse: Warehouse,
  _question: InvoiceTimelineQuestion,
): Promise<InvoiceTimeline> {
  return { invoice: null, events: [], balance: [] }
}
