import { Inject, Injectable } from '@nestjs/common'
import { desc, eq, inArray } from 'drizzle-orm'
import type { SQL } from 'drizzle-orm'
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
const ONLY_DRAFTS = eq(experiments.state, 'draft')

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
    const row = await this.known(id)
    if (row === undefined) {
      throw notFound('experiments/not-found', `There is no experiment ${id}; it may have been deleted.`)
    }
    return row
  }

  /**
   * Makes a draft or changes it. It starts by its launch and ends by a decision; what was fixed by then stays.
   * @throws AppError `experiments/design-fixed`, `experiments/state-by-act`
   */
  async save(id: string, given: z.output<typeof experimentChange>, actor: string): Promise<Experiment> {
    const before = await this.known(id)
    const state = before?.state ?? 'draft'
    const fixed = before !== undefined && state !== 'draft'
    if (fixed && !sameDesign(before, given)) throw designFixed(before)
    if (given.state !== state) throw stateByAct(state, given.state)
    if (fixed) return this.get(id)
    const kept = await this.write(id, { ...given, started_on: null, ended_on: null }, actor, ONLY_DRAFTS)
    // Launched between the look and the saving: the design that was checked stays.
    if (!kept) throw designFixed(await this.row(id))
    return this.get(id)
  }

  /** Keeps an experiment as it is told, in whatever state: one that was run elsewhere, or of the demo. No route leads here. */
  async record(id: string, given: z.output<typeof experimentChange>, actor: string): Promise<Experiment> {
    await this.write(id, given, actor)
    return this.get(id)
  }

  /** @returns false where the condition on what is kept already does not hold */
  private async write(
    id: string,
    given: z.output<typeof experimentChange>,
    actor: string,
    only?: SQL,
  ): Promise<boolean> {
    const before = await this.known(id)
    const values = {
      name: given.design.name,
      design: given.design,
      campaignId: given.campaign_id,
      state: given.state,
      startedOn: given.started_on,
      endedOn: given.ended_on,
    }
    const [kept] = await this.metadata.db
      .insert(experiments)
      .values({ id, ...values, createdBy: actor })
      .onConflictDoUpdate({
        target: experiments.id,
        set: { ...values, updatedAt: new Date() },
        ...(only && { setWhere: only }),
      })
      .returning({ id: experiments.id })
    if (kept === undefined) return false
    const action = before === undefined ? 'experiment.created' : 'experiment.changed'
    await audit(this.metadata, { actor, action, subject: `experiment:${id}`, before, after: values })
    return true
  }

  /** Forgets designs with their looks and decisions, as if they had never been made: for what was only shown. */
  async forget(ids: readonly string[]): Promise<void> {
    await this.metadata.db.delete(experiments).where(inArray(experiments.id, [...ids]))
  }

  private async known(id: string): Promise<ExperimentRow | undefined> {
    const [row] = await this.metadata.db.select().from(experiments).where(eq(experiments.id, id))
    return row
  }
}

const sameDesign = (before: ExperimentRow, given: z.output<typeof experimentChange>): boolean =>
  JSON.stringify(experimentDesign.parse(before.design)) === JSON.stringify(given.design) &&
  before.campaignId === given.campaign_id

const stateByAct = (from: string, to: string) =>
  new AppError(
    'experiments/state-by-act',
    409,
    `Saving a design does not make an experiment ${to} that is ${from}: it starts by its launch, which checks it, and ends by the decision to end it.`,
    { from, to },
  )

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
