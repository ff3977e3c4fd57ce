const FIRST_MS = 60_000
const LONGEST_MS = 6 * 3_600_000

/** Attempts after which a message is given up: with the waits below about two days after the first. */
export const MOST_ATTEMPTS = 12

/**
 * Milliseconds until the next attempt: doubled each time up to six hours, by up to a quarter more or less, so that
 * messages that failed together do not come back together.
 * @param attempts made so far, from 1
 * @param random in [0, 1)
 */
export function backOff(attempts: number, random: number): number {
  const wait = Math.min(LONGEST_MS, FIRST_MS * 2 ** (Math.max(1, attempts) - 1))
  return Math.round(wait * (0.75 + random * 0.5))
}
