import { loggedMessages } from '../../../metadata'
import type { Metadata } from '../../../metadata'
import type { Channel, Delivery, OutgoingMessage } from '../channel'

/** Marks what was shown instead of sent. */
export const LOGGED = 'log'

/** Sends nothing and keeps the message to be looked at: what every channel does until it is set up. */
export class LogChannel implements Channel {
  readonly lanes = 2
  readonly repeatable = true

  constructor(
    readonly name: string,
    private readonly db: Metadata['db'],
  ) {}

  async send(message: OutgoingMessage): Promise<Delivery> {
    const { reminderId: id, channel, recipient, subject, text, html } = message
    await this.db
      .insert(loggedMessages)
      .values({ id, channel, recipient, subject, text, html })
      .onConflictDoUpdate({ target: loggedMessages.id, set: { recipient, subject, text, html } })
    return { providerId: LOGGED, cost: '0' }
  }

  async close(): Promise<void> {
    // nothing is open
  }
}
