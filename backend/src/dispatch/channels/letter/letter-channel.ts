import { isNotNull, sql } from 'drizzle-orm'
import { letters } from '../../../metadata'
import type { Metadata } from '../../../metadata'
import { PermanentFailure } from '../channel'
import type { Channel, Delivery, OutgoingMessage } from '../channel'

/** Letters are gathered by day, printed as one PDF and count as sent once somebody has posted them. */
export class LetterChannel implements Channel {
  readonly lanes = 1
  readonly repeatable = true

  constructor(
    readonly name: 'letter' | 'registered_letter',
    private readonly db: Metadata['db'],
    /** cost of one letter, decimal text */
    private readonly cost: string,
  ) {}

  async send(message: OutgoingMessage): Promise<Delivery> {
    const { reminderId: id, entityId, customerId, recipient, subject, text, plannedDay: day } = message
    if (recipient.address.trim() === '') {
      throw new PermanentFailure('no_address', 'The customer has no postal address.', true)
    }
    const row = { id, entityId, customerId, day, subject, text, language: message.language }
    const address = [recipient.name, recipient.address].filter((line) => line !== '').join('\n')
    const registered = this.name === 'registered_letter'
    const letter = { ...row, address, registered, composed: message.letter ?? null }
    const anew = { postedAt: null, postedBy: null, failedAt: null, failedBy: null, failure: '' }
    await this.db
      .insert(letters)
      .values(letter)
      // One that failed and is tried again is a new letter; one that waits stays as it is.
      .onConflictDoUpdate({
        target: letters.id,
        set: { ...letter, ...anew, trackingNumber: '', day: sql`current_date` },
        setWhere: isNotNull(letters.failedAt),
      })
    return { providerId: 'letters', cost: this.cost }
  }

  async close(): Promise<void> {
    // nothing is open
  }
}
