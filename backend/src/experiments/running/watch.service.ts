import { Inject, Injectable, Logger } from '@nestjs/common'
import { and, asc, eq, isNull } from 'drizzle-orm'
import { experimentDataCut, exposuresByDay } from '@relance/pipelines'
import type { ExposureDay, Warehouse } from '@relance/pipelines'
import { z } from 'zod'
import { METADATA, WAREHOUSE } from '../../app/tokens'
import { SYSTEM_MAIL } from '../../auth/system-mail'
import type { SystemMail } from '../../auth/system-mail'
import { UsersService } from '../../auth/users.service'
import { campaigns, experimentDecisions, experimentNotices, experiments } from '../../metadata'
import type { Metadata } from '../../metadata'
import { CLOCK } from '../../dispatch/ports'
import type { Clock } from '../../dispatch/ports'
import { experimentDesign } from '../experiment.contract'
import { ExperimentsService } from '../experiments.service'
import { severeComplaints, watchHarms } from '../results/guardrails'
import type { WatchedHarm } from '../results/guardrails'
import { breachMail } from './breach-mail'
import type { Breach } from './breach-mail'
import { EpochsService, PRODUCT } from './epochs.service'
import { SteeringService } from './steering.service'

type Row = typeof experiments.$inferSelect

/** Harm that a person knew of when he let a variant go on: cases by harm, and severe complaints. */
const knownHarm = z.object({
  known: z.object({ events: z.record(z.string(), z.number()), severe: z.number() }),
})
type KnownHarm = z.output<typeof knownHarm>

/** Stops variants that do more harm than their experiment allows, and tells those who may manage campaigns. */
@Injectable()
export class WatchService {
  private readonly log = new Logger('experiments')
  private readonly seen = new Map<string, string>()

  constructor(
    @Inject(METADATA) private readonly metadata: Metadata,
    @Inject(WAREHOUSE) private readonly warehouse: Warehouse,
    @Inject(SYSTEM_MAIL) private readonly mail: SystemMail,
    private readonly users: UsersService,
    private readonly epochs: EpochsService,
    private readonly steering: SteeringService,
    private readonly experiments: ExperimentsService,
    @Inject(CLOCK) private readonly clock: Clock,
  ) {}

  /** Looks at every running experiment of whose customers something new is known. What goes wrong is told. */
  async watch(now: Date): Promise<void> {
    const today = now.toISOString().slice(0, 10)
    const rows = await this.metadata.db.select().from(experiments).where(eq(experiments.state, 'running'))
    for (const row of rows) {
      if (row.campaignId === null) continue
      try {
        await this.look(row, today)
      } catch (error) {
        this.log.error(`guardrails of ${row.id}: ${error instanceof Error ? error.message : String(error)}`)
      }
    }
    await this.notify()
  }

  /**
   * What is known today of the harm that one variant did; kept where a person lets it go on.
   * @throws AppError `experiments/not-found`
   */
  async harmOf(id: string, variant: string): Promise<KnownHarm> {
    const row = await this.experiments.row(id)
    const question = { experiment: id, cut: this.clock.now().toISOString().slice(0, 10) }
    const harms = await watchHarms(this.warehouse, question, experimentDesign.parse(row.design))
    const days = await exposuresByDay(this.warehouse, question)
    const events = ofVariant(harms, variant).map(({ harm, treated }) => [harm, treated.events] as const)
    return { known: { events: Object.fromEntries(events), severe: severeDays(days, variant).length } }
  }

  /** By variant what was known when a person last let it go on. */
  private async forgiven(id: string): Promise<ReadonlyMap<string, KnownHarm['known']>> {
    const { experimentId, action } = experimentDecisions
    const rows = await this.metadata.db
      .select()
      .from(experimentDecisions)
      .where(and(eq(experimentId, id), eq(action, 'resume')))
      .orderBy(asc(experimentDecisions.id))
    return new Map(rows.map(({ variant, numbers }) => [variant ?? '', knownHarm.parse(numbers).known]))
  }

