/** Stable codes of loads that cannot be done; each is a translation key. */
export type IngestErrorCode =
  | 'ingest/empty-file'
  | 'ingest/header-only'
  | 'ingest/spreadsheet-old'
  | 'ingest/spreadsheet-locked'
  | 'ingest/spreadsheet-broken'
  | 'ingest/spreadsheet-too-large'
  | 'ingest/no-sheet'
  | 'ingest/binary'
  | 'ingest/not-recognised'
  | 'ingest/wrong-separator'
  | 'ingest/duplicate-headers'
  | 'ingest/missing-columns'
  | 'ingest/bad-mapping'
  | 'ingest/unknown-source'
  | 'ingest/ambiguous-dates'
  | 'ingest/bad-option'
  | 'ingest/rejected-rows'
  | 'ingest/cancelled'
  | 'ingest/read-failed'
  | 'ingest/load-not-found'
  | 'ingest/not-undoable'

/** A file or a wish that cannot be fulfilled. The message says what, where and how to mend it. */
export class IngestError extends Error {
  override readonly name = 'IngestError'

  constructor(
    readonly code: IngestErrorCode,
    message: string,
    readonly details: Readonly<Record<string, unknown>> = {},
  ) {
    super(message)
  }
}
