import type { FreshnessAnswer, TablesAnswer } from '@relance/backend/contract'
import { request } from './client'

export const readFreshness = (signal: AbortSignal) =>
  request<FreshnessAnswer>('GET', '/sources/freshness', { signal })

export const readTables = () => request<TablesAnswer>('GET', '/sources/tables')
