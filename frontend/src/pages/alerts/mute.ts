/** The last day of so many silent days from now on, YYYY-MM-DD. */
export const mutedUntil = (now: Date, days: number): string =>
  new Date(now.getTime() + days * 86_400_000).toISOString().slice(0, 10)
