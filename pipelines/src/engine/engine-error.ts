/** What can go wrong with the embedded engine or its data directory; `code` is stable and is a translation key. */
export type EngineErrorCode =
  | 'engine/unsupported-platform'
  | 'engine/library-missing'
  | 'engine/port-taken'
  | 'engine/start-failed'
  | 'engine/crashes'
  | 'data/locked'

/** An error of the embedded engine, with a message meant for the person at the terminal. */
export class EngineError extends Error {
  override readonly name = 'EngineError'
  readonly code: EngineErrorCode

  constructor(code: EngineErrorCode, message: string, options?: ErrorOptions) {
    super(message, options)
    this.code = code
  }
}
