import { Inject, Injectable } from '@nestjs/common'
import { and, asc, desc, eq, inArray } from 'drizzle-orm'
import type { z } from 'zod'
import { METADATA } from '../../app/tokens'
import { audit } from '../../auth/audit'
import { UsersService } from '../../auth/users.service'
import { AppError, notFound } from '../../http/app-error'
import { notices, reportRuns, reportSchedules } from '../../metadata'
import type { Metadata } from '../../metadata'
import { ReportFiguresService } from '../report-figures.service'
import { unknownReader } from '../reports.service'
import { isAllowed, SharingService } from '../sharing/sharing.service'
import { nextOccasion } from './occasions'
import { companyZone, rhythmOf, scheduleOf, valuesOf } from './schedule-store'
import type { StoredRun, StoredSchedule } from './schedule-store'
import { ScheduledReports } from './scheduled-reports.service'
import type { newSchedule, ScheduleRow, ScheduleRun } from './schedules.contract'

/** Which reports go out by themselves, and what became of them. */
@Injectable()
export class SchedulesService {
  constructor(
    @Inject(METADATA) private readonly metadata: Metadata,
    private readonly users: UsersService,
    private readonly figures: ReportFiguresService,
    private readonly sharing: SharingService,
    private readonly scheduled: ScheduledReports,
  ) {}

  /** @param limit of these entities only; undefined: all, those of the group as well */
  async list(limit: readonly string[] | undefined): Promise<ScheduleRow[]> {
    const rows = await this.metadata.db
      .select()
      .from(reportSchedules)
      .where(limit && inArray(reportSchedules.entityId, [...limit]))
      .orderBy(asc(reportSchedules.createdAt), asc(reportSchedules.id))
    const latest = await this.latestRuns()
    const sent = await this.latestRuns('sent')
    const now = Date.now()
    return Promise.all(
      rows.map(async (row) => {
        const entities = row.entityId === '' ? [] : [row.entityId]
        const zone = companyZone(await this.figures.creditors(entities))
        const people = await this.users.readersOf(entities)
        const last = latest.get(row.id)
        const next = row.paused ? null : nextOccasion(Math.max(now, row.since.getTime()), rhythmOf(row), zone)
        return {
          ...scheduleOf(row),
          id: row.id,
          people: people.filter(({ id }) => row.toUsers.includes(id)).map(({ name }) => name),
          time_zone: zone.timeZone,
          next: next === null ? null : new Date(next).toISOString(),
          last_sent: sent.get(row.id)?.occasion.toISOString() ?? null,
          last: last ? await this.shownRun(last) : null,
        }
      }),
    )
  }

  /** @throws AppError `reports/unknown-reader`, `reports/address-not-allowed` */
  async create(given: z.output<typeof newSchedule>, actor: string): Promise<void> {
    await this.requireReaders(given)
    const [row] = await this.metadata.db
      .insert(reportSchedules)
      .values({ ...valuesOf(given), createdBy: actor })
      .returning()
    await audit(this.metadata, {
      ...{ actor, action: 'report-schedule.created', subject: `report-schedule:${row?.id}`, after: given },
    })
  }

  /** Occasions count from now on: what the old rhythm owed is not sent any more. @throws AppError as `create`, `reports/schedule-not-found` */
  async change(id: string, given: z.output<typeof newSchedule>, actor: string): Promise<void> {
    const before = await this.row(id)
    await this.requireReaders(given)
    await this.write(before, { ...valuesOf(given), since: new Date() }, 'changed', actor)
  }

  /** What falls due while it is paused is not made up for. @throws AppError `reports/schedule-not-found` */
  async pause(id: string, paused: boolean, actor: string): Promise<void> {
    const before = await this.row(id)
    await this.write(before, { paused, since: new Date() }, paused ? 'paused' : 'resumed', actor)
  }

  /** @throws AppError `reports/schedule-not-found` */
  async remove(id: string, actor: string): Promise<void> {
    const before = await this.row(id)
    await this.metadata.db.delete(reportSchedules).where(eq(reportSchedules.id, id))
    const change = { actor, action: 'report-schedule.removed', subject: `report-schedule:${id}` }
    await audit(this.metadata, { ...change, before: scheduleOf(before) })
  }

  /** @throws AppError `reports/schedule-not-found`, `reports/no-mail-server`, `reports/nobody`, `reports/no-data` */
  async send(id: string, actor: string): Promise<void> {
    const row = await this.row(id)
    await this.scheduled.sendNow(row, new Date())
    await audit(this.metadata, {
      ...{ actor, action: 'report-schedule.sent', subject: `report-schedule:${id}` },
    })
  }

  private async write(
    before: StoredSchedule,
    values: Partial<StoredSchedule>,
    act: 'changed' | 'paused' | 'resumed',
    actor: string,
  ): Promise<void> {
    const [after] = await this.metadata.db
      .update(reportSchedules)
      .set(values)
      .where(eq(reportSchedules.id, before.id))
      .returning()
    const change = { actor, action: `report-schedule.${act}`, subject: `report-schedule:${before.id}` }
    await audit(this.metadata, { ...change, before: scheduleOf(before), after: after && scheduleOf(after) })
  }

  private async requireReaders(given: z.output<typeof newSchedule>): Promise<void> {
    const readers = await this.users.readersOf(given.entity_id === '' ? [] : [given.entity_id])
    if (given.to_users.some((id) => !readers.some((reader) => reader.id === id))) throw unknownReader()
    const allowed = await this.sharing.get()
    const refused = given.to_addresses.find(({ address }) => !isAllowed(allowed, address))
    if (refused)
      throw new AppError(
        'reports/address-not-allowed',
        422,
        'An administrator has not allowed this address under Settings, Reports and links.',
        { address: refused.address },
      )
  }

  private async latestRuns(state?: StoredRun['state']): Promise<Map<string, StoredRun>> {
    const rows = await this.metadata.db
      .selectDistinctOn([reportRuns.scheduleId])
      .from(reportRuns)
      .where(state && eq(reportRuns.state, state))
      .orderBy(reportRuns.scheduleId, desc(reportRuns.occasion))
    return new Map(rows.map((row) => [row.scheduleId, row]))
  }

  private async shownRun({ occasion, state, error, noticeKeys }: StoredRun): Promise<ScheduleRun> {
    const { key, sentAt, givenUpAt, error: said } = notices
    const rows =
      noticeKeys.length === 0
        ? []
        : await this.metadata.db
            .select({ sentAt, givenUpAt, said })
            .from(notices)
            .where(and(inArray(key, noticeKeys)))
    const sent = rows.filter((row) => row.sentAt !== null).length
    const givenUp = rows.filter((row) => row.givenUpAt !== null).length
    return {
      ...{ occasion: occasion.toISOString(), state, error },
      mails: { sent, waiting: rows.length - sent - givenUp, given_up: givenUp },
      mail_error: rows.find((row) => row.sentAt === null && row.said !== '')?.said ?? '',
    }
  }

  private async row(id: string): Promise<StoredSchedule> {
    const [row] = await this.metadata.db.select().from(reportSchedules).where(eq(reportSchedules.id, id))
    if (!row) throw notFound('reports/schedule-not-found', 'There is no such scheduled report.')
    return row
  }
}
