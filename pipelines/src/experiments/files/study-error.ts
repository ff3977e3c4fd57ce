/** Stable codes of study files that cannot be used. */
export type StudyErrorCode =
  'study/not-readable' | 'study/bad-design' | 'study/missing-column' | 'study/bad-row' | 'study/no-rows'

/** A file that cannot be used. The message says what, where and how to mend it. */
export class StudyError extends Error {
  override readonly name = 'StudyError'

  constructor(
    readonly code: StudyErrorCode,
    message: string,
  ) {
    super(message)
  }
}
