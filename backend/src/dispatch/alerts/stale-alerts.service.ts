import { Inject, Injectable, Logger } from '@nestjs/common'
import type { Warehouse } from '@relance/pipelines'
import { and, asc, eq, inArray, isNull, notInArray } from 'drizzle-orm'
import { METADATA, WAREHOUSE } from '../../app/tokens'
import { SYSTEM_MAIL } from '../../auth/system-mail'
import type { SystemMail } from '../../auth/system-mail'
import { UsersService } from '../../auth/users.service'
import { EntitiesService } from '../../entities/entities.service'
import { sendingAlerts } from '../../metadata'
import type { Metadata } from '../../metadata'
import type { PlanSource } from '../plan/day-planner'
import { paymentLoads } from '../plan/facts'
import { PLAN_SOURCE } from '../ports'
import { alertsAnswer } from './alerts.contract'
import type { AlertsAnswer } from './alerts.contract'
import { staleMail } from './stale-mail'

const KIND = 'stale_payments'
type Row = typeof sendingAlerts.$inferSelect
type Found = typeof sendingAlerts.$inferInsert

/** Tells people once when a creditor's reminders are held because payments are too old; ends by itself. */
@Injectable()
export class StaleAlerts {
  private readonly log = new Logger('alerts')

  constructor(
    @Inject(METADATA) private readonly metadata: Metadata,
    @Inject(WAREHOUSE) private readonly warehouse: Warehouse,
    private readonly entities: EntitiesService,
    private readonly users: UsersService,
    @Inject(PLAN_SOURCE) private readonly source: PlanSource,
    @Inject(SYSTEM_MAIL) private readonly mail: SystemMail,
  ) {}

  /** @param limit of these entities only */
  async open(limit?: readonly string[]): Promise<AlertsAnswer> {
    const rows = await this.metadata.db
      .select()
      .from(sendingAlerts)
      .where(and(isNull(sendingAlerts.endedAt), limit && inArray(sendingAlerts.entityId, [...limit])))
      .orderBy(asc(sendingAlerts.since), asc(sendingAlerts.entityId))
    return alertsAnswer.parse({
      rows: rows.map((row) => ({
        entity_id: row.entityId,
        known_until: row.knownUntil?.toISOString() ?? null,
        last_file: row.lastFile,
        hours: row.hours,
        since: row.since.toISOString(),
      })),
    })
  }

  /** Looks which creditors stand still now: opens what is new, tells whom it concerns, ends what is over. */
  async watch(now: Date): Promise<void> {
    const { db } = this.metadata
    const held = await this.held(now)
    const names = held.map(({ entityId }) => entityId)
    const over = names.length > 0 ? notInArray(sendingAlerts.entityId, names) : undefined
    await db
      .update(sendingAlerts)
      .set({ endedAt: now })
      .where(and(eq(sendingAlerts.kind, KIND), isNull(sendingAlerts.endedAt), over))
    if (held.length > 0) await db.insert(sendingAlerts).values(held).onConflictDoNothing()
    // Several backends watch: the one that marks it sends it.
    const untold = await db
      .update(sendingAlerts)
      .set({ mailedAt: now })
      .where(and(isNull(sendingAlerts.endedAt), isNull(sendingAlerts.mailedAt)))
      .returning()
    for (const row of untold) await this.tell(row)
  }

  /** Creditors for whom a campaign runs and whose payments are older than it allows. */
  private async held(now: Date): Promise<Found[]> {
    const running = (await this.source.running()).filter(({ state }) => state === 'running')
    if (running.length === 0) return []
    const [{ entities }, loads] = await Promise.all([this.entities.list(), paymentLoads(this.warehouse)])
    return entities.flatMap(({ entity_id: entityId }) => {
      const hours = running
        .filter(
          ({ definition }) => definition.entities.length === 0 || definition.entities.includes(entityId),
        )
        .map(({ definition }) => definition.stale_after_hours)
      if (hours.length === 0) return []
      const known = loads.get(entityId) ?? loads.get('')
      const allowed = Math.min(...hours)
      if (known && now.getTime() - known.until <= allowed * 3_600_000) return []
      const knownUntil = known ? new Date(known.until) : null
      return [{ kind: KIND, entityId, knownUntil, lastFile: known?.file ?? '', hours: allowed, since: now }]
    })
  }

  private async tell(row: Row): Promise<void> {
    const { entities } = await this.entities.list()
    const entity = entities.find(({ entity_id }) => entity_id === row.entityId)?.name || row.entityId
    let sent = true
    for (const { email, locale } of await this.users.managersOf(row.entityId)) {
      const text = staleMail({ ...row, entity }, locale)
      sent = await this.mail.send({ to: email, language: locale, ...text }).catch((error: Error) => {
        this.log.warn(`the alert of ${row.entityId} did not reach one address: ${error.message}`)
        return true
      })
    }
    // Without a mail server it is told once there is one.
    if (!sent) {
      await this.metadata.db.update(sendingAlerts).set({ mailedAt: null }).where(eq(sendingAlerts.id, row.id))
    }
  }
}
