import type {
  MessagePreview,
  MessagePreviewRequest,
  MessageTestRequest,
  NewTemplate,
  TagsAnswer,
  TemplateCheckAnswer,
  TemplateCheckRequest,
  TemplateFamily,
  TemplatesAnswer,
  TextChange,
} from '@relance/backend/contract'
import { request, writeHeader } from './client'
import { toApiError } from './problem'

const one = encodeURIComponent
const within = (signal?: AbortSignal) => (signal ? { signal } : {})

export const readTemplates = (signal?: AbortSignal) =>
  request<TemplatesAnswer>('GET', '/templates', within(signal))
export const readTemplate = (family: string, signal?: AbortSignal) =>
  request<TemplateFamily>('GET', `/templates/${one(family)}`, within(signal))
export const readTags = (signal?: AbortSignal) =>
  request<TagsAnswer>('GET', '/templates/tags', within(signal))
export const makeTemplate = (body: NewTemplate) => request<TemplateFamily>('POST', '/templates', { body })
export const changeText = (family: string, body: TextChange) =>
  request<TemplateFamily>('PUT', `/templates/${one(family)}/texts`, { body })
export const checkText = (body: TemplateCheckRequest, signal?: AbortSignal) =>
  request<TemplateCheckAnswer>('POST', '/templates/check', { body, ...within(signal) })
export const previewMessage = (body: MessagePreviewRequest, signal?: AbortSignal) =>
  request<MessagePreview>('POST', '/templates/preview', { body, ...within(signal) })
export const testMessage = (body: MessageTestRequest) => request<unknown>('POST', '/templates/test', { body })

/** A letter as a PDF; the address lives as long as the page. Throws ApiError. */
export async function letterPdf(body: MessagePreviewRequest): Promise<string> {
  const headers = { 'content-type': 'application/json', [writeHeader]: '1' }
  const init: RequestInit = {
    method: 'POST',
    credentials: 'same-origin',
    headers,
    body: JSON.stringify(body),
  }
  const response = await fetch('/api/templates/preview/letter', init)
  if (!response.ok) throw toApiError(response.status, await response.text())
  return URL.createObjectURL(await response.blob())
}
