import { createWriteStream, existsSync, mkdirSync, rmSync } from 'node:fs'
import path from 'node:path'
import { once } from 'node:events'
import { Inject, Injectable } from '@nestjs/common'
import { and, desc, eq } from 'drizzle-orm'
import { bucketCount } from '@relance/pipelines'
import type { Warehouse } from '@relance/pipelines'
import type { z } from 'zod'
import { CONFIG, METADATA, WAREHOUSE } from '../../app/tokens'
import type { Config } from '../../config/config'
import type { CustomerRecord } from '../../dispatch/planner/customer-record'
import { startOfDay } from '../../dispatch/planner/days'
import type { LifeOptions } from '../../dispatch/planner/simulate'
import { sharedPayers } from '../../dispatch/records/payer-contacts'
import { streamRecords } from '../../dispatch/records/records'
import { notFound } from '../../http/app-error'
import { ContactPolicyService } from '../../contact-policy/contact-policy.service'
import { JobBoard } from '../../jobs/job-board'
import type { Job, JobProgress } from '../../jobs/jobs.contract'
import { ReferenceRatesService } from '../../legal/reference-rates.service'
import { campaignDryRuns } from '../../metadata'
import type { Metadata } from '../../metadata'
import { campaignDefinition } from '../campaign.contract'
import { CampaignSettingsService } from '../campaign-settings.service'
import { dryRun } from '../campaigns.contract'
import type { DryRun, dryRunRequest } from '../campaigns.contract'
import { CampaignsService } from '../campaigns.service'
import type { Row } from '../campaigns.service'
import { CheckService } from '../check/check.service'
import { asActive } from '../life-cycle.service'
import { PopulationService } from '../population.service'
import { CSV_HEADER } from './csv'
import { livePayers, withoutShared } from './live-payers'
import { imaginedWorld, withComingRates } from './imagined-world'
import { Tally, toAmount } from './tally'

const KEPT = 10
type Request = z.output<typeof dryRunRequest>

/** What a campaign would send, lived by a fast clock over the company's own customers. Nothing is sent or written. */
@Injectable()
export class DryRunService {
  constructor(
    @Inject(CONFIG) private readonly config: Config,
    @Inject(WAREHOUSE) private readonly warehouse: Warehouse,
    @Inject(METADATA) private readonly metadata: Metadata,
    private readonly board: JobBoard,
    private readonly campaigns: CampaignsService,
    private readonly checks: CheckService,
    private readonly populations: PopulationService,
    private readonly settings: CampaignSettingsService,
    private readonly policies: ContactPolicyService,
    private readonly rates: ReferenceRatesService,
  ) {}

  /** @throws AppError `campaigns/not-found` */
  async start(campaignId: string, request: Request, actor: string): Promise<Job> {
    const row = await this.campaigns.row(campaignId)
    const from = request.from ?? new Date().toISOString().slice(0, 10)
    // The job is asked for by the id of its run.
    let id = ''
    const job = this.board.start({
      kind: 'dry_run',
      title: row.name,
      bytesTotal: bucketCount,
      run: async (report, signal) => {
        await this.live(id, row, { ...request, from }, report, signal)
        return null
      },
      after: () => this.tidy(campaignId),
    })
    id = job.id
    const { days } = request
    const values = { id, campaignId, version: row.version, fromDay: from, days, askedBy: actor }
    await this.metadata.db.insert(campaignDryRuns).values(values)
    return job
  }

  async list(campaignId: string): Promise<DryRun[]> {
    const rows = await this.metadata.db
      .select()
      .from(campaignDryRuns)
      .where(eq(campaignDryRuns.campaignId, campaignId))
      .orderBy(desc(campaignDryRuns.createdAt))
    return rows.map(shown)
  }

  /** @throws AppError `campaigns/dry-run-not-found` */
  async get(campaignId: string, id: string): Promise<DryRun> {
    const [row] = await this.metadata.db
      .select()
      .from(campaignDryRuns)
      .where(and(eq(campaignDryRuns.campaignId, campaignId), eq(campaignDryRuns.id, id)))
    if (row === undefined) throw missing()
    return shown(row)
  }

