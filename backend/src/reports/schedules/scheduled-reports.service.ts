import { Inject, Injectable, Logger } from '@nestjs/common'
import type { OnApplicationShutdown } from '@nestjs/common'
import { and, eq, lt, lte, sql } from 'drizzle-orm'
import { METADATA } from '../../app/tokens'
import { AppError } from '../../http/app-error'
import { errorText } from '../../http/error-text'
import { reportRuns, reportSchedules } from '../../metadata'
import type { Metadata } from '../../metadata'
import { NoticesService } from '../../notices'
import { ReportFiguresService } from '../report-figures.service'
import { ReportsService } from '../reports.service'
import { occasionsBetween } from './occasions'
import { companyZone, localDay, rhythmOf } from './schedule-store'
import type { StoredSchedule } from './schedule-store'
import { ScheduledMails } from './scheduled-mails.service'

const LOOK_EVERY_MS = 30_000
/** longer than any report takes; also how soon one that failed is tried again */
const CLAIMED_MS = 5 * 60_000

/**
 * Sends each scheduled report once for each of its occasions, by whichever backend claims it first. What fell due while
 * none ran is sent late on the same day, and left out after it.
 */
@Injectable()
export class ScheduledReports implements OnApplicationShutdown {
  private readonly log = new Logger('reports')
  private timer: NodeJS.Timeout | undefined
  private resting = false
  private looking: Promise<unknown> = Promise.resolve()

  constructor(
    @Inject(METADATA) private readonly metadata: Metadata,
    private readonly figures: ReportFiguresService,
    private readonly mails: ScheduledMails,
    private readonly reports: ReportsService,
    private readonly notices: NoticesService,
  ) {}

  /** Looks now and then, as long as the server runs. */
  begin(): void {
    let busy = false
    const turn = () => {
      if (busy || this.resting) return
      busy = true
      this.looking = this.look(new Date())
        .catch((error: unknown) => this.log.error(errorText(error)))
        .finally(() => (busy = false))
    }
    turn()
    this.timer = setInterval(turn, LOOK_EVERY_MS).unref()
  }

  /** Begins no report any more; done when the one being made is. */
  async rest(): Promise<void> {
    this.resting = true
    await this.looking
  }

  onApplicationShutdown(): void {
    clearInterval(this.timer)
  }

  /** Sees to every report that is due; what fails is tried again as long as its day lasts. */
  async look(now: Date): Promise<void> {
    const { db } = this.metadata
    for (const schedule of await db.select().from(reportSchedules).where(eq(reportSchedules.paused, false))) {
      if (this.resting) return
      await this.see(schedule, now).catch((error: unknown) => this.log.error(errorText(error)))
    }
  }

  /** Sends a report outside of its rhythm. @throws AppError why it cannot be made */
  async sendNow(schedule: StoredSchedule, now: Date): Promise<void> {
    await this.reports.requireMailServer()
    if (!(await this.claim(schedule.id, now, now))) return
    await this.make(schedule, now, now).catch(async (error: unknown) => {
      // Who asked is told at once: nothing is tried again.
      await this.metadata.db.delete(reportRuns).where(ofRun(schedule.id, now))
      throw error
    })
  }

  private async see(schedule: StoredSchedule, now: Date): Promise<void> {
    const creditors = await this.figures.creditors(schedule.entityId === '' ? [] : [schedule.entityId])
    const zone = companyZone(creditors)
    const due = occasionsBetween(schedule.since.getTime(), now.getTime(), rhythmOf(schedule), zone)
    const latest = due.pop()
    if (latest === undefined) return
    const isToday = localDay(new Date(latest), zone) === localDay(now, zone)
    const missed = isToday ? due : [...due, latest]
    await this.leaveOut(
      schedule.id,
      missed.map((at) => new Date(at)),
      now,
    )
    if (!isToday) return
    const occasion = new Date(latest)
    if (!(await this.claim(schedule.id, occasion, now))) return
    await this.reports
      .requireMailServer()
      .then(() => this.make(schedule, occasion, now))
      .catch((error: unknown) => this.noteFailure(schedule.id, occasion, error))
  }

  /** Makes an occasion this backend's for a while; one that dies meanwhile leaves it to the others. */
  private async claim(scheduleId: string, occasion: Date, now: Date): Promise<boolean> {
    const claimedUntil = new Date(now.getTime() + CLAIMED_MS)
    const rows = await this.metadata.db
      .insert(reportRuns)
      .values({ scheduleId, occasion, state: 'working', claimedUntil })
      .onConflictDoUpdate({
        target: [reportRuns.scheduleId, reportRuns.occasion],
        set: { claimedUntil },
        setWhere: sql`${eq(reportRuns.state, 'working')} and ${lte(reportRuns.claimedUntil, now)}`,
      })
      .returning()
    return rows.length > 0
  }

  private async make(schedule: StoredSchedule, occasion: Date, now: Date): Promise<void> {
    // Before the transaction, in which nothing else may be asked.
    const mails = await this.mails.make(schedule, occasion)
    const noticeKeys = mails.map(({ key }) => key)
    await this.metadata.db.transaction(async (tx) => {
      const ended = await tx
        .update(reportRuns)
        .set({ state: 'sent', error: '', claimedUntil: null, endedAt: now, noticeKeys })
        .where(and(ofRun(schedule.id, occasion), eq(reportRuns.state, 'working')))
        .returning()
      // Deleted meanwhile, or sent by another backend that took this one for dead.
      if (ended.length === 0) return
      await this.notices.put(tx, mails)
      await settle(tx, schedule.id, occasion)
    })
  }

  private async leaveOut(scheduleId: string, occasions: readonly Date[], now: Date): Promise<void> {
    const last = occasions.at(-1)
    if (!last) return
    const left = { state: 'left_out', claimedUntil: null, endedAt: now } as const
    await this.metadata.db.transaction(async (tx) => {
      await tx
        .insert(reportRuns)
        .values(
          occasions.map((occasion) => ({ scheduleId, occasion, ...left, error: 'reports/not-running' })),
        )
        .onConflictDoUpdate({
          target: [reportRuns.scheduleId, reportRuns.occasion],
          // What stood in its way all day is said rather than that the day is over.
          set: { ...left, error: sql`coalesce(nullif(${reportRuns.error}, ''), excluded.error)` },
          setWhere: eq(reportRuns.state, 'working'),
        })
      await settle(tx, scheduleId, last)
    })
  }

  private async noteFailure(scheduleId: string, occasion: Date, thrown: unknown): Promise<void> {
    const known = thrown instanceof AppError
    if (!known) this.log.error(errorText(thrown))
    await this.metadata.db
      .update(reportRuns)
      .set({ error: known ? thrown.code : 'reports/failed' })
      .where(ofRun(scheduleId, occasion))
  }
}

const ofRun = (scheduleId: string, occasion: Date) =>
  and(eq(reportRuns.scheduleId, scheduleId), eq(reportRuns.occasion, occasion))

/** Occasions up to this one are not looked at again. */
const settle = (db: Pick<Metadata['db'], 'update'>, scheduleId: string, occasion: Date) =>
  db
    .update(reportSchedules)
    .set({ since: occasion })
    .where(and(eq(reportSchedules.id, scheduleId), lt(reportSchedules.since, occasion)))
