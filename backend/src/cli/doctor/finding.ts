/** What one look has found: what, where, and where something is wrong how to mend it. */
export interface Finding {
  check: string
  /** failed: the product does not work so · warning: it works, but not for long or not well */
  state: 'ok' | 'warning' | 'failed'
  /** a folder, an address or a variable of the environment */
  where: string
  detail: string
  /** null: nothing is to be done */
  mend: string | null
}

type Seen = string | { state: 'warning' | 'failed'; detail: string; mend: string }

export const warning = (detail: string, mend: string): Seen => ({ state: 'warning', detail, mend })
export const failed = (detail: string, mend: string): Seen => ({ state: 'failed', detail, mend })

/** Looks at one thing. What throws has failed, by its own words; `mend` says what to do then. */
export async function look(
  check: string,
  where: string,
  mend: string,
  find: () => Seen | Promise<Seen>,
): Promise<Finding> {
  try {
    const seen = await find()
    return typeof seen === 'string'
      ? { check, where, state: 'ok', detail: seen, mend: null }
      : { check, where, ...seen }
  } catch (error) {
    return { check, where, state: 'failed', detail: (error as Error).message, mend }
  }
}
