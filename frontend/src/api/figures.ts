import type {
  Close,
  CloseDetail,
  ClosesAnswer,
  NewClose,
  NewTarget,
  PaymentTermsAnswer,
  PaymentTermsQuery,
  TargetsAnswer,
} from '@relance/backend/contract'
import { query, request, type QueryValues } from './client'

const within = (signal?: AbortSignal) => (signal ? { signal } : {})

export const readTargets = (signal?: AbortSignal) => request<TargetsAnswer>('GET', '/targets', within(signal))
export const saveTarget = (body: NewTarget) => request<TargetsAnswer>('PUT', '/targets', { body })

export const readCloses = (signal?: AbortSignal) => request<ClosesAnswer>('GET', '/closes', within(signal))
export const readClose = (id: string, signal?: AbortSignal) =>
  request<CloseDetail>('GET', `/closes/${encodeURIComponent(id)}`, within(signal))
export const makeClose = (body: NewClose) => request<Close>('POST', '/closes', { body })

export const readPaymentTerms = (question: PaymentTermsQuery, signal?: AbortSignal) =>
  request<PaymentTermsAnswer>('GET', `/payment-terms${query(question as QueryValues)}`, within(signal))
