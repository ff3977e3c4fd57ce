import { Inject, Injectable, Logger } from '@nestjs/common'
import type { OnApplicationShutdown } from '@nestjs/common'
import { experimentDataCut, followedCustomers } from '@relance/pipelines'
import type { Warehouse } from '@relance/pipelines'
import { eq } from 'drizzle-orm'
import { PostHog } from 'posthog-node'
import { z } from 'zod'
import { CONFIG, METADATA, WAREHOUSE } from '../../app/tokens'
import type { Config } from '../../config/config'
import { errorText } from '../../http/error-text'
import { settings } from '../../metadata'
import type { Metadata } from '../../metadata'
import { SecretsService } from '../../secrets/secrets.service'
import type { Experiment } from '../experiments.contract'
import { ExperimentsService } from '../experiments.service'
import { addDays } from '../results/plan'
import { toldEvent } from './told-event'

const EVERY_MS = 3600_000
/** What came to be known late is told again; PostHog keeps one event of a uuid. */
const AGAIN_DAYS = 7
const LONG_AGO = '2000-01-01'
/** Events that wait for an answer; the client drops the oldest of more than it may queue. */
const AT_ONCE = 500

const mark = z.object({ through: z.string() })

/** Tells PostHog who entered an experiment and what became of it. Off unless the configuration names a key. */
@Injectable()
export class PostHogService implements OnApplicationShutdown {
  private readonly log = new Logger('posthog')
  private timer: NodeJS.Timeout | undefined

  constructor(
    @Inject(CONFIG) private readonly config: Config,
    @Inject(METADATA) private readonly metadata: Metadata,
    @Inject(WAREHOUSE) private readonly warehouse: Warehouse,
    private readonly secrets: SecretsService,
    private readonly experiments: ExperimentsService,
  ) {}

  /** Tells now and then, as long as the server runs. */
  begin(): void {
    if (this.config.posthog === undefined) return
    const turn = () => void this.tell().catch((error: unknown) => this.log.error(errorText(error)))
    turn()
    this.timer = setInterval(turn, EVERY_MS).unref()
  }

  onApplicationShutdown(): void {
    clearInterval(this.timer)
  }

  /**
   * Tells what is new of every experiment; what could not be told is told the next time.
   * @returns events that were taken
   * @throws what the client threw
   */
  async tell(): Promise<number> {
    const { posthog } = this.config
    if (posthog === undefined) return 0
    const client = new PostHog(posthog.key, {
      host: posthog.host,
      flushAt: 2 * AT_ONCE,
      maxQueueSize: 4 * AT_ONCE,
      fetchRetryCount: 1,
      disableGeoip: true,
    })
    client.on('error', () => undefined)
    try {
      let told = 0
      for (const experiment of await this.experiments.list()) {
        if (experiment.state !== 'draft') told += await this.tellOf(client, experiment)
      }
      return told
    } finally {
      await client.shutdown()
    }
  }

  private async tellOf(client: PostHog, { id, design }: Experiment): Promise<number> {
    const { cut } = await experimentDataCut(this.warehouse, id)
    if (cut === null) return 0
    const horizon = design.horizon_days
    const through = await this.through(id)
    const since = through === null ? LONG_AGO : addDays(through, -AGAIN_DAYS)
    const entered = await this.send(client, { id, horizon }, { from: since, to: cut }, false)
    const matured = { from: addDays(since, -horizon), to: addDays(cut, -horizon) }
    const followed = await this.send(client, { id, horizon }, matured, true)
    const value = { key: keyOf(id), value: { through: cut }, updatedAt: new Date() }
    await this.metadata.db
      .insert(settings)
      .values(value)
      .onConflictDoUpdate({ target: settings.key, set: value })
    return entered + followed
  }

  private async send(
    client: PostHog,
    experiment: { id: string; horizon: number },
    days: { from: string; to: string },
    matured: boolean,
  ): Promise<number> {
    const key = this.secrets.subkey('posthog')
    const { id, horizon } = experiment
    let told = 0
    for await (const block of followedCustomers(this.warehouse, { experiment: id, horizon, ...days })) {
      for (let from = 0; from < block.length; from += AT_ONCE) {
        for (const customer of block.slice(from, from + AT_ONCE)) {
          client.capture(toldEvent(key, experiment, customer, matured))
          told += 1
        }
        await client.flush()
      }
    }
    return told
  }

  private async through(id: string): Promise<string | null> {
    const [row] = await this.metadata.db
      .select()
      .from(settings)
      .where(eq(settings.key, keyOf(id)))
    return row === undefined ? null : mark.parse(row.value).through
  }
}

const keyOf = (id: string) => `posthog:${id}`
