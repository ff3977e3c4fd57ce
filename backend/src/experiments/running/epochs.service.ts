import { Inject, Injectable } from '@nestjs/common'
import { desc, eq } from 'drizzle-orm'
import { METADATA } from '../../app/tokens'
import { AppError } from '../../http/app-error'
import { experimentEpochs } from '../../metadata'
import type { Metadata } from '../../metadata'
import { CLOCK } from '../../dispatch/ports'
import type { Clock } from '../../dispatch/ports'
import type { ExperimentDesign } from '../experiment.contract'
import { sharesOf } from './draws'
import type { Epoch, Weights } from './draws'

/** The product itself, where no person acts. */
export const PRODUCT = 'relance'
type Row = typeof experimentEpochs.$inferSelect
/** An epoch and since when it is in force. */
export type Opened = Epoch & { readonly at: Date }

/** Weights of running experiments: each change opens another epoch, and estimates are made within epochs. */
@Injectable()
export class EpochsService {
  constructor(
    @Inject(METADATA) private readonly metadata: Metadata,
    @Inject(CLOCK) private readonly clock: Clock,
  ) {}

  /** The weights in force; the first are those of the design. */
  async inForce(id: string, design: ExperimentDesign): Promise<Opened> {
    const [known] = await this.latest(id)
    if (known) return shown(known)
    const first = {
      experimentId: id,
      epoch: 1,
      weights: sharesOf(design),
      actor: PRODUCT,
      at: this.clock.now(),
    }
    await this.metadata.db.insert(experimentEpochs).values(first).onConflictDoNothing()
    const [kept] = await this.latest(id)
    if (!kept) throw new Error('the first weights could not be kept')
    return shown(kept)
  }

  /** Every epoch of an experiment with who opened it and why, newest first. */
  async list(id: string): Promise<Row[]> {
    return this.metadata.db
      .select()
      .from(experimentEpochs)
      .where(eq(experimentEpochs.experimentId, id))
      .orderBy(desc(experimentEpochs.epoch))
  }

  /** The same as draws take them. */
  async all(id: string): Promise<Epoch[]> {
    return (await this.list(id)).map(shown)
  }

  /**
   * Opens the next epoch.
   * @param db of the caller's transaction
   * @throws AppError `experiments/changed-meanwhile`
   */
  async open(
    db: Pick<Metadata['db'], 'insert'>,
    id: string,
    next: Epoch & { readonly actor: string; readonly reason: string },
  ): Promise<void> {
    const { epoch, weights, paused, actor, reason } = next
    const [row] = await db
      .insert(experimentEpochs)
      .values({ experimentId: id, epoch, weights, paused, actor, reason, at: this.clock.now() })
      .onConflictDoNothing()
      .returning({ epoch: experimentEpochs.epoch })
    if (row !== undefined) return
    const message = 'Somebody changed the weights a moment ago; look at them again before you change them.'
    throw new AppError('experiments/changed-meanwhile', 409, message, { epoch })
  }

  private latest(id: string): Promise<Row[]> {
    return this.metadata.db
      .select()
      .from(experimentEpochs)
      .where(eq(experimentEpochs.experimentId, id))
      .orderBy(desc(experimentEpochs.epoch))
      .limit(1)
  }
}

const shown = ({ epoch, weights, paused, at }: Row): Opened => ({
  epoch,
  at,
  weights: weights as Weights,
  paused: paused as string[],
})
