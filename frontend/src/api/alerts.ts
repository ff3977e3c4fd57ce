import type {
  AlertChecks,
  AlertTrial,
  AlertsListed,
  MadeNoticeWebhook,
  NewAlert,
  NoticeWebhook,
  ReadersAnswer,
  TrialAnswer,
} from '@relance/backend/contract'
import { query, request } from './client'

const within = (signal?: AbortSignal) => (signal ? { signal } : {})
const one = encodeURIComponent

export const readAlerts = (signal?: AbortSignal) => request<AlertsListed>('GET', '/alerts', within(signal))
export const tryAlert = (body: AlertTrial, signal?: AbortSignal) =>
  request<TrialAnswer>('POST', '/alerts/trial', { body, ...within(signal) })
export const saveAlert = (id: string | undefined, body: NewAlert) =>
  id === undefined
    ? request<AlertsListed>('POST', '/alerts', { body })
    : request<AlertsListed>('PUT', `/alerts/${one(id)}`, { body })
export const removeAlert = (id: string) => request<AlertsListed>('DELETE', `/alerts/${one(id)}`)
export const muteAlert = (id: string, until: string | null) =>
  request<AlertsListed>('POST', `/alerts/${one(id)}/mute`, { body: { until } })
export const readChecks = (id: string, signal?: AbortSignal) =>
  request<AlertChecks>('GET', `/alerts/${one(id)}/checks`, within(signal))

export const readReaders = (entity: string, signal?: AbortSignal) =>
  request<ReadersAnswer>('GET', `/notices/readers${query({ entity })}`, within(signal))
export const readNoticeWebhook = (signal?: AbortSignal) =>
  request<NoticeWebhook>('GET', '/notices/webhook', within(signal))
export const saveNoticeWebhook = (url: string) =>
  request<MadeNoticeWebhook>('PUT', '/notices/webhook', { body: { url } })
export const removeNoticeWebhook = () => request<NoticeWebhook>('DELETE', '/notices/webhook')
