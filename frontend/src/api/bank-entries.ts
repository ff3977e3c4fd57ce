import type {
  AssignRequest,
  Decided,
  EntriesAnswer,
  EntriesQuery,
  EntryRequest,
  ProposalRequest,
} from '@relance/backend/contract'
import { query, request, type QueryValues } from './client'

const decide = (action: string, body: unknown) =>
  request<Decided>('POST', `/bank-entries/${action}`, { body })

export const readEntries = (question: EntriesQuery, signal?: AbortSignal) =>
  request<EntriesAnswer>('GET', `/bank-entries${query(question as QueryValues)}`, signal ? { signal } : {})

export const acceptProposal = (body: ProposalRequest) => decide('accept', body)
export const declineProposal = (body: ProposalRequest) => decide('decline', body)
export const assignEntry = (body: AssignRequest) => decide('assign', body)
export const ignoreEntry = (body: EntryRequest) => decide('ignore', body)
export const undoEntry = (body: EntryRequest) => decide('undo', body)
