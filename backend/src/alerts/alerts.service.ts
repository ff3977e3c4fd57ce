import { Inject, Injectable } from '@nestjs/common'
import { computeKpis } from '@relance/pipelines'
import type { Warehouse } from '@relance/pipelines'
import { asc, desc, eq, inArray } from 'drizzle-orm'
import type { z } from 'zod'
import { METADATA, WAREHOUSE } from '../app/tokens'
import { audit } from '../auth/audit'
import { UsersService } from '../auth/users.service'
import { AppError, notFound } from '../http/app-error'
import { given as known } from '../http/given'
import { kpiAlertChecks, kpiAlerts } from '../metadata'
import type { Metadata } from '../metadata'
import { NoticeWebhookService } from '../notices'
import { SegmentsService } from '../segments'
import { definitionOf, isGone, questionOf, watchedOf } from './alert-store'
import type { Names, StoredAlert } from './alert-store'
import { findingWords, goneWords, ruleWords, subjectWords } from './alert-words'
import { alertFinding } from './alerts.contract'
import type { AlertFinding, AlertRow, TrialAnswer, alertTrial, newAlert } from './alerts.contract'
import { FigureWatch } from './figure-watch.service'

const CHECKS_SHOWN = 120

/** Which figures are watched, and how they stand. */
@Injectable()
export class AlertsService {
  constructor(
    @Inject(METADATA) private readonly metadata: Metadata,
    @Inject(WAREHOUSE) private readonly warehouse: Warehouse,
    private readonly users: UsersService,
    private readonly watch: FigureWatch,
    private readonly segments: SegmentsService,
    private readonly webhook: NoticeWebhookService,
  ) {}

  /** @param limit of these entities only; undefined: all, those of the group as well */
  async list(limit: readonly string[] | undefined): Promise<AlertRow[]> {
    const { db } = this.metadata
    const rows = await db
      .select()
      .from(kpiAlerts)
      .where(limit && inArray(kpiAlerts.entityId, [...limit]))
      .orderBy(asc(kpiAlerts.createdAt), asc(kpiAlerts.id))
    const latest = await db
      .selectDistinctOn([kpiAlertChecks.alertId])
      .from(kpiAlertChecks)
      .orderBy(kpiAlertChecks.alertId, desc(kpiAlertChecks.day))
    const names = await this.watch.names()
    return Promise.all(
      rows.map((row) => this.shown(row, latest.find(({ alertId }) => alertId === row.id)?.finding, names)),
    )
  }

  /** @throws AppError `kpis/not-found`, `segments/not-found`, `alerts/not-watchable`, `alerts/unknown-reader`, `alerts/nobody-told` */
  async create(given: z.output<typeof newAlert>, actor: string): Promise<void> {
    await this.requireWatchable(given)
    await this.requireTold(given)
    const [row] = await this.metadata.db
      .insert(kpiAlerts)
      .values({ ...valuesOf(given), createdBy: actor })
      .returning()
    await audit(this.metadata, {
      ...{ actor, action: 'alert.created', subject: `alert:${row?.id}`, after: given },
    })
    await this.watch.look(new Date())
  }

  /** Another rule begins anew: nobody is told that the old one is well again. @throws AppError as `create`, `alerts/not-found` */
  async change(id: string, given: z.output<typeof newAlert>, actor: string): Promise<void> {
    const before = await this.row(id)
    await this.requireWatchable(given)
    await this.requireTold(given)
    const fresh = { state: 'new', since: null, toldOn: null } as const
    const same =
      JSON.stringify(questionOf(before)) === JSON.stringify(questionOf({ ...before, ...valuesOf(given) }))
    await this.metadata.db.transaction(async (tx) => {
      await tx
        .update(kpiAlerts)
        .set({ ...valuesOf(given), ...(same ? {} : fresh) })
        .where(eq(kpiAlerts.id, id))
      if (!same) await tx.delete(kpiAlertChecks).where(eq(kpiAlertChecks.alertId, id))
    })
    const subject = `alert:${id}`
    await audit(this.metadata, {
      ...{ actor, action: 'alert.changed', subject, before: questionOf(before), after: given },
    })
    await this.watch.look(new Date())
  }

  /** @throws AppError `alerts/not-found` */
  async remove(id: string, actor: string): Promise<void> {
    const before = await this.row(id)
    await this.metadata.db.delete(kpiAlerts).where(eq(kpiAlerts.id, id))
    const change = { actor, action: 'alert.removed', subject: `alert:${id}` }
    await audit(this.metadata, { ...change, before: questionOf(before) })
  }

