import { setImmediate as nextTurn, setTimeout as sleep } from 'node:timers/promises'
import type { Outbox, Outcome } from './outbox'

interface Wish {
  outcome: Outcome | undefined
  start: string | undefined
  done: (mayStart: boolean) => void
  failed: (error: unknown) => void
}

/** Waits between attempts to write; together longer than an embedded store needs to come back. */
const AGAIN_MS = [100, 300, 1000, 2000, 5000, 10_000]

/**
 * Writes outcomes and starts of several lanes in one statement. While one is under way the next gathers, so that the
 * store is asked once for all lanes instead of twice for each message.
 */
export class GroupWriter {
  #waiting: Wish[] = []
  #running = false

  constructor(
    private readonly outbox: Pick<Outbox, 'advance'>,
    private readonly worker: string,
  ) {}

  /**
   * Writes what became of one message and marks the next as being sent.
   * @returns whether the next may be sent; false when it was stopped meanwhile or taken by another backend
   */
  advance(outcome: Outcome | undefined, start: string | undefined): Promise<boolean> {
    if (!outcome && start === undefined) return Promise.resolve(false)
    return new Promise((done, failed) => {
      this.#waiting.push({ outcome, start, done, failed })
      if (!this.#running) void this.#run()
    })
  }

  async #run(): Promise<void> {
    this.#running = true
    while (this.#waiting.length > 0) {
      await nextTurn()
      const wishes = this.#waiting
      this.#waiting = []
      try {
        const started = await this.#write(wishes)
        for (const { start, done } of wishes) done(start !== undefined && started.has(start))
      } catch (error) {
        for (const { failed } of wishes) failed(error)
      }
    }
    this.#running = false
  }

  async #write(wishes: readonly Wish[]): Promise<Set<string>> {
    const outcomes = wishes.flatMap(({ outcome }) => (outcome ? [outcome] : []))
    const start = wishes.flatMap(({ start: id }) => (id === undefined ? [] : [id]))
    for (let attempt = 0; ; attempt += 1) {
      try {
        // A statement whose answer was lost may have been done: then its messages are marked already, but not sent.
        return await this.outbox.advance(this.worker, outcomes, start, attempt > 0)
      } catch (error) {
        const wait = AGAIN_MS[attempt]
        if (wait === undefined) throw error
        await sleep(wait)
      }
    }
  }
}
