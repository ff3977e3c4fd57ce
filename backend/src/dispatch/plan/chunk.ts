import type { Exposure } from '../experiment/exposure'
import type { NewMessage } from '../outbox/outbox-row'
import { messageId } from '../outbox/outbox-row'
import type { Verdict } from '../planner/verdict'
import { customerKey } from '../records/records'
import { packed } from '../verdicts/ledger'
import { VerdictLines } from '../verdicts/verdict-lines'

/** Verdicts that are committed together, with the messages and the entries into experiments among them. */
export class PlanChunk {
  readonly messages: NewMessage[] = []
  readonly entries: Exposure[] = []
  customers = 0
  verdicts = 0
  readonly #lines: VerdictLines
  #new = 0

  /**
   * @param now moment of the plan
   * @param planned customers and days that have a message already: their verdict of the day stays
   */
  constructor(
    readonly now: Date,
    private readonly planned: ReadonlySet<string>,
  ) {
    this.#lines = new VerdictLines(now.getTime())
  }

  /** Adds the verdicts of one customer, of each campaign one. */
  add(verdicts: readonly Verdict[]): void {
    this.customers += 1
    for (const verdict of verdicts) {
      const { entityId, customerId, day, contact, exposed } = verdict
      if (exposed) this.entries.push(exposed)
      const reminder = contact?.kind !== 'reaction'
      const { planned } = this
      if (reminder && planned.size > 0 && planned.has(`${customerKey(verdict)}\u0000${day}`)) continue
      const message = contact ? { entityId, customerId, plannedDay: day, contact } : undefined
      if (message) {
        this.messages.push(message)
        this.#new += 1
      }
      this.verdicts += 1
      this.#lines.add(verdict, message ? messageId(message) : '')
    }
  }

  /** Contacts since the last call. */
  takeNewContacts(): number {
    const found = this.#new
    this.#new = 0
    return found
  }

  /** Lines of the ledger, compressed; undefined where there are none. */
  packed(): Promise<Buffer | undefined> {
    return this.verdicts === 0 ? Promise.resolve(undefined) : packed(this.#lines)
  }
}
