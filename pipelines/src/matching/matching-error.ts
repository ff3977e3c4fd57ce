export type MatchingErrorCode =
  | 'matching/entry-not-found'
  | 'matching/no-such-proposal'
  | 'matching/customer-not-found'
  | 'matching/bad-split'
  | 'matching/changed'
  | 'matching/nothing-to-undo'

/** A decision on a bank entry that cannot be carried out; `message` says why and what to do. */
export class MatchingError extends Error {
  override readonly name = 'MatchingError'

  constructor(
    readonly code: MatchingErrorCode,
    message: string,
  ) {
    super(message)
  }
}