  /** @throws AppError `alerts/not-found` */
  async mute(id: string, until: string | null, actor: string): Promise<void> {
    const before = await this.row(id)
    await this.metadata.db.update(kpiAlerts).set({ mutedUntil: until }).where(eq(kpiAlerts.id, id))
    const change = { actor, action: 'alert.muted', subject: `alert:${id}` }
    await audit(this.metadata, { ...change, before: before.mutedUntil, after: until })
  }

  /** @throws AppError `kpis/not-found`, `segments/not-found`, `alerts/not-watchable` */
  async trial(given: z.output<typeof alertTrial>): Promise<TrialAnswer> {
    await this.requireWatchable(given)
    const finding = await this.watch.find(given)
    const watched = watchedOf(given, await this.watch.names())
    return {
      finding,
      words: { rule: ruleWords(watched), finding: finding && findingWords(watched, finding) },
    }
  }

  /** @throws AppError `alerts/not-found` */
  async checks(id: string): Promise<AlertFinding[]> {
    await this.row(id)
    const rows = await this.metadata.db
      .select({ finding: kpiAlertChecks.finding })
      .from(kpiAlertChecks)
      .where(eq(kpiAlertChecks.alertId, id))
      .orderBy(desc(kpiAlertChecks.day))
      .limit(CHECKS_SHOWN)
    return rows.map(({ finding }) => alertFinding.parse(finding))
  }

  private async shown(row: StoredAlert, last: unknown, names: Names): Promise<AlertRow> {
    const question = questionOf(row)
    const gone = isGone(question, names)
    const watched = watchedOf(question, names, row.cutName)
    const finding = last === undefined ? null : alertFinding.parse(last)
    const readers = await this.users.readersOf(row.entityId === '' ? [] : [row.entityId])
    return {
      ...question,
      id: row.id,
      to_users: row.toUsers,
      to_webhook: row.toWebhook,
      state: gone ? 'no_value' : row.state,
      segment_gone: gone,
      since: gone ? null : row.since,
      muted_until: row.mutedUntil,
      people: readers.filter(({ id }) => row.toUsers.includes(id)).map(({ name }) => name),
      last: finding,
      words: {
        subject: subjectWords(watched),
        rule: ruleWords(watched),
        finding: gone ? goneWords(watched) : finding && findingWords(watched, finding),
      },
    }
  }

  private async requireWatchable(given: z.output<typeof alertTrial>): Promise<void> {
    const { kpi, entity_id: entity, currency, part } = given
    definitionOf(kpi)
    if (part?.dimension === 'segment') await this.segments.get(part.value)
    const today = new Date().toISOString().slice(0, 10)
    const rows = await computeKpis(this.warehouse, {
      ...{ asOf: today, from: `${today.slice(0, 7)}-01`, currency, kpis: [kpi] },
      ...(entity === '' ? {} : { entityIds: [entity] }),
    })
    if (rows.filter((row) => row.kpi === kpi && row.by !== null).length > 0)
      throw new AppError('alerts/not-watchable', 422, 'This KPI is no single figure; watch one of its parts.')
    if (part && rows.length > 0) {
      const segments = part.dimension === 'segment' ? await this.segments.cut(part.value) : undefined
      const cut = await computeKpis(this.warehouse, {
        ...{ asOf: today, from: `${today.slice(0, 7)}-01`, currency, kpis: [kpi], by: part.dimension },
        ...(entity === '' ? {} : { entityIds: [entity] }),
        ...known({ segments }),
      })
      if (cut.length === 0)
        throw new AppError(
          'alerts/not-watchable',
          422,
          'This KPI has no meaning for a part of the customers.',
        )
    }
  }

  /** A figure that alerts is told to somebody: people who see it, or the program. */
  private async requireTold(given: z.output<typeof newAlert>): Promise<void> {
    const { entity_id: entity, to_users, to_webhook } = given
    const readers = await this.users.readersOf(entity === '' ? [] : [entity])
    if (to_users.some((id) => !readers.some((reader) => reader.id === id)))
      throw new AppError('alerts/unknown-reader', 422, 'Somebody named here may not see these figures.')
    if (to_users.length > 0 || (to_webhook && (await this.webhook.find()) !== null)) return
    throw new AppError(
      'alerts/nobody-told',
      422,
      'Nobody would be told: name people in to_users, or set to_webhook where a program is told.',
    )
  }

  private async row(id: string): Promise<StoredAlert> {
    const [row] = await this.metadata.db.select().from(kpiAlerts).where(eq(kpiAlerts.id, id))
    if (!row) throw notFound('alerts/not-found', 'There is no such alert.')
    return row
  }
}

const valuesOf = ({
  entity_id: entityId,
  part,
  to_users: toUsers,
  to_webhook: toWebhook,
  ...rest
}: z.output<typeof newAlert>) => ({
  ...{ ...rest, entityId, toUsers, toWebhook },
  ...{ dimension: part?.dimension ?? '', cut: part?.value ?? '' },
})
