import type {
  MadeReportLink,
  NewReportLink,
  NewSchedule,
  ReportLinksListed,
  ReportQueued,
  ReportToSend,
  SchedulesListed,
  SharedReport,
  Sharing,
} from '@relance/backend/contract'
import { request } from './client'

const within = (signal?: AbortSignal) => (signal ? { signal } : {})
const one = encodeURIComponent

export const sendReport = (body: ReportToSend) => request<ReportQueued>('POST', '/reports/send', { body })

export const readSchedules = (signal?: AbortSignal) =>
  request<SchedulesListed>('GET', '/reports/schedules', within(signal))
export const saveSchedule = (id: string | undefined, body: NewSchedule) =>
  id === undefined
    ? request<SchedulesListed>('POST', '/reports/schedules', { body })
    : request<SchedulesListed>('PUT', `/reports/schedules/${one(id)}`, { body })
export const removeSchedule = (id: string) =>
  request<SchedulesListed>('DELETE', `/reports/schedules/${one(id)}`)
export const pauseSchedule = (id: string, paused: boolean) =>
  request<SchedulesListed>('POST', `/reports/schedules/${one(id)}/pause`, { body: { paused } })
export const sendSchedule = (id: string) =>
  request<SchedulesListed>('POST', `/reports/schedules/${one(id)}/send`)

export const readReportLinks = (signal?: AbortSignal) =>
  request<ReportLinksListed>('GET', '/reports/links', within(signal))
export const makeReportLink = (body: NewReportLink) =>
  request<MadeReportLink>('POST', '/reports/links', { body })
export const revokeReportLink = (id: string) =>
  request<ReportLinksListed>('DELETE', `/reports/links/${one(id)}`)

export const readSharing = (signal?: AbortSignal) =>
  request<Sharing>('GET', '/reports/sharing', within(signal))
export const saveSharing = (body: Sharing) => request<Sharing>('PUT', '/reports/sharing', { body })

export const readSharedReport = (token: string, signal?: AbortSignal) =>
  request<SharedReport>('GET', `/shared-report/${one(token)}`, within(signal))
