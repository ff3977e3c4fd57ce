/**
 * An error that a caller may see. `code` is stable (`domain/what`) and is the key of its translation; `message` is
 * for people; `details` are more facts, never the content of somebody's rows.
 */
export class AppError extends Error {
  override readonly name = 'AppError'

  constructor(
    readonly code: string,
    readonly status: number,
    message: string,
    readonly details?: Record<string, unknown>,
    /** seconds after which trying again makes sense */
    readonly retryAfter?: number,
  ) {
    super(message)
  }
}

export const notFound = (code: string, message: string) => new AppError(code, 404, message)
