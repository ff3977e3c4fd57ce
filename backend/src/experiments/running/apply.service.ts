import { Inject, Injectable } from '@nestjs/common'
import { and, asc, eq, isNull, ne } from 'drizzle-orm'
import type { z } from 'zod'
import { allSegments } from '@relance/experiments'
import { METADATA } from '../../app/tokens'
import { audit } from '../../auth/audit'
import { campaignDefinition } from '../../campaigns/campaign.contract'
import type { CampaignDefinition } from '../../campaigns/campaign.contract'
import { CampaignsService } from '../../campaigns/campaigns.service'
import { CLOCK } from '../../dispatch/ports'
import type { Clock } from '../../dispatch/ports'
import { AppError } from '../../http/app-error'
import { experimentDecisions, experimentRuns, experiments } from '../../metadata'
import type { Metadata } from '../../metadata'
import { experimentDesign } from '../experiment.contract'
import type { ExperimentDesign } from '../experiment.contract'
import { ExperimentsService } from '../experiments.service'
import type { ExperimentRow } from '../experiments.service'
import { cellDefinition } from './cell-ways'
import type { Applied, applyRequest } from './running.contract'

type Decision = typeof experimentDecisions.$inferSelect

/** Makes what was decided by segment the ways of a new campaign. */
@Injectable()
export class ApplyService {
  constructor(
    @Inject(METADATA) private readonly metadata: Metadata,
    @Inject(CLOCK) private readonly clock: Clock,
    private readonly experiments: ExperimentsService,
    private readonly campaigns: CampaignsService,
  ) {}

  /**
   * A clone of the campaign with the winners' ways, as a draft that goes through check and approval like every other.
   * The experiment ends: its customers go the usual way until the clone starts. Its holdout stays without reminders for
   * the days of the design, in every campaign, the clone among them.
   * @throws AppError `experiments/no-decision`, `experiments/applied-already`, `experiments/no-campaign`,
   *   `experiments/campaign-changed`, `experiments/changed-meanwhile`, `experiments/not-found`
   */
  async apply(id: string, asked: z.output<typeof applyRequest>, actor: string): Promise<Applied> {
    const row = await this.experiments.row(id)
    const design = experimentDesign.parse(row.design)
    const decisions = await this.decisions(id)
    if (decisions.some(({ action }) => action === 'apply')) throw appliedAlready()
    const winners = winnersOf(design, decisions)
    if (winners.size === 0) throw noDecision()
    const old = await this.campaign(row)
    const definition = withWinners(campaignDefinition.parse(old.definition), design, winners)
    const made = await this.campaigns.clone(
      old.id,
      asked.name ?? `${old.name} (${row.name})`.slice(0, 120),
      actor,
    )
    const named = { ...definition, name: made.name }
    const { id: campaignId } = await this.campaigns.change(
      made.id,
      { definition: named, version: made.version },
      actor,
    )
    const shipped = Object.fromEntries([...winners].map(([segment, { variant }]) => [segment, variant]))
    const numbers = {
      campaign: campaignId,
      winners: [...winners].map(([segment, { variant, decision }]) => ({
        segment,
        variant,
        decision: decision.id,
        decided_by: decision.actor,
        cut: decision.cut,
        numbers: decision.numbers,
      })),
    }
    try {
      await this.end(row, { actor, note: asked.note, numbers })
    } catch (error) {
      await this.campaigns.remove(campaignId, actor)
      throw error
    }
    const after = { campaign: campaignId, winners: shipped }
    await audit(this.metadata, { actor, action: 'experiment.applied', subject: `experiment:${id}`, after })
    return { campaign_id: campaignId, winners: shipped }
  }

  private decisions(id: string): Promise<Decision[]> {
    return this.metadata.db
      .select()
      .from(experimentDecisions)
      .where(and(eq(experimentDecisions.experimentId, id), isNull(experimentDecisions.withdrawnAt)))
      .orderBy(asc(experimentDecisions.id))
  }

  /** The campaign that was tested, as long as it is the same. */
  private async campaign(row: ExperimentRow) {
    if (row.campaignId === null) {
      const message = 'This experiment belongs to no campaign, so there is nothing to make its winners of.'
      throw new AppError('experiments/no-campaign', 409, message)
    }
    const old = await this.campaigns.row(row.campaignId)
    const [run] = await this.metadata.db
      .select()
      .from(experimentRuns)
      .where(eq(experimentRuns.experimentId, row.id))
    const tested = run?.campaignVersion ?? old.version
    if (old.state === 'running' || old.state === 'paused') if (old.version === tested) return old
    const message = `The campaign is not the one that was tested any more: it is ${old.state}, in version ${old.version} instead of ${tested}. Put the winners into its successor by hand.`
    throw new AppError('experiments/campaign-changed', 409, message, {
      state: old.state,
      version: old.version,
    })
  }

  private async end(
    row: ExperimentRow,
    { actor, note, numbers }: { actor: string; note: string; numbers: object },
  ): Promise<void> {
    const today = this.clock.now().toISOString().slice(0, 10)
    await this.metadata.db.transaction(async (tx) => {
      const [ended] = await tx
        .update(experiments)
        .set({ state: 'ended', endedOn: row.endedOn ?? today, updatedAt: new Date() })
        .where(
          and(eq(experiments.id, row.id), eq(experiments.state, row.state), ne(experiments.state, 'draft')),
        )
        .returning({ id: experiments.id })
      if (ended === undefined) {
        const message = 'Somebody changed this experiment a moment ago; look at it again.'
        throw new AppError('experiments/changed-meanwhile', 409, message)
      }
      await tx
        .insert(experimentDecisions)
        .values({ experimentId: row.id, actor, action: 'apply', note, cut: today, numbers })
    })
  }
}

/** Lines of what was done, which judge no variant. */
const ACTS: readonly string[] = ['pause', 'resume', 'adapt', 'end']

interface Winner {
  readonly variant: string
  readonly decision: Decision
}

/** By segment the variant that the last standing decision ships; one for all segments counts where none is for it. */
function winnersOf(
  { segments, cells }: ExperimentDesign,
  decisions: readonly Decision[],
): Map<string, Winner> {
  const winners = new Map<string, Winner>()
  for (const { id } of segments) {
    const judged = decisions.filter(({ action }) => !ACTS.includes(action))
    const own = judged.filter(({ segment }) => segment === id).at(-1)
    const all = judged.filter(({ segment }) => segment === allSegments).at(-1)
    const decision = own ?? all
    const variant = decision?.action === 'ship' ? decision.variant : null
    if (decision && variant !== null && cells.some((cell) => cell.id === variant)) {
      winners.set(id, { variant, decision })
    }
  }
  return winners
}

/** The campaign with the way of the winner in each segment that has one. */
function withWinners(
  definition: CampaignDefinition,
  { segments, cells }: ExperimentDesign,
  winners: ReadonlyMap<string, Winner>,
): CampaignDefinition {
  return segments.reduce((made, segment) => {
    const cell = cells.find(({ id }) => id === winners.get(segment.id)?.variant)
    return cell ? cellDefinition(made, { segments: [segment] }, cell) : made
  }, definition)
}

const noDecision = () =>
  new AppError(
    'experiments/no-decision',
    409,
    'No segment has a winner that somebody decided to ship. Decide first, then apply.',
  )

const appliedAlready = () =>
  new AppError(
    'experiments/applied-already',
    409,
    'The winners of this experiment were applied already; its log names the campaign.',
  )
