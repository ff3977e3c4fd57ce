import { Inject, Injectable, Logger } from '@nestjs/common'
import type { OnApplicationShutdown } from '@nestjs/common'
import { USUAL_FIGURES } from '@relance/experiments'
import { dataState, pastFigures } from '@relance/pipelines'
import type { Warehouse } from '@relance/pipelines'
import { and, desc, eq } from 'drizzle-orm'
import { CONFIG, METADATA, WAREHOUSE } from '../app/tokens'
import { ownAddress } from '../app/ports'
import { UsersService } from '../auth/users.service'
import type { Config } from '../config/config'
import { EntitiesService } from '../entities/entities.service'
import { errorText } from '../http/error-text'
import { kpiAlertChecks, kpiAlerts } from '../metadata'
import type { Metadata } from '../metadata'
import { NoticesService } from '../notices'
import { SegmentsService } from '../segments'
import { findingNotices, goneNotices } from './alert-notices'
import type { Telling } from './alert-notices'
import { isGone, questionOf, watchedOf } from './alert-store'
import type { Names, Question, StoredAlert } from './alert-store'
import type { AlertFinding } from './alerts.contract'
import { judge } from './judge'
import { nextState } from './next-state'

const LOOK_EVERY_MS = 5 * 60_000
const SEND_EVERY_MS = 10_000

/** Looks at watched figures once for each day whose payments are all known, and tells what changed. */
@Injectable()
export class FigureWatch implements OnApplicationShutdown {
  private readonly log = new Logger('alerts')
  private readonly timers: NodeJS.Timeout[] = []

  constructor(
    @Inject(METADATA) private readonly metadata: Metadata,
    @Inject(WAREHOUSE) private readonly warehouse: Warehouse,
    @Inject(CONFIG) private readonly config: Config,
    private readonly entities: EntitiesService,
    private readonly users: UsersService,
    private readonly segments: SegmentsService,
    private readonly notices: NoticesService,
  ) {}

  /** Looks and sends now and then, as long as the server runs. */
  begin(): void {
    this.every(LOOK_EVERY_MS, () => this.look(new Date()))
    this.every(SEND_EVERY_MS, () => this.notices.send(new Date()))
  }

  onApplicationShutdown(): void {
    for (const timer of this.timers) clearInterval(timer)
  }

  /** Looks at every figure whose day is new; what fails is tried again the next time. */
  async look(now: Date): Promise<void> {
    for (const alert of await this.metadata.db.select().from(kpiAlerts)) {
      await this.lookAt(alert, now).catch((error: unknown) => this.log.error(errorText(error)))
    }
  }

  /** What a rule says of the last day whose payments are all known; null: no such day is known. */
  async find(question: Question): Promise<AlertFinding | null> {
    const day = await this.lastDay(question)
    return day === null ? null : this.findOn(question, day)
  }

  private async lookAt(stored: StoredAlert, now: Date): Promise<void> {
    const names = await this.names()
    const question = questionOf(stored)
    if (isGone(question, names)) return this.tellGone(stored, names, now)
    const alert = await this.withName(stored, names)
    const day = await this.lastDay(question)
    const [last] = await this.metadata.db
      .select({ day: kpiAlertChecks.day })
      .from(kpiAlertChecks)
      .where(eq(kpiAlertChecks.alertId, alert.id))
      .orderBy(desc(kpiAlertChecks.day))
      .limit(1)
    if (day === null || (last && last.day >= day)) return
    const finding = await this.findOn(question, day)
    // Asked before the transaction, in which nothing else may be.
    const telling = await this.telling(alert, names)
    await this.metadata.db.transaction(async (tx) => {
      const { outcome } = finding
      const rows = await tx
        .insert(kpiAlertChecks)
        .values({ alertId: alert.id, day, outcome, finding, checkedAt: now })
        .onConflictDoNothing()
        .returning()
      // Another backend looked at the same day.
      if (rows.length === 0) return
      const [current] = await tx.select().from(kpiAlerts).where(eq(kpiAlerts.id, alert.id)).for('update')
      if (!current) return
      const { told, ...next } = nextState(current, finding)
      await tx.update(kpiAlerts).set(next).where(eq(kpiAlerts.id, alert.id))
      if (told) await this.notices.put(tx, findingNotices(telling, finding, told))
    })
  }

  /** Its segment was deleted: whoever is told of the figure is told that, once, after the mute if there is one. */
  private async tellGone(alert: StoredAlert, names: Names, now: Date): Promise<void> {
    if (alert.mutedUntil !== null && now.toISOString().slice(0, 10) <= alert.mutedUntil) return
    const telling = await this.telling(alert, names)
    await this.metadata.db.transaction(async (tx) => {
      const still = and(eq(kpiAlerts.id, alert.id), eq(kpiAlerts.cut, alert.cut))
      const rows = await tx
        .update(kpiAlerts)
        .set({ state: 'no_value', since: null, toldOn: null })
        .where(still)
        .returning()
      if (rows.length > 0) await this.notices.put(tx, goneNotices(telling))
    })
  }

  /** The name of its segment is kept for when the segment is gone. */
  private async withName(alert: StoredAlert, { segments }: Names): Promise<StoredAlert> {
    const cutName = alert.dimension === 'segment' ? (segments.get(alert.cut) ?? '') : ''
    if (cutName === alert.cutName) return alert
    await this.metadata.db.update(kpiAlerts).set({ cutName }).where(eq(kpiAlerts.id, alert.id))
    return { ...alert, cutName }
  }

  private async telling(alert: StoredAlert, names: Names): Promise<Telling> {
    return {
      alert,
      watched: watchedOf(questionOf(alert), names, alert.cutName),
      readers: await this.users.readersOf(alert.entityId === '' ? [] : [alert.entityId]),
      address: ownAddress(this.config),
    }
  }

  async names(): Promise<Names> {
    const [{ entities }, segments] = await Promise.all([this.entities.list(), this.segments.names()])
    return {
      entities: new Map(entities.map(({ entity_id, name }) => [entity_id, name || entity_id])),
      segments,
    }
  }

  private async lastDay({ entity_id: entity }: Question): Promise<string | null> {
    return (await dataState(this.warehouse, entity === '' ? undefined : [entity])).dataCut
  }

  private async findOn(question: Question, day: string): Promise<AlertFinding> {
    const { kpi, entity_id: entity, currency, part, rule } = question
    const figures = await pastFigures(this.warehouse, {
      ...{ kpi, asOf: day, currency, months: rule.kind === 'range' ? USUAL_FIGURES.atMost : 0 },
      ...(entity === '' ? {} : { entityIds: [entity] }),
      ...(part ? { by: part.dimension, cut: part.value } : {}),
      ...(part?.dimension === 'segment' ? { segments: await this.segments.cut(part.value) } : {}),
    })
    return judge(rule, figures, day)
  }

  private every(milliseconds: number, work: () => Promise<unknown>): void {
    const turn = () => void work().catch((error: unknown) => this.log.error(errorText(error)))
    turn()
    this.timers.push(setInterval(turn, milliseconds).unref())
  }
}