  /** Path of every contact as CSV. @throws AppError `campaigns/dry-run-not-found` */
  async csv(campaignId: string, id: string): Promise<string> {
    const { summary } = await this.get(campaignId, id)
    const file = this.file(id)
    if (summary === null || !existsSync(file)) throw missing()
    return file
  }

  private async live(
    id: string,
    row: Row,
    { from, days }: { from: string; days: number },
    report: (progress: Partial<JobProgress>) => void,
    signal: AbortSignal,
  ): Promise<void> {
    const definition = campaignDefinition.parse(row.definition)
    report({ phase: 'checking' })
    const check = await this.checks.check({ ...row, definition }, from)
    const members = await this.populations.members(definition, from)
    const facts = { members, texts: await this.checks.texts(definition), check }
    const rates = withComingRates(await this.rates.rates(), from)
    const world = imaginedWorld(facts, await this.policies.get(), rates)
    const startedAt = startOfDay(from, 'UTC')
    const campaign = { ...asActive(row), state: 'running' as const, startedAt }
    const { costs } = await this.settings.get()
    const amounts = Object.fromEntries(Object.entries(costs).map(([name, text]) => [name, toAmount(text)]))
    const tally = new Tally(amounts)
    const options: LifeOptions = { from, days, campaigns: [campaign], world }
    const shared = await sharedPayers(this.warehouse)
    const aside = new Map<string, CustomerRecord[]>()
    await this.write(id, async (write) => {
      const life = { options, tally, write, signal }
      for (let bucket = 0; bucket < bucketCount; bucket++) {
        report({ phase: 'living', bytes_read: bucket, rows: tally.contacts })
        const given = { bucket, since: from, entities: definition.entities, signal }
        const records = streamRecords(this.warehouse, given, new Map())
        await livePayers(withoutShared(records, shared, aside), life)
      }
      await livePayers([...aside.values()].flat(), life)
    })
    const summary = tally.summary()
    await this.metadata.db.update(campaignDryRuns).set({ summary }).where(eq(campaignDryRuns.id, id))
    report({ phase: 'done', bytes_read: bucketCount, rows: tally.contacts })
  }

  private async write(
    id: string,
    work: (write: (line: string) => Promise<void>) => Promise<void>,
  ): Promise<void> {
    const file = this.file(id)
    mkdirSync(path.dirname(file), { recursive: true, mode: 0o700 })
    const out = createWriteStream(file, { mode: 0o600 })
    try {
      const write = async (line: string) => {
        if (!out.write(line)) await once(out, 'drain')
      }
      await write(CSV_HEADER)
      await work(write)
      out.end()
      await once(out, 'finish')
    } catch (error) {
      out.destroy()
      rmSync(file, { force: true })
      throw error
    }
  }

  /** Only the latest runs of a campaign are kept, and none that was cancelled. */
  private async tidy(campaignId: string): Promise<void> {
    const rows = await this.list(campaignId)
    const done = rows.filter(({ summary }) => summary !== null)
    for (const { id, summary } of rows) {
      if (summary !== null && done.findIndex((one) => one.id === id) < KEPT) continue
      const isWaiting = summary === null && this.isUnderWay(id)
      if (isWaiting) continue
      rmSync(this.file(id), { force: true })
      await this.metadata.db.delete(campaignDryRuns).where(eq(campaignDryRuns.id, id))
    }
  }

  private isUnderWay(id: string): boolean {
    return this.board
      .list()
      .some((job) => job.id === id && (job.state === 'waiting' || job.state === 'running'))
  }

  private file(id: string): string {
    return path.join(this.config.dataDir, 'dry-runs', `${id}.csv`)
  }
}

const missing = () =>
  notFound('campaigns/dry-run-not-found', 'There is no such dry run, or it has not ended. Start a new one.')

const shown = (row: typeof campaignDryRuns.$inferSelect): DryRun =>
  dryRun.parse({
    id: row.id,
    campaign_id: row.campaignId,
    version: row.version,
    from: row.fromDay,
    days: row.days,
    created_at: row.createdAt.toISOString(),
    summary: row.summary,
  })
