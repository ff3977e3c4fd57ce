import type { Channel, OutgoingMessage } from '../channels/channel'
import { attempt } from './attempt'
import { GroupWriter } from './group-writer'
import type { Outbox, Outcome } from './outbox'
import type { OutboxMessage } from './outbox-row'

/** What is to be done with a message whose moment has come. */
export type Prepared =
  | {
      readonly message: OutboxMessage
      readonly send: OutgoingMessage
      /** the contact as it is sent, where it is another one than was planned */
      readonly payload?: string
    }
  | { readonly message: OutboxMessage; readonly outcome: Outcome }

/** Looks once more whether messages are due, and makes their texts. */
export type Prepare = (messages: readonly OutboxMessage[], now: Date) => Promise<readonly Prepared[]>

export interface SenderOptions {
  /** names this backend while it runs */
  readonly worker: string
  readonly now: () => Date
  /** in [0, 1) */
  readonly random: () => number
  readonly leaseSeconds: number
  /** messages claimed together */
  readonly batch: number
  /** told of what became of each message that was tried, or was no longer due */
  readonly onOutcome?: (state: Outcome['state']) => void
}

export interface Tally {
  sent: number
  failed: number
  cancelled: number
  /** nothing can be sent by this channel now */
  down: boolean
}

/** Sends what is due by one channel: takes a batch, prepares it, and lets the lanes of the channel work it off. */
export class Sender {
  readonly #writer: GroupWriter
  #ready: Extract<Prepared, { send: OutgoingMessage }>[] = []
  /** ids that are claimed by us and not ended */
  readonly #held = new Set<string>()
  #filling: Promise<void> | undefined
  #empty = false
  #tally: Tally = { sent: 0, failed: 0, cancelled: 0, down: false }

  constructor(
    private readonly outbox: Outbox,
    private readonly channel: Channel,
    private readonly prepare: Prepare,
    private readonly options: SenderOptions,
  ) {
    this.#writer = new GroupWriter(outbox, options.worker)
  }

  /** Sends until nothing is due, the channel is down or `signal` says stop; what was taken and not sent is given back. */
  async drain(signal: AbortSignal): Promise<Tally> {
    this.#tally = { sent: 0, failed: 0, cancelled: 0, down: false }
    this.#empty = false
    const { leaseSeconds, worker } = this.options
    const renewal = setInterval(
      () => void this.outbox.renew(worker, [...this.#held], leaseSeconds).catch(() => undefined),
      (leaseSeconds * 1000) / 3,
    )
    try {
      const lanes = Array.from({ length: this.channel.lanes }, () => this.#lane(signal))
      const ended = await Promise.allSettled(lanes)
      await this.#filling?.catch(() => undefined)
      await this.outbox.release(worker, [...this.#held])
      const broken = ended.find((lane) => lane.status === 'rejected')
      if (broken) throw broken.reason
    } finally {
      clearInterval(renewal)
      this.#ready = []
      this.#held.clear()
    }
    return this.#tally
  }

  async #lane(signal: AbortSignal): Promise<void> {
    let outcome: Outcome | undefined
    for (;;) {
      const next = await this.#take(signal)
      const mayStart = await this.#writer.advance(outcome, next?.message.id)
      if (outcome) this.#held.delete(outcome.id)
      outcome = undefined
      if (!next) return
      if (!mayStart) continue
      const { now, random } = this.options
      const result = await attempt(this.channel, next.send, next.message.attempts + 1, { now, random })
      const { subject, text } = next.send
      const said = { ...result.outcome, said: { subject, text } }
      outcome = next.payload === undefined ? said : { ...said, payload: next.payload }
      this.#count(outcome)
      if (result.down) this.#tally.down = true
    }
  }

  #count({ state }: Outcome): void {
    this.options.onOutcome?.(state)
    if (state === 'sent') this.#tally.sent += 1
    else this.#tally.failed += 1
  }

  async #take(signal: AbortSignal) {
    for (;;) {
      if (signal.aborted || this.#tally.down) return undefined
      if (this.#ready.length < this.options.batch / 2 && !this.#empty) {
        this.#filling ??= this.#fill().finally(() => (this.#filling = undefined))
      }
      const next = this.#ready.shift()
      if (next) return next
      if (!this.#filling) return undefined
      await this.#filling
    }
  }

  async #fill(): Promise<void> {
    const { worker, now, batch, leaseSeconds } = this.options
    const claimed = await this.outbox.claim(worker, this.channel.name, now(), batch, leaseSeconds)
    if (claimed.length === 0) {
      this.#empty = true
      return
    }
    for (const { id } of claimed) this.#held.add(id)
    for (const prepared of await this.prepare(claimed, now())) {
      if ('send' in prepared) {
        this.#ready.push(prepared)
        continue
      }
      const { outcome } = prepared
      if (outcome.state === 'cancelled') {
        this.#tally.cancelled += 1
        this.options.onOutcome?.(outcome.state)
      }
      void this.#writer.advance(outcome, undefined).then(
        () => this.#held.delete(outcome.id),
        () => undefined,
      )
    }
  }
}
