import type {
  CustomerAnswer,
  CustomerInvoicesAnswer,
  CustomerInvoicesQuery,
  CustomerQuery,
  InvoiceAnswer,
  InvoiceQuery,
  ReceivablesAnswer,
  ReceivablesQuery,
} from '@relance/backend/contract'
import { query, request, type QueryValues } from './client'

const one = encodeURIComponent
const within = (signal?: AbortSignal) => (signal ? { signal } : {})

export const readReceivables = (question: ReceivablesQuery, signal?: AbortSignal) =>
  request<ReceivablesAnswer>('GET', `/receivables${query(question as QueryValues)}`, within(signal))

export const readCustomer = (id: string, question: CustomerQuery, signal?: AbortSignal) =>
  request<CustomerAnswer>(
    'GET',
    `/receivables/customers/${one(id)}${query(question as QueryValues)}`,
    within(signal),
  )

/** Address of the file with which others go on with the claims of one creditor on a customer. */
export const handOverFile = (entity: string, customer: string, language: string) =>
  `/api/hand-over${query({ entity, customer, language })}`

export const readCustomerInvoices = (id: string, question: CustomerInvoicesQuery, signal?: AbortSignal) =>
  request<CustomerInvoicesAnswer>(
    'GET',
    `/receivables/customers/${one(id)}/invoices${query(question as QueryValues)}`,
    within(signal),
  )

export const readInvoice = (
  customer: string,
  invoice: string,
  question: InvoiceQuery,
  signal?: AbortSignal,
) =>
  request<InvoiceAnswer>(
    'GET',
    `/invoices/${one(customer)}/${one(invoice)}${query(question as QueryValues)}`,
    within(signal),
  )
