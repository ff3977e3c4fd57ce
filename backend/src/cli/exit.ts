/** Exit codes of every command. */
export const EXIT = { ok: 0, failed: 1, usage: 2, rejected: 3 } as const
export type ExitCode = (typeof EXIT)[keyof typeof EXIT]

/** The command line itself is wrong. */
export class UsageError extends Error {
  override readonly name = 'UsageError'
  readonly code = 'cli/usage'
}