  /** Harm is known when it comes, so that nothing waits for payments to be known: the day itself is the cut. */
  private async look(row: Row, cut: string): Promise<void> {
    const { id } = row
    const { version } = await experimentDataCut(this.warehouse, id)
    const mark = `${cut} ${version}`
    if (this.seen.get(id) === mark) return
    const design = experimentDesign.parse(row.design)
    const { paused } = await this.epochs.inForce(id, design)
    const harms = await watchHarms(this.warehouse, { experiment: id, cut }, design)
    const days = await exposuresByDay(this.warehouse, { experiment: id, cut })
    const forgiven = await this.forgiven(id)
    for (const { id: variant, label } of design.cells) {
      if (variant === design.control || paused.includes(variant)) continue
      const known = forgiven.get(variant)
      const breached = ofVariant(harms, variant).find(
        ({ harm, breached: crossed, treated }) => crossed && treated.events > (known?.events[harm] ?? -1),
      )
      const [grave] = severeComplaints([
        { variant, severe_days: severeDays(days, variant).slice(known?.severe ?? 0) },
      ])
      if (!breached && !grave) continue
      const breach: Breach = {
        experiment: row.name,
        variant: label,
        harm: breached?.harm ?? 'severe_complaints',
        events: breached?.treated.events ?? grave?.count ?? 0,
        customers: breached?.treated.customers ?? 0,
        controlEvents: breached?.control.events ?? 0,
        controlCustomers: breached?.control.customers ?? 0,
      }
      const numbers = { guardrails: ofVariant(harms, variant), severe_complaints: grave ?? null, cut }
      await this.steering.pauseVariant(id, variant, `guardrail: ${breach.harm}`, PRODUCT, {
        numbers,
        notice: breach,
      })
      this.log.warn(`the variant ${variant} of ${id} is paused: ${breach.harm}`)
    }
    this.seen.set(id, mark)
  }

  /** Each pause is told once: whoever marks its row sends, and takes the mark back where nothing could be sent. */
  private async notify(): Promise<void> {
    const waiting = await this.metadata.db
      .select({ notice: experimentNotices, campaign: campaigns.definition })
      .from(experimentNotices)
      .innerJoin(experiments, eq(experiments.id, experimentNotices.experimentId))
      .leftJoin(campaigns, eq(campaigns.id, experiments.campaignId))
      .where(isNull(experimentNotices.sentAt))
    for (const { notice, campaign } of waiting) {
      const { experimentId, variant } = notice
      const { experimentId: id, variant: name, sentAt } = experimentNotices
      const own = and(eq(id, experimentId), eq(name, variant))
      const [mine] = await this.metadata.db
        .update(experimentNotices)
        .set({ sentAt: new Date() })
        .where(and(own, isNull(sentAt)))
        .returning({ variant: name })
      if (mine === undefined) continue
      const entities = (campaign as { entities?: string[] } | null)?.entities ?? []
      const sent = await this.tell(notice.words as Breach, entities)
      if (!sent) await this.metadata.db.update(experimentNotices).set({ sentAt: null }).where(own)
    }
  }

  /** @returns whether anybody was told */
  private async tell(breach: Breach, entities: readonly string[]): Promise<boolean> {
    let told = false
    for (const { email, language } of await this.users.whoManage(entities)) {
      try {
        told = (await this.mail.send({ to: email, language, ...breachMail(breach, language) })) || told
      } catch (error) {
        this.log.error(`a pause could not be told: ${error instanceof Error ? error.message : String(error)}`)
      }
    }
    return told
  }
}

/** Days of severe complaints of a variant, ascending. */
const severeDays = (days: readonly ExposureDay[], variant: string): number[] =>
  days
    .flatMap(({ variant: name, severe_days: found }) => (name === variant ? found : []))
    .sort((a, b) => a - b)

const ofVariant = (harms: readonly WatchedHarm[], variant: string) =>
  harms.filter((harm) => harm.variant === variant)
