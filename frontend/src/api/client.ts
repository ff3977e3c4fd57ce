import { ApiError, toApiError } from './problem'

/** The server refuses writes without it: a page of another site cannot add it. */
export const writeHeader = 'x-relance-request'

export type QueryValues = Record<string, string | number | boolean | string[] | undefined>

/** Called when the server no longer knows the session, so that the sign-in page shows. */
let onSignedOut: () => void = () => undefined
export function whenSignedOut(handler: () => void) {
  onSignedOut = handler
}

/** Query text; lists are joined by commas, what is undefined is left out. */
export function query(values: QueryValues): string {
  const search = new URLSearchParams()
  for (const [name, value] of Object.entries(values))
    if (value !== undefined && value !== '')
      search.set(name, Array.isArray(value) ? value.join(',') : String(value))
  const text = search.toString()
  return text ? `?${text}` : ''
}

/**
 * One request to the API, answered as its contract type.
 * Throws ApiError; `network` is the code when no answer came at all.
 */
export async function request<T>(
  method: 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE',
  path: string,
  options: { body?: unknown; file?: Blob; signal?: AbortSignal; headers?: Record<string, string> } = {},
): Promise<T> {
  const headers: Record<string, string> = { accept: 'application/json', ...options.headers }
  if (method !== 'GET') headers[writeHeader] = '1'
  if (options.body !== undefined) headers['content-type'] = 'application/json'
  if (options.file) headers['content-type'] = 'text/csv'
  const init: RequestInit = { method, credentials: 'same-origin', headers }
  if (options.signal) init.signal = options.signal
  if (options.body !== undefined) init.body = JSON.stringify(options.body)
  if (options.file) init.body = options.file
  let response: Response
  try {
    response = await fetch(`/api${path}`, init)
  } catch (cause) {
    if (cause instanceof DOMException && cause.name === 'AbortError') throw cause
    throw new ApiError({ code: 'network', status: 0, detail: '' })
  }
  const text = await response.text()
  if (!response.ok) {
    if (response.status === 401 && !path.startsWith('/session')) onSignedOut()
    throw toApiError(response.status, text)
  }
  return (text === '' ? undefined : JSON.parse(text)) as T
}
