import type { FailedFilesAnswer } from '@relance/backend/contract'
import { request } from './client'

export const readFailedFiles = (signal?: AbortSignal) =>
  request<FailedFilesAnswer>('GET', '/inbox/failed', signal ? { signal } : {})
export const putFileAgain = (name: string) =>
  request<FailedFilesAnswer>('POST', '/inbox/failed/put-again', { body: { name } })
export const discardFile = (name: string) =>
  request<FailedFilesAnswer>('POST', '/inbox/failed/discard', { body: { name } })
