/** Work that is done in turn beside the caller's own: at most one piece runs, and the caller waits while one does. */
export class InTurn {
  #running: Promise<void> = Promise.resolve()

  /** Begins a piece once the one before it has ended. @throws what the one before it threw */
  async next(work: () => Promise<void>): Promise<void> {
    await this.#running
    this.#running = work()
    this.#running.catch(() => undefined)
  }

  /** Waits for the last piece. @throws what it threw */
  end(): Promise<void> {
    return this.#running
  }
}
