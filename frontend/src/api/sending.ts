import type {
  AlertsAnswer,
  BatchLettersAnswer,
  DeadLettersAnswer,
  Discarded,
  FailedLetters,
  LetterBatchesAnswer,
  Moved,
  NewOverride,
  OverridesAnswer,
} from '@relance/backend/contract'
import { query, request } from './client'

const within = (signal?: AbortSignal) => (signal ? { signal } : {})

export const readAlerts = (signal?: AbortSignal) =>
  request<AlertsAnswer>('GET', '/sending/alerts', within(signal))
export const readDeadLetters = (signal?: AbortSignal) =>
  request<DeadLettersAnswer>('GET', '/sending/dead-letters', within(signal))
export const retryDeadLetters = (ids: string[]) =>
  request<Moved>('POST', '/sending/dead-letters/requeue', { body: { ids } })
export const discardDeadLetters = (body: Discarded) =>
  request<Moved>('POST', '/sending/dead-letters/discard', { body })

export const readLetterBatches = (signal?: AbortSignal) =>
  request<LetterBatchesAnswer>('GET', '/sending/letters', within(signal))
export const readBatchLetters = (day: string, registered: boolean, signal?: AbortSignal) =>
  request<BatchLettersAnswer>(
    'GET',
    `/sending/letters/${day}/contents${query({ registered })}`,
    within(signal),
  )
/** Address of the file of a batch. */
export const batchFile = (day: string, registered: boolean) =>
  `/api/sending/letters/${day}${query({ registered })}`
export const postLetters = (ids: string[]) =>
  request<{ posted: number }>('POST', '/sending/letters/posted', { body: { ids } })
export const failLetters = (body: FailedLetters) =>
  request<{ failed: number }>('POST', '/sending/letters/failed', { body })
export const numberLetter = (id: string, number: string) =>
  request<unknown>('PUT', `/sending/letters/${id}/number`, { body: { number } })

export const readOverrides = (
  question: { entity?: string[]; customer?: string; open?: boolean },
  signal?: AbortSignal,
) => request<OverridesAnswer>('GET', `/overrides${query(question)}`, within(signal))
export const makeOverride = (body: NewOverride) => request<unknown>('POST', '/overrides', { body })
export const undoOverride = (id: string) => request<unknown>('POST', `/overrides/${id}/undo`)
