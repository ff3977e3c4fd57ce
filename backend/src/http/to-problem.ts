import { HttpException } from '@nestjs/common'
import { EngineError, IngestError, WarehouseError } from '@relance/pipelines'
import type { IngestErrorCode } from '@relance/pipelines'
import { AppError } from './app-error'
import type { Problem } from './problem.contract'

export interface Answer {
  problem: Problem
  retryAfter: number | undefined
  /** true when it is our fault and belongs into the log */
  unexpected: boolean
}

const TITLES: Record<number, string> = {
  400: 'Bad request',
  401: 'Not signed in',
  403: 'Not allowed',
  404: 'Not found',
  409: 'Conflict',
  413: 'Too large',
  415: 'Unsupported media type',
  422: 'Cannot be processed',
  429: 'Too many requests',
  499: 'Cancelled',
  500: 'Internal error',
  503: 'Not available for the moment',
}

const NOT_NOW = ['warehouse/unavailable', 'warehouse/busy', 'warehouse/timeout', 'warehouse/memory']
/** What a person's own statement may be wrong about; in a statement of ours the same is our fault. */
const OWN_STATEMENT: Record<string, number> = {
  'warehouse/limit': 422,
  'warehouse/syntax': 422,
  'warehouse/bad-data': 422,
  'warehouse/refused': 403,
}

const INGEST_STATUS: Partial<Record<IngestErrorCode, number>> = {
  'ingest/load-not-found': 404,
  'ingest/not-undoable': 409,
  'ingest/bad-option': 400,
  'ingest/cancelled': 499,
}

/** Turns whatever was thrown into what the caller is told. Nothing of an unexpected error is told. */
export function toProblem(thrown: unknown): Answer {
  if (thrown instanceof AppError) {
    const { code, status, message, details, retryAfter } = thrown
    return answer(code, status, message, { details, retryAfter })
  }
  if (thrown instanceof WarehouseError) return fromWarehouse(thrown)
  if (thrown instanceof EngineError) return answer(thrown.code, 503, thrown.message, { retryAfter: 5 })
  if (thrown instanceof HttpException) return fromNest(thrown)
  if (thrown instanceof IngestError) {
    return answer(thrown.code, INGEST_STATUS[thrown.code] ?? 422, thrown.message, { details: thrown.details })
  }
  if (isAskerGone(thrown)) return answer('http/cancelled', 499, 'The asker went away in the middle.')
  const status = (thrown as { statusCode?: unknown }).statusCode
  if (typeof status === 'number' && status >= 400 && status < 500) {
    return answer(httpCode(status), status, (thrown as Error).message)
  }
  if (isLostConnection(thrown)) {
    return answer('metadata/unavailable', 503, 'The metadata store is not available for the moment.', {
      retryAfter: 2,
    })
  }
  if (isUnstorableText(thrown)) {
    return answer('http/invalid', 400, 'A text holds a character that cannot be stored, e.g. U+0000.')
  }
  if (thrown instanceof Error && BROKEN_FORM.test(thrown.message)) {
    return answer('http/bad-form', 400, 'The form is broken off, or names no boundary.')
  }
  return { ...answer('internal', 500, 'Something went wrong on our side.'), unexpected: true }
}

function fromWarehouse(thrown: WarehouseError): Answer {
  const { code, query, message, detail } = thrown
  if (NOT_NOW.includes(code)) {
    return answer(code, 503, 'The data store is not available for the moment.', { retryAfter: 2 })
  }
  if (code === 'warehouse/cancelled') return answer(code, 499, message)
  const status = query === 'sql' ? OWN_STATEMENT[code] : undefined
  if (status !== undefined) return answer(code, status, detail ?? message)
  return { ...answer(code, 500, message), unexpected: true }
}

function fromNest(thrown: HttpException): Answer {
  const status = thrown.getStatus()
  const body = thrown.getResponse() as { message?: string | string[] } | string
  const message = typeof body === 'string' ? body : (body.message ?? thrown.message)
  const detail = Array.isArray(message) ? message.join('; ') : message
  return { ...answer(httpCode(status), status, detail), unexpected: status >= 500 }
}

function answer(
  code: string,
  status: number,
  detail: string,
  more: { details?: Record<string, unknown> | undefined; retryAfter?: number | undefined } = {},
): Answer {
  const details = more.details === undefined ? {} : { details: more.details }
  return {
    problem: { type: 'about:blank', title: TITLES[status] ?? 'Error', status, code, detail, ...details },
    retryAfter: more.retryAfter,
    unexpected: false,
  }
}

const httpCode = (status: number) =>
  `http/${(TITLES[status] ?? `status-${status}`).toLowerCase().replaceAll(' ', '-')}`

/** How Node tells that the connection of a request ended before its body. */
const isAskerGone = (thrown: unknown): boolean =>
  thrown instanceof Error && thrown.message === 'aborted' && 'code' in thrown && thrown.code === 'ECONNRESET'

/** Words of the reader of forms, whose errors have no code. */
const BROKEN_FORM = /^(Multipart: |Unexpected end of multipart|Part terminated early|The needle cannot)/

/** PostgreSQL keeps no zero byte in a text, and no half of a surrogate pair in JSON. */
const UNSTORABLE = ['22021', '22P05', '22P02']
function isUnstorableText(thrown: unknown): boolean {
  const { code, cause } = thrown as { code?: unknown; cause?: { code?: unknown } }
  return UNSTORABLE.includes(String(cause?.code ?? code))
}

const LOST = /^(ECONNREFUSED|ECONNRESET|EPIPE|ENOENT|57P01|57P02|57P03)$/
function isLostConnection(thrown: unknown): boolean {
  const cause = (thrown as { cause?: { code?: unknown; message?: string } }).cause
  const text = cause?.message ?? (thrown as Error).message
  return LOST.test(String(cause?.code)) || /Connection terminated|connection timeout/i.test(text)
}
