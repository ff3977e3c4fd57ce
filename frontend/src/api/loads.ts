import type { Job, LoadsAnswer, RejectsAnswer, RetryRequest } from '@relance/backend/contract'
import { query, request } from './client'

export const readLoads = (limit: number, cursor?: string) =>
  request<LoadsAnswer>('GET', `/loads${query({ limit, cursor })}`)

export const undoLoad = (id: string) => request<Job>('POST', `/loads/${encodeURIComponent(id)}/undo`)

export const readRejects = (id: string, reason: string | undefined, cursor?: string) =>
  request<RejectsAnswer>(
    'GET',
    `/loads/${encodeURIComponent(id)}/rejects${query({ reason, cursor, limit: 50 })}`,
  )

export const rejectsCsv = (id: string) => `/api/loads/${encodeURIComponent(id)}/rejects.csv`

export const retryRejects = (id: string, body: RetryRequest) =>
  request<Job>('POST', `/loads/${encodeURIComponent(id)}/retry`, { body })

export const removeDemo = () => request<Job>('DELETE', '/demo')
