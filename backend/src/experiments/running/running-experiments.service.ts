import { Inject, Injectable, Logger } from '@nestjs/common'
import { and, asc, eq, gte, inArray, isNull } from 'drizzle-orm'
import type { Step } from '../../campaigns/campaign.contract'
import { METADATA } from '../../app/tokens'
import { EntryBook } from '../../dispatch/experiment/entry-book'
import { experimentWorld } from '../../dispatch/experiment/experiment-world'
import type { ExperimentWorld, HoldsOut } from '../../dispatch/experiment/experiment-world'
import type { RunningExperiment, TestedSegment } from '../../dispatch/experiment/running-experiment'
import { amountOf } from '../../dispatch/planner/balances'
import type { RunningCampaign } from '../../dispatch/planner/world'
import { CLOCK } from '../../dispatch/ports'
import type { Clock, ExperimentSource } from '../../dispatch/ports'
import { AppError } from '../../http/app-error'
import { TemplatesService } from '../../messages'
import { experimentRuns, experiments } from '../../metadata'
import type { Metadata } from '../../metadata'
import { experimentDesign } from '../experiment.contract'
import type { ExperimentDesign } from '../experiment.contract'
import { AdaptingService } from './adapting.service'
import { campaignSegment, cellSteps, partsOf, requireCells, templatesOf } from './cell-ways'
import { DealingService } from './dealing.service'
import { drawOf } from './draws'
import type { Epoch, StrataBySegment } from './draws'
import { EpochsService, PRODUCT } from './epochs.service'
import { WatchService } from './watch.service'

type Row = typeof experiments.$inferSelect
type Run = typeof experimentRuns.$inferSelect
type Planned = Pick<RunningCampaign, 'id' | 'version' | 'definition'>

const DAY_MS = 86_400_000
/** Days without reminders that a design may ask for at most. */
const LONGEST_HOLDOUT = 45
const day = (at: Date) => at.toISOString().slice(0, 10)

/** Gives the planner the experiments that run: what was fixed at their launch, and the weights in force. */
@Injectable()
export class RunningExperimentsService implements ExperimentSource {
  private readonly log = new Logger('experiments')
  private readonly book: EntryBook
  private readonly made = new Map<string, Made>()
  private readonly refused = new Map<string, string>()

  constructor(
    @Inject(METADATA) private readonly metadata: Metadata,
    private readonly templates: TemplatesService,
    private readonly epochs: EpochsService,
    private readonly watcher: WatchService,
    private readonly adapting: AdaptingService,
    private readonly dealing: DealingService,
    @Inject(CLOCK) private readonly clock: Clock,
  ) {
    this.book = new EntryBook(metadata.db)
  }

  /** Of several of one campaign the first that was launched. One that cannot run is told of and left out. */
  async running(campaigns: readonly Planned[]): Promise<ReadonlyMap<string, RunningExperiment>> {
    const found = new Map<string, RunningExperiment>()
    if (campaigns.length === 0) return found
    const ids = campaigns.map(({ id }) => id)
    const rows = await this.metadata.db
      .select()
      .from(experiments)
      .where(and(eq(experiments.state, 'running'), inArray(experiments.campaignId, ids)))
      .orderBy(asc(experiments.startedOn), asc(experiments.createdAt), asc(experiments.id))
    for (const row of rows) {
      const campaign = campaigns.find(({ id }) => id === row.campaignId)
      if (!campaign || found.has(campaign.id)) continue
      const experiment = await this.prepared(row, campaign)
      if (experiment) found.set(campaign.id, experiment)
    }
    return found
  }

  async world(now: Date, campaigns: readonly RunningCampaign[]): Promise<ExperimentWorld> {
    const over = await this.over(now)
    if (over.size > 0 || campaigns.some(({ experiment }) => experiment !== undefined))
      await this.book.refresh()
    const dealt = campaigns.flatMap(({ definition, experiment }) => {
      const known = experiment?.dealt === true ? this.made.get(experiment.id) : undefined
      return known
        ? [{ id: known.experiment.id, definition, design: known.design, strata: known.strata }]
        : []
    })
    const deals = dealt.length > 0 ? await this.dealing.of(dealt, day(now)) : undefined
    return experimentWorld(campaigns, this.book.index, deals, over)
  }

  /** Experiments that ended lately enough for somebody of their holdout to be still without reminders. */
  private async over(now: Date): Promise<ReadonlyMap<string, HoldsOut>> {
    const since = day(new Date(now.getTime() - LONGEST_HOLDOUT * DAY_MS))
    const rows = await this.metadata.db
      .select()
      .from(experiments)
      .where(and(eq(experiments.state, 'ended'), gte(experiments.endedOn, since)))
    return new Map(
      rows.map((row) => [row.id, { holdoutDays: experimentDesign.parse(row.design).holdout_days }]),
    )
  }

