import { Inject, Injectable } from '@nestjs/common'
import { eq } from 'drizzle-orm'
import type { z } from 'zod'
import { METADATA } from '../../app/tokens'
import { audit } from '../../auth/audit'
import { CLOCK } from '../../dispatch/ports'
import type { Clock } from '../../dispatch/ports'
import { AppError } from '../../http/app-error'
import { experimentDecisions, experimentNotices, experimentRuns } from '../../metadata'
import type { Metadata } from '../../metadata'
import { experimentDesign } from '../experiment.contract'
import type { ExperimentDesign } from '../experiment.contract'
import { ExperimentsService } from '../experiments.service'
import { asPromised } from './adaptive-weights'
import { sharesOf, withCell } from './draws'
import type { Weights } from './draws'
import { EpochsService } from './epochs.service'
import type { entriesChange, runState, weightsChange } from './running.contract'
import { SteeringLog } from './steering-log'

type RunState = z.output<typeof runState>
/** Who must hear of a pause that nobody asked for, and what it rests on. */
interface Found {
  readonly numbers: object
  readonly notice?: object
}

/** What may change of an experiment that runs: weights, whether anybody enters, and which variants go on. */
@Injectable()
export class SteeringService {
  constructor(
    @Inject(METADATA) private readonly metadata: Metadata,
    @Inject(CLOCK) private readonly clock: Clock,
    private readonly experiments: ExperimentsService,
    private readonly epochs: EpochsService,
    private readonly log: SteeringLog,
  ) {}

  /** @throws AppError `experiments/not-found` */
  async state(id: string): Promise<RunState> {
    const { campaignId, design } = await this.experiments.row(id)
    const [rows, changes] = await Promise.all([this.epochs.list(id), this.log.of(id)])
    const [run] = await this.metadata.db
      .select()
      .from(experimentRuns)
      .where(eq(experimentRuns.experimentId, id))
    const weights = rows[0]?.weights ?? sharesOf(experimentDesign.parse(design))
    return {
      campaign_id: campaignId,
      takes_entries: run?.takesEntries ?? true,
      weights: weights as RunState['weights'],
      paused: (rows[0]?.paused ?? []) as string[],
      epochs: rows.map((row) => ({
        epoch: row.epoch,
        weights: row.weights as RunState['epochs'][number]['weights'],
        paused: row.paused as string[],
        actor: row.actor,
        reason: row.reason,
        at: row.at.toISOString(),
      })),
      changes,
    }
  }

  /**
   * New weights from now on, in an epoch of their own; who is in stays where he is.
   * @throws AppError `experiments/not-running`, `experiments/unknown-variant`, `experiments/unknown-segment`,
   *   `experiments/changed-meanwhile`, `experiments/weights-adapt`
   */
  async setWeights(id: string, given: z.output<typeof weightsChange>, actor: string): Promise<RunState> {
    const design = await this.running(id)
    const { weights, reason } = given
    if (design.adaptive !== null) throw adapts()
    for (const [segment, shares] of Object.entries(weights)) {
      if (!design.segments.some((one) => one.id === segment)) throw unknown('segment', segment)
      for (const cell of Object.keys(shares)) requireCell(design, cell)
    }
    const before = await this.epochs.inForce(id, design)
    const named = { ...before.weights, ...weights }
    const next = {
      ...before,
      epoch: before.epoch + 1,
      weights: sharesOf({ ...design, weights: named }, before.paused),
    }
    await this.epochs.open(this.metadata.db, id, { ...next, actor, reason })
    const change = { actor, action: 'experiment.weights-changed', subject: `experiment:${id}` }
    await audit(this.metadata, { ...change, before, after: { ...next, reason } })
    return this.state(id)
  }

  /** Nobody enters any more, or again; who is in goes on. @throws AppError `experiments/not-running` */
  async setEntries(id: string, given: z.output<typeof entriesChange>, actor: string): Promise<RunState> {
    await this.running(id)
    const { open, reason } = given
    const values = { experimentId: id, takesEntries: open }
    await this.metadata.db
      .insert(experimentRuns)
      .values(values)
      .onConflictDoUpdate({ target: experimentRuns.experimentId, set: { takesEntries: open } })
    const action = open ? 'experiment.entries-resumed' : 'experiment.entries-paused'
    await audit(this.metadata, { actor, action, subject: `experiment:${id}`, after: { reason } })
    return this.state(id)
  }

