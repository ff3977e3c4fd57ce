import type { NewRate, RatesAnswer, ReferenceRateRow, SenderIdentity } from '@relance/backend/contract'
import { request } from './client'
import { ApiError } from './problem'

const one = encodeURIComponent
const within = (signal?: AbortSignal) => (signal ? { signal } : {})

/** In whose name an entity writes; null until somebody has said so. */
export async function readSender(entity: string, signal?: AbortSignal): Promise<SenderIdentity | null> {
  try {
    return await request<SenderIdentity>('GET', `/senders/${one(entity)}`, within(signal))
  } catch (cause) {
    if (cause instanceof ApiError && cause.code === 'messages/no-sender') return null
    throw cause
  }
}
export const saveSender = (entity: string, body: SenderIdentity) =>
  request<SenderIdentity>('PUT', `/senders/${one(entity)}`, { body })

export const readRates = (signal?: AbortSignal) =>
  request<RatesAnswer>('GET', '/reference-rates', within(signal))
export const saveRate = (body: NewRate) => request<ReferenceRateRow>('PUT', '/reference-rates', { body })