  /** Stops what does harm before weights follow results. */
  async watch(now: Date): Promise<void> {
    await this.watcher.watch(now)
    await this.adapting.adapt(now)
  }

  private async prepared(row: Row, campaign: Planned): Promise<RunningExperiment | null> {
    try {
      const design = experimentDesign.parse(row.design)
      const run = await this.run(row, design, campaign)
      const epoch = await this.epochs.inForce(row.id, design)
      const key = JSON.stringify([row.updatedAt, campaign.version, epoch, run.takesEntries])
      const known = this.made.get(row.id)
      if (known?.key === key) return known.experiment
      requireCells(design, campaign.definition, (family) => family in run.templates)
      const experiment = made(row, design, { campaign, run, epoch })
      this.made.set(row.id, { key, experiment, design, strata: run.strata })
      return experiment
    } catch (error) {
      const message = error instanceof AppError ? error.message : String(error)
      if (this.refused.get(row.id) !== message)
        this.log.error(`the experiment ${row.id} cannot run: ${message}`)
      this.refused.set(row.id, message)
      return null
    }
  }

  /** What is fixed when it is planned for the first time: the versions of its texts, and the strata of small segments. */
  private async run(row: Row, design: ExperimentDesign, campaign: Planned): Promise<Fixed> {
    const find = () =>
      this.metadata.db.select().from(experimentRuns).where(eq(experimentRuns.experimentId, row.id))
    const [known] = await find()
    if (known && known.campaignVersion !== null) return fixed(known)
    const templates = await this.templates.pin(templatesOf(design), PRODUCT)
    const { version: campaignVersion, definition } = campaign
    const strata = await this.dealing.cut({ design, definition }, day(this.clock.now()))
    const values = { templates, campaignVersion, strata }
    await this.metadata.db
      .insert(experimentRuns)
      .values({ experimentId: row.id, ...values })
      .onConflictDoUpdate({
        target: experimentRuns.experimentId,
        set: { ...values, beganAt: new Date() },
        setWhere: isNull(experimentRuns.campaignVersion),
      })
    const [kept] = await find()
    if (!kept) throw new Error('the launch could not be kept')
    return fixed(kept)
  }
}

interface Made {
  readonly key: string
  readonly experiment: RunningExperiment
  readonly design: ExperimentDesign
  readonly strata: StrataBySegment
}

interface Fixed extends Omit<Run, 'templates' | 'strata'> {
  readonly templates: Readonly<Record<string, number>>
  readonly strata: StrataBySegment
}
const fixed = ({ templates, strata, ...run }: Run): Fixed => ({
  ...run,
  templates: templates as Record<string, number>,
  strata: (strata ?? {}) as StrataBySegment,
})

const startedOn = (row: Row, run: Fixed): string => row.startedOn ?? day(run.beganAt)

/** The last day on which somebody may enter. */
const lastDay = (row: Row, run: Fixed, { max_days: days }: ExperimentDesign): string =>
  day(new Date(Date.parse(startedOn(row, run)) + (days - 1) * DAY_MS))

function made(
  row: Row,
  design: ExperimentDesign,
  { campaign, run, epoch }: { campaign: Planned; run: Fixed; epoch: Epoch },
): RunningExperiment {
  const segments = new Map<string, TestedSegment>()
  for (const segment of design.segments) {
    for (const part of partsOf(segment)) {
      segments.set(campaignSegment(part), tested(design, campaign, part, segment.id))
    }
  }
  return {
    id: row.id,
    startedOn: startedOn(row, run),
    mark: `${epoch.epoch}:${run.takesEntries}`,
    takesEntries: run.takesEntries,
    dealt: Object.keys(run.strata).length > 0,
    lastDay: lastDay(row, run, design),
    maxCustomers: design.max_customers,
    segments,
    paused: new Set(epoch.paused),
    holdoutDays: design.holdout_days,
    holdoutMaximum: design.holdout_maximum === null ? null : amountOf(design.holdout_maximum),
    templates: run.templates,
    draw: drawOf(row.id, design, epoch, run.strata),
  }
}

/** One segment of the campaign, as a part of a segment of the design. */
function tested(design: ExperimentDesign, { definition }: Planned, part: string, id: string): TestedSegment {
  const own = definition.scenarios.find(({ segment }) => (segment ?? '') === campaignSegment(part))
  const cells = design.cells.map((cell) => {
    const steps = cellSteps(definition, part, cell)
    return { id: cell.id, steps, changed: steps.filter((step) => !own?.steps.includes(step)) }
  })
  const timings = new Map<string, readonly Step[]>()
  for (const { steps } of cells) {
    const days = JSON.stringify(steps.map((step) => step.day))
    if (!timings.has(days)) timings.set(days, steps)
  }
  return { id, cells, timings: [...timings.values()] }
}
