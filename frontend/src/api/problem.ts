import type { Problem } from '@relance/backend/contract'

/** An answer that is not a success. `code` is stable; its words are under `problem.<code>` in the texts. */
export class ApiError extends Error {
  readonly code: string
  readonly status: number
  readonly details: Record<string, unknown>

  constructor(problem: Pick<Problem, 'code' | 'status' | 'detail'> & { details?: Record<string, unknown> }) {
    super(problem.detail)
    this.name = 'ApiError'
    this.code = problem.code
    this.status = problem.status
    this.details = problem.details ?? {}
  }
}

/** Reads the error from the body, or makes one from the status when the body is not ours (a proxy, a crash). */
export function toApiError(status: number, body: string): ApiError {
  try {
    const parsed = JSON.parse(body) as Partial<Problem>
    if (typeof parsed.code === 'string')
      return new ApiError({
        code: parsed.code,
        status,
        detail: parsed.detail ?? parsed.title ?? '',
        details: parsed.details ?? {},
      })
  } catch {
    // Not JSON: fall through to the status.
  }
  return new ApiError({ code: `http/${status}`, status, detail: body.slice(0, 200) })
}
