import { asc, eq } from 'drizzle-orm'
import { sendingControls } from '../../metadata'
import type { Metadata } from '../../metadata'

/** What is kept back: everything, a channel, a campaign or a creditor. */
export type Scope = 'all' | `channel:${string}` | `campaign:${string}` | `entity:${string}`

export interface Control {
  readonly scope: string
  /** code, e.g. kill_switch, paused */
  readonly reason: string
  readonly note: string
  readonly by: string
  readonly since: Date
}

/** Stops that hold at once, for messages that wait and for those that are claimed but not yet handed over. */
export class Controls {
  constructor(private readonly db: Metadata['db']) {}

  list(): Promise<Control[]> {
    return this.db.select().from(sendingControls).orderBy(asc(sendingControls.since))
  }

  /** Stops; a stop of the same scope keeps its beginning. */
  async stop(scope: Scope, reason: string, by: string, note = ''): Promise<void> {
    await this.db
      .insert(sendingControls)
      .values({ scope, reason, by, note })
      .onConflictDoUpdate({ target: sendingControls.scope, set: { reason, by, note } })
  }

  /** @returns false when nothing was stopped there */
  async release(scope: Scope): Promise<boolean> {
    const rows = await this.db.delete(sendingControls).where(eq(sendingControls.scope, scope)).returning()
    return rows.length > 0
  }
}
