import type { Erasure, ErasuresAnswer, NewErasure, PersonSummary, Retention } from '@relance/backend/contract'
import { query, request } from './client'

const within = (signal?: AbortSignal) => (signal ? { signal } : {})

export const readPerson = (entity: string, customer: string, signal?: AbortSignal) =>
  request<PersonSummary>('GET', `/personal-data${query({ entity, customer })}`, within(signal))

/** Address of the file with everything known of a customer. */
export const personFile = (entity: string, customer: string) =>
  `/api/personal-data/export${query({ entity, customer })}`

export const readErasures = (signal?: AbortSignal) =>
  request<ErasuresAnswer>('GET', '/personal-data/erasures', within(signal))
export const erasePerson = (body: NewErasure) => request<Erasure>('POST', '/personal-data/erasures', { body })

export const readRetention = (signal?: AbortSignal) =>
  request<Retention>('GET', '/personal-data/retention', within(signal))
export const saveRetention = (body: Retention) =>
  request<Retention>('PUT', '/personal-data/retention', { body })
