import { Inject, Injectable } from '@nestjs/common'
import { and, eq, isNull } from 'drizzle-orm'
import type { z } from 'zod'
import { METADATA } from '../app/tokens'
import { audit } from '../auth/audit'
import { allSegments } from '@relance/experiments'
import { AppError, notFound } from '../http/app-error'
import { experimentDecisions } from '../metadata'
import type { Metadata } from '../metadata'
import type { newDecision } from './experiments.contract'
import { ResultsService } from './results/results.service'

/** Who decided what on which numbers. */
@Injectable()
export class DecisionsService {
  constructor(
    @Inject(METADATA) private readonly metadata: Metadata,
    private readonly results: ResultsService,
  ) {}

  /**
   * Keeps a decision beside the verdict and the figures of the moment.
   * @throws AppError `experiments/not-found`, `experiments/nothing-to-decide`, `experiments/unknown-variant`
   */
  async decide(id: string, given: z.output<typeof newDecision>, actor: string): Promise<void> {
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
    await audit(this.metadata, {
      actor,
      action: 'experiment.decided',
      subject: `experiment:${id}`,
      after: given,
    })
  }

  /**
   * Takes a decision back: it stays in the log, struck out, and counts no more.
   * @throws AppError `experiments/decision-not-found`
   */
  async withdraw(id: string, decision: number, actor: string): Promise<void> {
    const { id: key, experimentId, withdrawnAt } = experimentDecisions
    const [row] = await this.metadata.db
      .update(experimentDecisions)
      .set({ withdrawnAt: new Date(), withdrawnBy: actor })
      .where(and(eq(key, decision), eq(experimentId, id), isNull(withdrawnAt)))
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
