import { randomUUID } from 'node:crypto'
import { Inject, Injectable, Logger, Optional } from '@nestjs/common'
import type { OnApplicationShutdown } from '@nestjs/common'
import type { Warehouse } from '@relance/pipelines'
import { METADATA, WAREHOUSE } from '../app/tokens'
import { InboxService } from '../inbox/inbox.service'
import type { Metadata } from '../metadata'
import { Metrics } from '../metrics/metrics'
import { StaleAlerts } from './alerts/stale-alerts.service'
import { loadByInbox } from './events/load-by-inbox'
import { Teller } from './events/teller'
import { Outbox } from './outbox/outbox'
import { preparation } from './outbox/preparation'
import { Sender } from './outbox/sender'
import type { Tally } from './outbox/sender'
import { DayPlanner } from './plan/day-planner'
import type { PlanSource, PlanTally } from './plan/day-planner'
import { endLease, freeLease } from './plan/lease'
import { CHANNELS, CLOCK, COMPOSER, PLAN_SOURCE } from './ports'
import type { Channels, Clock, Composer } from './ports'
import { VerdictLedger } from './verdicts/ledger'

const PLAN_EVERY_MS = 60_000
const SEND_EVERY_MS = 2_000
const LEASE_SECONDS = 60
const BATCH = 100
const END_WITHIN_MS = 3_000

/** Plans, sends and tells, each in its own rhythm; several backends share the work through PostgreSQL. */
@Injectable()
export class DispatchService implements OnApplicationShutdown {
  readonly worker = randomUUID()
  private readonly log = new Logger('dispatch')
  private readonly ending = new AbortController()
  private readonly timers = new Map<string, NodeJS.Timeout>()
  private readonly running = new Set<Promise<unknown>>()
  private readonly outbox: Outbox
  private readonly planner: DayPlanner
  private readonly teller: Teller
  private readonly senders: readonly { name: string; sender: Sender }[]

  constructor(
    @Inject(METADATA) private readonly metadata: Metadata,
    @Inject(WAREHOUSE) warehouse: Warehouse,
    inbox: InboxService,
    @Inject(PLAN_SOURCE) source: PlanSource,
    @Inject(COMPOSER) composer: Composer,
    @Inject(CHANNELS) private readonly channels: Channels,
    @Inject(CLOCK) private readonly clock: Clock,
    @Optional() private readonly alerts?: StaleAlerts,
    @Optional() private readonly metrics?: Metrics,
  ) {
    const { db } = metadata
    this.outbox = new Outbox(db)
    const ledger = new VerdictLedger(db, warehouse)
    this.planner = new DayPlanner(db, warehouse, this.outbox, ledger, source, this.worker)
    this.teller = new Teller(db, loadByInbox(inbox), (cancelled) => ledger.correct(cancelled, clock.now()))
    const prepare = preparation(db, warehouse, source, composer)
    const { worker } = this
    const options = {
      worker,
      now: () => clock.now(),
      random: Math.random,
      leaseSeconds: LEASE_SECONDS,
      batch: BATCH,
    }
    this.senders = channels.map((channel) => ({
      name: channel.name,
      sender: new Sender(this.outbox, channel, prepare, {
        ...options,
        onOutcome: (state) => this.metrics?.sendEnded(channel.name, state),
      }),
    }))
  }

  /** Begins to plan and to send; a server that only serves one command never does. */
  async begin(): Promise<void> {
    await this.recover(this.metadata.embedded)
    this.every(PLAN_EVERY_MS, 'planning', () => this.plan())
    for (const { name } of this.senders)
      this.every(SEND_EVERY_MS, `sending by ${name}`, () => this.sendBy(name))
    this.every(SEND_EVERY_MS, 'telling', () => this.tell())
    this.every(PLAN_EVERY_MS, 'watching', () => this.watch())
    this.every((LEASE_SECONDS * 1000) / 2, 'recovering', () => this.recover(false))
  }

  async onApplicationShutdown(): Promise<void> {
    const late = new Promise((resolve) => setTimeout(resolve, END_WITHIN_MS).unref())
    await Promise.race([this.rest(), late])
    await endLease(this.metadata.db, this.worker).catch(() => undefined)
    await Promise.all(this.channels.map((channel) => channel.close()))
  }

  /** Begins nothing more. @returns when what is on its way has its outcome, and the rest was given back */
  async rest(): Promise<void> {
    this.ending.abort()
    for (const timer of this.timers.values()) clearTimeout(timer)
    await Promise.allSettled(this.running)
  }

  /** Plans what is left of today. @returns null when another backend plans or no campaign runs */
  async plan(): Promise<PlanTally | null> {
    const began = performance.now()
    const tally = await this.planner.run(this.clock.now(), this.ending.signal)
    if (tally) this.metrics?.planEnded((performance.now() - began) / 1000, tally)
    return tally
  }

  /** Sends everything that is due now, by every channel. */
  async send(): Promise<Tally[]> {
    await this.outbox.cancelEnded(this.clock.now())
    return Promise.all(this.senders.map(({ sender }) => sender.drain(this.ending.signal)))
  }

  /** Tells the warehouse what became of messages. @returns number of them */
  tell(): Promise<number> {
    return this.teller.tell()
  }

  /** Tells people of creditors whose reminders are held for want of payments. */
  async watch(): Promise<void> {
    await this.alerts?.watch(this.clock.now())
  }

  /**
   * Frees what backends that ended had taken.
   * @param all also what is still theirs for a while: for the start of the only backend
   */
  async recover(all: boolean): Promise<number> {
    if (all) await freeLease(this.metadata.db)
    const repeat = this.channels.filter(({ repeatable }) => repeatable).map(({ name }) => name)
    return this.outbox.recover({ all, repeat })
  }

  private async sendBy(name: string): Promise<void> {
    await this.outbox.cancelEnded(this.clock.now())
    const found = this.senders.find((one) => one.name === name)
    const { down } = (await found?.sender.drain(this.ending.signal)) ?? { down: false }
    if (down) this.log.warn(`nothing can be sent by ${name} now; it is tried again`)
  }

  /** Work again and again, the next turn after the end of the one before; what goes wrong is told and tried again. */
  private every(milliseconds: number, name: string, work: () => Promise<unknown>): void {
    const turn = async () => {
      const running = work().catch((error: Error) => {
        if (!this.ending.signal.aborted) this.log.error(`${name}: ${error.message}`)
      })
      this.running.add(running)
      await running
      this.running.delete(running)
      if (this.ending.signal.aborted) return
      this.timers.set(name, setTimeout(() => void turn(), milliseconds).unref())
    }
    void turn()
  }
}
