import type {
  ContactHistory,
  NewTask,
  OutcomeRequest,
  SendingState,
  VerdictsAnswer,
  VerdictsQuery,
  WorkListAnswer,
} from '@relance/backend/contract'
import { query, request, type QueryValues } from './client'

const within = (signal?: AbortSignal) => (signal ? { signal } : {})

export const readWorkList = (entity: string[] | undefined, signal?: AbortSignal) =>
  request<WorkListAnswer>('GET', `/work-list${query({ entity })}`, within(signal))
export const addTask = (body: NewTask) => request<{ id: string }>('POST', '/work-list', { body })
export const finishTask = (id: string, body: OutcomeRequest) =>
  request<unknown>('POST', `/work-list/${id}/outcome`, { body })
export const readHistory = (entity: string, customer: string, signal?: AbortSignal) =>
  request<ContactHistory>('GET', `/work-list/history${query({ entity, customer })}`, within(signal))
export const readVerdicts = (question: VerdictsQuery, signal?: AbortSignal) =>
  request<VerdictsAnswer>('GET', `/verdicts${query(question as QueryValues)}`, within(signal))
export const readSending = (signal?: AbortSignal) => request<SendingState>('GET', '/sending', within(signal))
export const switchSending = (to: 'stop' | 'resume') =>
  to === 'stop'
    ? request<SendingState>('PUT', '/sending/stops/all', { body: {} })
    : request<SendingState>('DELETE', '/sending/stops/all')