  /**
   * Pauses one variant: nobody enters it, the others share its weight in a new epoch, and its customers go the campaign's
   * own way; they are analysed in it as before. Kept in the log of decisions.
   * @returns false where it is paused already
   * @throws AppError `experiments/not-running`, `experiments/unknown-variant`, `experiments/control-stays`
   */
  async pauseVariant(
    id: string,
    cell: string,
    reason: string,
    actor: string,
    found: Found = { numbers: {} },
  ): Promise<boolean> {
    const design = await this.running(id)
    requireCell(design, cell)
    if (cell === design.control) {
      const message = 'The control is the usual way already; end the experiment instead of pausing it.'
      throw new AppError('experiments/control-stays', 409, message, { variant: cell })
    }
    const before = await this.epochs.inForce(id, design)
    if (before.paused.includes(cell)) return false
    const paused = [...before.paused, cell]
    const weights = promised(design, sharesOf({ ...design, weights: before.weights }, paused), paused)
    const next = { epoch: before.epoch + 1, weights, paused }
    const cut = this.clock.now().toISOString().slice(0, 10)
    const decision = { experimentId: id, actor, action: 'pause', variant: cell, note: reason, cut }
    await this.metadata.db.transaction(async (tx) => {
      await this.epochs.open(tx, id, { ...next, actor, reason })
      await tx.insert(experimentDecisions).values({ ...decision, numbers: found.numbers })
      if (!found.notice) return
      const notice = { experimentId: id, variant: cell, words: found.notice }
      // Told again where it was paused before and had been let go on.
      await tx
        .insert(experimentNotices)
        .values(notice)
        .onConflictDoUpdate({
          target: [experimentNotices.experimentId, experimentNotices.variant],
          set: { words: found.notice, sentAt: null, createdAt: new Date() },
        })
    })
    const change = { actor, action: 'experiment.variant-paused', subject: `experiment:${id}` }
    await audit(this.metadata, { ...change, before, after: { variant: cell, reason } })
    return true
  }

  /**
   * Lets a paused variant go on: a new epoch in which it has its share of before the pause, the others in proportion, and
   * its customers go its way again. Who entered meanwhile is in an epoch without it. Kept in the log of decisions.
   * @param numbers what was known of its harm: the same does not pause it again
   * @throws AppError `experiments/not-running`, `experiments/unknown-variant`, `experiments/not-paused`,
   *   `experiments/changed-meanwhile`
   */
  async resumeVariant(
    id: string,
    cell: string,
    reason: string,
    actor: string,
    numbers: object,
  ): Promise<void> {
    const design = await this.running(id)
    requireCell(design, cell)
    const before = await this.epochs.inForce(id, design)
    if (!before.paused.includes(cell)) {
      const message = 'This variant is not paused, so there is nothing to take up again.'
      throw new AppError('experiments/not-paused', 409, message, { variant: cell })
    }
    const earlier = (await this.epochs.all(id)).find(({ paused }) => !paused.includes(cell))
    const shares = withCell(before.weights, earlier?.weights ?? sharesOf(design), design, cell)
    const paused = before.paused.filter((one) => one !== cell)
    const next = { epoch: before.epoch + 1, weights: promised(design, shares, paused), paused }
    const cut = this.clock.now().toISOString().slice(0, 10)
    const decision = { experimentId: id, actor, action: 'resume', variant: cell, note: reason, cut, numbers }
    await this.metadata.db.transaction(async (tx) => {
      await this.epochs.open(tx, id, { ...next, actor, reason })
      await tx.insert(experimentDecisions).values(decision)
    })
    const change = { actor, action: 'experiment.variant-resumed', subject: `experiment:${id}` }
    await audit(this.metadata, { ...change, before, after: { variant: cell, reason } })
  }

  private async running(id: string): Promise<ExperimentDesign> {
    const row = await this.experiments.row(id)
    if (row.state === 'running') return experimentDesign.parse(row.design)
    const message = `This experiment is ${row.state}; only one that runs can be steered.`
    throw new AppError('experiments/not-running', 409, message, { state: row.state })
  }
}

/** Where weights follow results, a pause and its end keep the control's share and the floor as well. */
const promised = (design: ExperimentDesign, shares: Weights, paused: readonly string[]): Weights =>
  design.adaptive === null ? shares : asPromised(design, shares, paused)

const adapts = () =>
  new AppError(
    'experiments/weights-adapt',
    409,
    'The weights of this experiment follow its results; set by hand, they would follow nothing that the analysis knows. Pause a variant instead, or end the experiment.',
  )

function requireCell({ cells }: ExperimentDesign, cell: string): void {
  if (!cells.some(({ id }) => id === cell)) throw unknown('variant', cell)
}

const unknown = (what: 'variant' | 'segment', name: string) =>
  new AppError(`experiments/unknown-${what}`, 422, `The experiment has no ${what} ${name}.`, { [what]: name })
