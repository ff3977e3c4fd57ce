import { randomUUID } from 'node:crypto'
import { Inject, Injectable } from '@nestjs/common'
import { and, eq, sql } from 'drizzle-orm'
import type { z } from 'zod'
import { METADATA } from '../../app/tokens'
import { audit } from '../../auth/audit'
import { CLOCK } from '../../dispatch/ports'
import type { Clock } from '../../dispatch/ports'
import { AppError } from '../../http/app-error'
import { experiments } from '../../metadata'
import type { Metadata } from '../../metadata'
import { experimentDesign } from '../experiment.contract'
import type { ExperimentDesign } from '../experiment.contract'
import type { Experiment } from '../experiments.contract'
import { ExperimentsService } from '../experiments.service'
import { DesignService } from './design.service'
import type { FeasibilityAnswer, launchRequest } from './feasibility.contract'

type Reason = FeasibilityAnswer['obstacles'][number]

/** Starts an experiment: from then on its design is fixed, and there is no way back but to end it. */
@Injectable()
export class LaunchService {
  constructor(
    @Inject(METADATA) private readonly metadata: Metadata,
    @Inject(CLOCK) private readonly clock: Clock,
    private readonly experiments: ExperimentsService,
    private readonly designs: DesignService,
  ) {}

  /**
   * What history knows better than people (variance, shares of segments, rates of harm) is put into the design here.
   * @throws AppError `experiments/not-found`, `experiments/not-a-draft`, `experiments/cannot-launch`
   */
  async launch(id: string, asked: z.output<typeof launchRequest>, actor: string): Promise<Experiment> {
    const row = await this.experiments.row(id)
    if (row.state !== 'draft') {
      const message = `This experiment is ${row.state} already; only a draft is launched.`
      throw new AppError('experiments/not-a-draft', 409, message, { state: row.state })
    }
    const design = experimentDesign.parse(row.design)
    if (row.campaignId === null) throw refused([{ code: 'no-campaign', detail: {} }])
    const answer = await this.designs.feasibility(row.campaignId, design, id)
    const price = answer.cost?.holdout ?? null
    const unread = design.holdout_share > 0 && !asked.read_holdout_price
    const reasons = [...answer.obstacles, ...(unread ? [{ code: 'holdout-price-not-read', detail: {} }] : [])]
    if (reasons.length > 0 || answer.filled === null) throw refused(reasons)
    const fixed = fixedDesign(design, answer.filled)
    const startedOn = this.clock.now().toISOString().slice(0, 10)
    const values = { design: fixed, state: 'running' as const, startedOn, updatedAt: new Date() }
    const [after] = await this.metadata.db
      .update(experiments)
      .set(values)
      .where(and(eq(experiments.id, id), eq(experiments.state, 'draft'), unchangedSince(row.updatedAt)))
      .returning({ id: experiments.id })
    if (after === undefined) {
      const message = 'Somebody changed this draft a moment ago; look at it again before you launch it.'
      throw new AppError('experiments/changed-meanwhile', 409, message)
    }
    await audit(this.metadata, {
      ...{ actor, action: 'experiment.launched', subject: `experiment:${id}`, before: { state: 'draft' } },
      after: { ...values, holdout_price_read: price },
    })
    return this.experiments.get(id)
  }
}

function fixedDesign(
  design: ExperimentDesign,
  filled: NonNullable<FeasibilityAnswer['filled']>,
): ExperimentDesign {
  return {
    ...design,
    unit_variance: filled.unit_variance,
    segment_shares: filled.segment_shares,
    guardrails: design.guardrails.map((one, i) => ({ ...one, base: filled.guardrail_bases[i] ?? one.base })),
    seed: design.seed === '' ? randomUUID() : design.seed,
  }
}

/** A server keeps microseconds, of which a Date knows nothing. */
const unchangedSince = (moment: Date) =>
  sql`date_trunc('milliseconds', ${experiments.updatedAt}) = ${moment.toISOString()}::timestamptz`

const refused = (reasons: readonly Reason[]) =>
  new AppError(
    'experiments/cannot-launch',
    409,
    `This experiment cannot start: ${reasons.map(({ code }) => code).join(', ')}.`,
    { reasons },
  )
