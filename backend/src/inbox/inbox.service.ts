import { randomUUID } from 'node:crypto'
import fs from 'node:fs'
import path from 'node:path'
import { Readable } from 'node:stream'
import { setTimeout as sleep } from 'node:timers/promises'
import { Inject, Injectable, Logger } from '@nestjs/common'
import type { OnApplicationBootstrap, OnApplicationShutdown } from '@nestjs/common'
import { EngineError, WarehouseError, ingestStream, recoverLoads } from '@relance/pipelines'
import type { Warehouse } from '@relance/pipelines'
import { CONFIG, WAREHOUSE } from '../app/tokens'
import type { Config } from '../config/config'
import { AppError } from '../http/app-error'
import { given } from '../http/given'
import { JobBoard } from '../jobs/job-board'
import type { Delivery } from './delivery'
import { InboxLog } from './inbox-log'
import { Receipts, linesOf } from './receipts'
import type { Receipt } from './receipts'

const MOST_BYTES = 1024 * 1024 * 1024
/** Messages nobody waits for are collected this long, so that each does not cost a load. */
const COLLECT_MS = 1500
const RETRY_MS = [200, 500, 1000, 2000, 5000]
const TRIES = 3

/**
 * Takes what others send, answers once it is on disk, and loads it in batches. A crash at any moment loses nothing
 * that was answered for, and counts nothing twice, because what is loaded again has the same ids.
 */
@Injectable()
export class InboxService implements OnApplicationBootstrap, OnApplicationShutdown {
  private readonly log = new Logger('inbox')
  private readonly kept: InboxLog
  private readonly setAside: string
  private readonly receipts = new Receipts()
  private readonly ending = new AbortController()
  private running: Promise<void> | undefined
  private again = false

  constructor(
    @Inject(CONFIG) config: Config,
    @Inject(WAREHOUSE) private readonly warehouse: Warehouse,
    private readonly board: JobBoard,
  ) {
    this.kept = new InboxLog(path.join(config.dataDir, 'inbox'))
    this.setAside = path.join(config.dataDir, 'inbox', 'set-aside')
  }

  onApplicationBootstrap(): void {
    this.wake()
  }

  async onApplicationShutdown(): Promise<void> {
    this.ending.abort()
    await Promise.race([this.running, sleep(700, undefined, { ref: false })])
    await this.kept.close()
  }

  /**
   * Keeps a delivery. When it returns, the sender may be answered.
   * @returns id of its receipt
   * @throws AppError `inbox/full`
   */
  async take(delivery: Omit<Delivery, 'id'>, awaited: boolean): Promise<string> {
    if (this.kept.bytes() > MOST_BYTES) {
      throw new AppError(
        'inbox/full',
        503,
        'Too much waits to be loaded; send it again later.',
        undefined,
        30,
      )
    }
    const id = randomUUID()
    this.receipts.open(id, delivery.rows, awaited)
    await this.kept.append({ ...delivery, id })
    this.wake()
    return id
  }

  receipt(id: string): Receipt | undefined {
    return this.receipts.get(id)
  }

  /** The receipt once the delivery is loaded, or as it is after so long. */
  async loaded(id: string, milliseconds: number): Promise<Receipt> {
    return this.receipts.ended(id, milliseconds)
  }

  /** What is kept and not loaded yet: bytes, and when the oldest came (milliseconds). */
  waiting(): { bytes: number; oldest: number | undefined } {
    return { bytes: this.kept.bytes(), oldest: this.kept.oldest() }
  }

  /** Waits until everything that was kept is loaded. */
  async idle(): Promise<void> {
    while (this.running) await this.running
  }

  private wake(): void {
    this.again = true
    this.running ??= this.work().finally(() => {
      this.running = undefined
      if (this.again && !this.ending.signal.aborted) this.wake()
    })
  }

  private async work(): Promise<void> {
    while (this.again && !this.ending.signal.aborted) {
      this.again = false
      if (!this.receipts.awaited()) await this.pause(COLLECT_MS)
      for (let segment = await this.kept.next(); segment; segment = await this.kept.next()) {
        try {
          for (const group of groupsOf(this.kept.read(segment))) await this.load(group)
        } catch (error) {
          if (this.ending.signal.aborted) return
          throw error
        }
        await this.kept.remove(segment)
      }
    }
  }

  /** Loads a group, again and again while the store is not there; what it can never load is set aside. */
  private async load(group: Delivery[]): Promise<void> {
    for (let attempt = 0; ; attempt += 1) {
      try {
        return await this.loadOnce(group)
      } catch (error) {
        if (this.ending.signal.aborted) throw error
        if (!isPassing(error) && attempt + 1 >= TRIES) break
        this.log.warn(`loading again: ${(error as Error).message}`)
        await this.pause(RETRY_MS[Math.min(attempt, RETRY_MS.length - 1)] ?? 0)
        await this.board.alone(() => recoverLoads(this.warehouse)).catch(() => undefined)
      }
    }
    if (group.length > 1) for (const one of group) await this.load([one])
    else for (const one of group) this.giveUp(one)
  }

  private async loadOnce(group: Delivery[]): Promise<void> {
    const [first] = group
    if (!first) return
    const { source, name, by, entity } = first
    this.ending.signal.throwIfAborted()
    await this.board.alone(() =>
      ingestStream(this.warehouse, Readable.from(group.map(({ body }) => body)), {
        source,
        fileName: name,
        loadedBy: by,
        ...given({ entityId: entity === '' ? undefined : entity }),
        signal: this.ending.signal,
        onLines: (lines, batchId) => {
          for (const [id, told] of linesOf(group, lines)) this.receipts.close(id, batchId, told)
        },
      }),
    )
  }

  private giveUp(delivery: Delivery): void {
    fs.mkdirSync(this.setAside, { recursive: true, mode: 0o700 })
    fs.writeFileSync(path.join(this.setAside, `${delivery.id}.ndjson`), delivery.body, { mode: 0o600 })
    this.log.error(`delivery ${delivery.id} of ${delivery.name} cannot be loaded and is set aside`)
    this.receipts.close(delivery.id, null, [])
  }

  private async pause(milliseconds: number): Promise<void> {
    await sleep(milliseconds, undefined, { ref: false, signal: this.ending.signal }).catch(() => undefined)
  }
}

/** Deliveries that one load may take together, in their order. */
function groupsOf(deliveries: Delivery[]): Delivery[][] {
  const groups = new Map<string, Delivery[]>()
  for (const delivery of deliveries) {
    const { id, source, name, by, entity, alone } = delivery
    const key = JSON.stringify([source, name, by, entity, alone ? id : ''])
    const group = groups.get(key)
    if (group) group.push(delivery)
    else groups.set(key, [delivery])
  }
  return [...groups.values()]
}

const PASSING = ['warehouse/unavailable', 'warehouse/busy', 'warehouse/timeout', 'warehouse/memory']

const isPassing = (error: unknown): boolean =>
  error instanceof EngineError || (error instanceof WarehouseError && PASSING.includes(error.code))
