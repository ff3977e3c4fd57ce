import { Inject, Injectable } from '@nestjs/common'
import { and, eq, isNull } from 'drizzle-orm'
import type { z } from 'zod'
import { METADATA } from '../app/tokens'
import { audit } from '../auth/audit'
import { CLOCK } from '../dispatch/ports'
import type { Clock } from '../dispatch/ports'
import { allSegments } from '@relance/experiments'
import { AppError, notFound } from '../http/app-error'
import { experimentDecisions, experiments } from '../metadata'
import type { Metadata } from '../metadata'
import type { newDecision } from './experiments.contract'
import { ResultsService } from './results/results.service'

/** Actions whose line stands in the log because something was done with it. */
const CARRIED_OUT: readonly string[] = ['pause', 'resume', 'adapt', 'apply', 'end']

const carriedOut = (action: string) =>
  new AppError(
    'experiments/decision-carried-out',
    409,
    'This was carried out when it was decided, so its line stands. A paused variant can be let go on; winners applied and an end stay.',
    { action },
  )

/** Who decided what on which numbers. */
@Injectable()
export class DecisionsService {
  constructor(
    @Inject(METADATA) private readonly metadata: Metadata,
    private readonly results: ResultsService,
    @Inject(CLOCK) private readonly clock: Clock,
  ) {}

  /**
   * Keeps a decision beside the verdict and the figures of the moment; the decision to end it ends it.
   * @throws AppError `experiments/not-found`, `experiments/nothing-to-decide`, `experiments/unknown-variant`
   */
  async decide(id: string, given: z.output<typeof newDecision>, actor: string): Promise<void> {
    if (given.action === 'end') await this.end(id, given, actor)
    else await this.note(id, given, actor)
    await audit(this.metadata, {
      actor,
      action: 'experiment.decided',
      subject: `experiment:${id}`,
      after: given,
    })
  }

  private async note(id: string, given: z.output<typeof newDecision>, actor: string): Promise<void> {
    const { overall, segments, cut, design } = await this.results.results(id)
    const scope =
      given.segment === allSegments ? overall : segments.find(({ segment }) => segment === given.segment)
    if (cut === null || scope === null || scope === undefined) {
      const message =
        'Nobody has entered this experiment so far, or it has no such segment: there is nothing to decide.'
      throw new AppError('experiments/nothing-to-decide', 409, message)
    }
    if (given.variant !== null && !design.cells.some(({ id: cell }) => cell === given.variant)) {
      const cells = design.cells.map(({ id: cell }) => cell).join(', ')
      throw new AppError(
        'experiments/unknown-variant',
        422,
        `There is no variant ${given.variant}; there are ${cells}.`,
      )
    }
    const numbers = {
      action: scope.action,
      winner: scope.winner,
      reasons: scope.reasons,
      variants: scope.variants,
    }
    await this.metadata.db
      .insert(experimentDecisions)
      .values({ experimentId: id, actor, ...given, cut, numbers })
  }

  /** Ends an experiment that runs, also one that nobody has entered; it can end once. */
  private async end(id: string, given: z.output<typeof newDecision>, actor: string): Promise<void> {
    const { overall, cut } = await this.results.results(id)
    const today = this.clock.now().toISOString().slice(0, 10)
    const numbers = overall && { action: overall.action, winner: overall.winner, variants: overall.variants }
    await this.metadata.db.transaction(async (tx) => {
      const [ended] = await tx
        .update(experiments)
        .set({ state: 'ended', endedOn: today, updatedAt: new Date() })
        .where(and(eq(experiments.id, id), eq(experiments.state, 'running')))
        .returning({ id: experiments.id })
      if (ended === undefined) {
        const message = 'This experiment does not run, so there is nothing to end.'
        throw new AppError('experiments/not-running', 409, message)
      }
      const row = { ...given, segment: allSegments, variant: null, cut: cut ?? today, numbers: numbers ?? {} }
      await tx.insert(experimentDecisions).values({ experimentId: id, actor, ...row })
    })
  }

  /**
   * Takes a decision back: it stays in the log, struck out, and counts no more. One that was carried out with its line
   * (a pause, a variant that goes on, winners applied, the end) stands: only another act can follow it.
   * @throws AppError `experiments/decision-not-found`, `experiments/decision-carried-out`
   */
  async withdraw(id: string, decision: number, actor: string): Promise<void> {
    const { id: key, experimentId, withdrawnAt, action } = experimentDecisions
    const asked = and(eq(key, decision), eq(experimentId, id))
    const [known] = await this.metadata.db.select({ action }).from(experimentDecisions).where(asked)
    if (known !== undefined && CARRIED_OUT.includes(known.action)) throw carriedOut(known.action)
    const [row] = await this.metadata.db
      .update(experimentDecisions)
      .set({ withdrawnAt: new Date(), withdrawnBy: actor })
      .where(and(asked, isNull(withdrawnAt)))
      .returning({ action: experimentDecisions.action, segment: experimentDecisions.segment })
    if (row === undefined) {
      const message = 'There is no such decision, or it was taken back already.'
      throw notFound('experiments/decision-not-found', message)
    }
    await audit(this.metadata, {
      actor,
      action: 'experiment.decision-withdrawn',
      subject: `experiment:${id}`,
      before: { decision, ...row },
    })
  }
}
