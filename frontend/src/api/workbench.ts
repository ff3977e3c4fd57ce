import type {
  BiLoginsAnswer,
  CatalogueAnswer,
  DialectAnswer,
  HistoryAnswer,
  MadeBiLogin,
  ResultChart,
  SavedQueriesAnswer,
  SavedQuery,
  SavedQueryAnswer,
} from '@relance/backend/contract'
import { request } from './client'

const within = (signal?: AbortSignal) => (signal ? { signal } : {})

/** A statement as it is kept: its text, values of its parameters, how its result is drawn. */
export interface QueryContent {
  sql: string
  params: Record<string, string>
  chart: ResultChart | null
}

export const readCatalogue = (signal?: AbortSignal) =>
  request<CatalogueAnswer>('GET', '/workbench/catalogue', within(signal))
export const readDialect = (signal?: AbortSignal) =>
  request<DialectAnswer>('GET', '/workbench/dialect', within(signal))
export const readHistory = (cursor?: string, signal?: AbortSignal) =>
  request<HistoryAnswer>('GET', `/workbench/runs${cursor ? `?cursor=${cursor}` : ''}`, within(signal))
export const cancelRun = (id: string) => request<unknown>('DELETE', `/workbench/runs/${id}`)

export const readQueries = (signal?: AbortSignal) =>
  request<SavedQueriesAnswer>('GET', '/workbench/queries', within(signal))
export const readQuery = (id: string, signal?: AbortSignal) =>
  request<SavedQueryAnswer>('GET', `/workbench/queries/${encodeURIComponent(id)}`, within(signal))
export const saveQuery = (body: QueryContent & { name: string }) =>
  request<SavedQuery>('POST', '/workbench/queries', { body })
export const writeVersion = (id: string, body: QueryContent & { version: number }) =>
  request<SavedQuery>('POST', `/workbench/queries/${id}/versions`, { body })
export const changeQuery = (id: string, body: { name?: string; shared?: boolean }) =>
  request<SavedQuery>('PATCH', `/workbench/queries/${id}`, { body })
export const deleteQuery = (id: string) => request<unknown>('DELETE', `/workbench/queries/${id}`)

export const readBiLogins = (signal?: AbortSignal) =>
  request<BiLoginsAnswer>('GET', '/workbench/logins', within(signal))
export const makeBiLogin = (name: string) =>
  request<MadeBiLogin>('POST', '/workbench/logins', { body: { name } })
export const revokeBiLogin = (id: string) => request<unknown>('DELETE', `/workbench/logins/${id}`)
