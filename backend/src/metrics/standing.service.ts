import { setTimeout as sleep } from 'node:timers/promises'
import { Inject, Injectable } from '@nestjs/common'
import type { Warehouse } from '@relance/pipelines'
import { sql } from 'drizzle-orm'
import { Gauge } from 'prom-client'
import { z } from 'zod'
import { METADATA, WAREHOUSE } from '../app/tokens'
import { CLOCK } from '../dispatch/ports'
import type { Clock } from '../dispatch/ports'
import { InboxService } from '../inbox/inbox.service'
import { JobBoard } from '../jobs/job-board'
import type { Metadata } from '../metadata'
import memorySql from './memory.sql?raw'
import { Metrics } from './metrics'

/** Prometheus gives up after ten seconds; a store that hangs must not keep the other figures from it. */
const STORE_WITHIN_MS = 3_000

/** How things stand at the moment of a scrape: queues, their age, and the two stores. */
@Injectable()
export class StandingService {
  private readonly jobs
  private readonly inboxBytes
  private readonly inboxAge
  private readonly outbox
  private readonly outboxAge
  private readonly storeUp
  private readonly memory

  constructor(
    private readonly metrics: Metrics,
    @Inject(WAREHOUSE) private readonly warehouse: Warehouse,
    @Inject(METADATA) private readonly metadata: Metadata,
    @Inject(CLOCK) private readonly clock: Clock,
    private readonly board: JobBoard,
    private readonly inbox: InboxService,
  ) {
    const gauge = <L extends string = never>(name: string, help: string, ...labelNames: L[]) =>
      new Gauge({ name, help, labelNames, registers: [metrics.registry] })
    this.jobs = gauge('relance_jobs', 'Jobs that wait or run', 'state')
    this.inboxBytes = gauge('relance_inbox_bytes', 'Deliveries that are kept on disk and not loaded yet')
    this.inboxAge = gauge('relance_inbox_oldest_age_seconds', 'Age of the oldest of them; 0 without any')
    this.outbox = gauge(
      'relance_outbox_messages',
      'Messages that are to be sent; the same of every backend on one PostgreSQL',
      'channel',
      'state',
    )
    this.outboxAge = gauge(
      'relance_outbox_oldest_due_age_seconds',
      'How long the oldest message that waits has been due; 0 while none is',
      'channel',
    )
    this.storeUp = gauge('relance_store_up', '1 while the store answers', 'store')
    this.memory = gauge('relance_clickhouse_memory_bytes', 'Memory that ClickHouse has in use')
  }

  /** Everything there is to tell, in the text format of Prometheus. */
  async text(): Promise<string> {
    this.queues()
    await Promise.all([
      this.ask('postgresql', () => this.messages()),
      this.ask('clickhouse', () => this.engine()),
    ])
    return this.metrics.registry.metrics()
  }

  private queues(): void {
    const jobs = this.board.list()
    for (const state of ['waiting', 'running'] as const)
      this.jobs.set({ state }, jobs.filter((job) => job.state === state).length)
    const { bytes, oldest } = this.inbox.waiting()
    this.inboxBytes.set(bytes)
    this.inboxAge.set(oldest === undefined ? 0 : Math.max(0, (Date.now() - oldest) / 1000))
  }

  private async messages(): Promise<void> {
    const { rows } = await this.metadata.db.execute(sql`
      select channel, state, count(*)::int as messages, extract(epoch from min(next_attempt_at))::float8 as due
      from outbox where state = 'queued' or state in ('claimed', 'sending') group by channel, state`)
    this.outbox.reset()
    this.outboxAge.reset()
    for (const row of z.array(waitingRow).parse(rows)) {
      const { channel, state } = row
      this.outbox.set({ channel, state }, row.messages)
      const age = this.clock.now().getTime() / 1000 - row.due
      if (state === 'queued') this.outboxAge.set({ channel }, Math.max(0, age))
    }
  }

  private async engine(): Promise<void> {
    if (!(await this.warehouse.ping())) throw new Error('ClickHouse does not answer')
    const signal = AbortSignal.timeout(STORE_WITHIN_MS)
    const rows = await this.warehouse.query({
      name: 'metrics-memory',
      sql: memorySql,
      row: memoryRow,
      signal,
    })
    this.memory.set(rows[0]?.bytes ?? 0)
  }

  /** Figures of a store that does not answer are left out: old ones would look like a store at rest. */
  private async ask(store: 'postgresql' | 'clickhouse', question: () => Promise<void>): Promise<void> {
    const late = sleep(STORE_WITHIN_MS, false, { ref: false })
    const answered = question().then(
      () => true,
      () => false,
    )
    const up = await Promise.race([answered, late])
    this.storeUp.set({ store }, up ? 1 : 0)
    if (up) return
    if (store === 'clickhouse') this.memory.remove()
    else for (const one of [this.outbox, this.outboxAge]) one.reset()
  }
}

const waitingRow = z.object({ channel: z.string(), state: z.string(), messages: z.number(), due: z.number() })
const memoryRow = z.object({ bytes: z.coerce.number() })
