import { Inject, Injectable, Logger } from '@nestjs/common'
import type { OnApplicationShutdown } from '@nestjs/common'
import { USUAL_FIGURES } from '@relance/experiments'
import { dataState, pastFigures } from '@relance/pipelines'
import type { Warehouse } from '@relance/pipelines'
import { desc, eq } from 'drizzle-orm'
import { CONFIG, METADATA, WAREHOUSE } from '../app/tokens'
import { ownAddress } from '../app/ports'
import { UsersService } from '../auth/users.service'
import type { Config } from '../config/config'
import { EntitiesService } from '../entities/entities.service'
import { errorText } from '../http/error-text'
import { kpiAlertChecks, kpiAlerts } from '../metadata'
import type { Metadata } from '../metadata'
import { NoticesService } from '../notices'
import type { NewNotice } from '../notices'
import { alertMail, ruleWords, subjectWords } from './alert-words'
import { questionOf, watchedOf } from './alert-store'
import type { Question, StoredAlert } from './alert-store'
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

  private async lookAt(alert: StoredAlert, now: Date): Promise<void> {
    const question = questionOf(alert)
    const day = await this.lastDay(question)
    const [last] = await this.metadata.db
      .select({ day: kpiAlertChecks.day })
      .from(kpiAlertChecks)
      .where(eq(kpiAlertChecks.alertId, alert.id))
      .orderBy(desc(kpiAlertChecks.day))
      .limit(1)
    if (day === null || (last && last.day >= day)) return
    const finding = await this.findOn(question, day)
    const words = await this.wordsFor(alert, question, finding)
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
      if (told) await this.notices.put(tx, words(told))
    })
  }

  /** What each is told, made before the transaction, in which nothing else may be asked. */
  private async wordsFor(alert: StoredAlert, question: Question, finding: AlertFinding) {
    const watched = watchedOf(question, await this.names())
    const readers = await this.users.readersOf(alert.entityId === '' ? [] : [alert.entityId])
    const link = `${ownAddress(this.config)}/?${new URLSearchParams({
      as_of: finding.day,
      ...(alert.entityId === '' ? {} : { entity: alert.entityId }),
      currency: alert.currency,
    }).toString()}`
    const subject = subjectWords(watched)
    const rule = ruleWords(watched)
    return (told: 'alerting' | 'well'): NewNotice[] => {
      const key = `alert:${alert.id}:${finding.day}:${told}`
      const mails = readers
        .filter(({ id }) => alert.toUsers.includes(id))
        .map(({ id, email, language }): NewNotice => {
          const content = alertMail(told, watched, finding, link, language)
          const to = { userId: id, address: email, language }
          return { key: `${key}:${id}`, entityId: alert.entityId, channel: 'email', ...to, content }
        })
      if (!alert.toWebhook) return mails
      const { id, kpi, entityId: entity_id, currency, cut: value, dimension } = alert
      const about = { alert: id, kpi, entity_id, currency, part: dimension && { dimension, value } }
      const content = { type: `kpi.${told}`, ...about, subject, rule, finding, link }
      return [...mails, { key: `${key}:webhook`, entityId: alert.entityId, channel: 'webhook', content }]
    }
  }

  async names(): Promise<Map<string, string>> {
    const { entities } = await this.entities.list()
    return new Map(entities.map(({ entity_id, name }) => [entity_id, name || entity_id]))
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
    })
    return judge(rule, figures, day)
  }

  private every(milliseconds: number, work: () => Promise<unknown>): void {
    const turn = () => void work().catch((error: unknown) => this.log.error(errorText(error)))
    turn()
    this.timers.push(setInterval(turn, milliseconds).unref())
  }
}
