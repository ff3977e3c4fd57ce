import type {
  NewSegment,
  SavedSegment,
  SegmentFieldsAnswer,
  SegmentPreview,
  SegmentPreviewRequest,
  SegmentsAnswer,
} from '@relance/backend/contract'
import { request } from './client'

const one = encodeURIComponent
const within = (signal?: AbortSignal) => (signal ? { signal } : {})

export const readSegments = (signal?: AbortSignal) =>
  request<SegmentsAnswer>('GET', '/segments', within(signal))
/** What people call each, by id. */
export const readSegmentNames = async (signal?: AbortSignal) =>
  new Map((await readSegments(signal)).rows.map(({ id, name }) => [id, name]))
export const readSegment = (id: string, signal?: AbortSignal) =>
  request<SavedSegment>('GET', `/segments/${one(id)}`, within(signal))
export const readSegmentFields = (signal?: AbortSignal) =>
  request<SegmentFieldsAnswer>('GET', '/segments/fields', within(signal))
export const previewSegment = (body: SegmentPreviewRequest, signal?: AbortSignal) =>
  request<SegmentPreview>('POST', '/segments/preview', { body, ...within(signal) })
export const saveSegment = (id: string | undefined, body: NewSegment) =>
  id === undefined
    ? request<SavedSegment>('POST', '/segments', { body })
    : request<SavedSegment>('PUT', `/segments/${one(id)}`, { body })
export const deleteSegment = (id: string) => request<unknown>('DELETE', `/segments/${one(id)}`)
