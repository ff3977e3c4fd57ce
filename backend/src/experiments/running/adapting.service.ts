import { Inject, Injectable, Logger } from '@nestjs/common'
import { experimentCells, experimentDataCut } from '@relance/pipelines'
import type { Warehouse } from '@relance/pipelines'
import { eq } from 'drizzle-orm'
import { METADATA, WAREHOUSE } from '../../app/tokens'
import { audit } from '../../auth/audit'
import { AppError } from '../../http/app-error'
import { experimentDecisions, experimentRuns, experiments } from '../../metadata'
import type { Metadata } from '../../metadata'
import { experimentDesign } from '../experiment.contract'
import type { ExperimentDesign } from '../experiment.contract'
import { addDays } from '../results/plan'
import { adaptedWeights } from './adaptive-weights'
import { EpochsService, PRODUCT } from './epochs.service'

type Row = typeof experiments.$inferSelect

/** A change of every share below this opens no epoch: it would move nobody and cost a period to compare within. */
const WORTH_AN_EPOCH = 0.01

/** Lets the weights of experiments that ask for it follow their results, an epoch at a time. */
@Injectable()
export class AdaptingService {
  private readonly log = new Logger('experiments')
  private readonly looked = new Map<string, string>()

  constructor(
    @Inject(METADATA) private readonly metadata: Metadata,
    @Inject(WAREHOUSE) private readonly warehouse: Warehouse,
    private readonly epochs: EpochsService,
  ) {}

  /** Looks at every running experiment that adapts, once a day; what goes wrong is told and keeps the weights. */
  async adapt(now: Date): Promise<void> {
    const rows = await this.metadata.db.select().from(experiments).where(eq(experiments.state, 'running'))
    for (const row of rows) {
      const design = experimentDesign.parse(row.design)
      if (row.campaignId === null || design.adaptive === null) continue
      try {
        await this.look(row, design, now)
      } catch (error) {
        if (error instanceof AppError && error.code === 'experiments/changed-meanwhile') continue
        this.log.error(`weights of ${row.id}: ${error instanceof Error ? error.message : String(error)}`)
      }
    }
  }

  private async look(row: Row, design: ExperimentDesign, now: Date): Promise<void> {
    const today = now.toISOString().slice(0, 10)
    const epoch = await this.epochs.inForce(row.id, design)
    const mark = `${today} ${epoch.epoch}`
    if (this.looked.get(row.id) === mark) return
    const began = epoch.at.toISOString().slice(0, 10)
    if (
      addDays(began, design.adaptive?.every_days ?? 0) > today ||
      !(await this.takesEntries(row, design, today))
    )
      return
    const { cut } = await experimentDataCut(this.warehouse, row.id)
    if (cut === null) return
    const { horizon_days: horizon } = design
    const question = { experiment: row.id, cut, horizon, last: horizon, byStratum: false }
    const found = adaptedWeights(design, epoch, await experimentCells(this.warehouse, question))
    this.looked.set(row.id, mark)
    if (!found || found.moved.every(({ before, share }) => Math.abs(share - before) < WORTH_AN_EPOCH)) return
    const next = { epoch: epoch.epoch + 1, weights: found.weights, paused: epoch.paused }
    const reason = 'the weights follow what was paid so far'
    await this.metadata.db.transaction(async (tx) => {
      await this.epochs.open(tx, row.id, { ...next, actor: PRODUCT, reason })
      const decision = { experimentId: row.id, actor: PRODUCT, action: 'adapt', at: now, cut }
      await tx.insert(experimentDecisions).values({ ...decision, numbers: { adapted: found.moved } })
    })
    const change = { actor: PRODUCT, action: 'experiment.weights-adapted', subject: `experiment:${row.id}` }
    await audit(this.metadata, { ...change, before: epoch, after: next })
  }

  /** Where nobody enters any more, weights move nobody. */
  private async takesEntries(row: Row, design: ExperimentDesign, today: string): Promise<boolean> {
    const [run] = await this.metadata.db
      .select({ open: experimentRuns.takesEntries })
      .from(experimentRuns)
      .where(eq(experimentRuns.experimentId, row.id))
    const last = addDays(row.startedOn ?? today, design.max_days - 1)
    return run?.open !== false && today <= last
  }
}
