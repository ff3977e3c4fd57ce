import { Inject, Injectable } from '@nestjs/common'
import { desc, eq, inArray } from 'drizzle-orm'
import { exposedExperiments } from '@relance/pipelines'
import type { Warehouse } from '@relance/pipelines'
import type { z } from 'zod'
import { METADATA, WAREHOUSE } from '../app/tokens'
import { audit } from '../auth/audit'
import { AppError, notFound } from '../http/app-error'
import { experiments } from '../metadata'
import type { Metadata } from '../metadata'
import { experimentDesign } from './experiment.contract'
import { experiment } from './experiments.contract'
import type { Experiment, experimentChange } from './experiments.contract'

export type ExperimentRow = typeof experiments.$inferSelect
const ORDER = ['running', 'draft', 'ended']

/** Designs of experiments: fixed before launch, then only ended. */
@Injectable()
export class ExperimentsService {
  constructor(
    @Inject(METADATA) private readonly metadata: Metadata,
    @Inject(WAREHOUSE) private readonly warehouse: Warehouse,
  ) {}

  async list(): Promise<Experiment[]> {
    const [rows, exposed] = await Promise.all([
      this.metadata.db.select().from(experiments).orderBy(desc(experiments.createdAt)),
      exposedExperiments(this.warehouse),
    ])
    const entered = new Map(exposed.map((one) => [one.id, one]))
    return rows
      .map((row) => shown(row, entered.get(row.id)))
      .sort((a, b) => ORDER.indexOf(a.state) - ORDER.indexOf(b.state))
  }

  /** @throws AppError `experiments/not-found` */
  async get(id: string): Promise<Experiment> {
    const [row, exposed] = await Promise.all([this.row(id), exposedExperiments(this.warehouse)])
    return shown(
      row,
      exposed.find((one) => one.id === id),
    )
  }

  /** @throws AppError `experiments/not-found` */
  async row(id: string): Promise<ExperimentRow> {
    const [row] = await this.metadata.db.select().from(experiments).where(eq(experiments.id, id))
    if (row === undefined) {
      throw notFound('experiments/not-found', `There is no experiment ${id}; it may have been deleted.`)
    }
    return row
  }

  /**
   * Makes a design or changes it. What was fixed before launch stays: of a running one only its end may be set.
   * @throws AppError `experiments/design-fixed`
   */
  async save(id: string, given: z.output<typeof experimentChange>, actor: string): Promise<Experiment> {
    const [before] = await this.metadata.db.select().from(experiments).where(eq(experiments.id, id))
    if (before !== undefined && before.state !== 'draft') {
      const same = JSON.stringify(experimentDesign.parse(before.design)) === JSON.stringify(given.design)
      if (!same || given.state === 'draft') throw designFixed(before)
    }
    const values = {
      name: given.design.name,
      design: given.design,
      campaignId: given.campaign_id,
      state: given.state,
      startedOn: given.started_on,
      endedOn: given.ended_on,
    }
    await this.metadata.db
      .insert(experiments)
      .values({ id, ...values, createdBy: actor })
      .onConflictDoUpdate({ target: experiments.id, set: { ...values, updatedAt: new Date() } })
    const action = before === undefined ? 'experiment.created' : 'experiment.changed'
    await audit(this.metadata, { actor, action, subject: `experiment:${id}`, before, after: values })
    return this.get(id)
  }

  /** Forgets designs with their looks and decisions, as if they had never been made: for what was only shown. */
  async forget(ids: readonly string[]): Promise<void> {
    await this.metadata.db.delete(experiments).where(inArray(experiments.id, [...ids]))
  }
}

const designFixed = ({ state }: ExperimentRow) =>
  new AppError(
    'experiments/design-fixed',
    409,
    `The design of an experiment that is ${state} cannot change, or its error rates would mean nothing. Make another one.`,
    { state },
  )

interface Entered {
  customers: number
  first_day: string
  last_day: string
}

function shown(row: ExperimentRow, entered: Entered | undefined): Experiment {
  return experiment.parse({
    id: row.id,
    name: row.name,
    state: row.state,
    campaign_id: row.campaignId,
    design: row.design,
    started_on: row.startedOn,
    ended_on: row.endedOn,
    customers: entered?.customers ?? 0,
    first_day: entered?.first_day ?? null,
    last_day: entered?.last_day ?? null,
  })
}
