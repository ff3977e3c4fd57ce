import { Injectable } from '@nestjs/common'
import { UsersService } from '../../auth/users.service'
import { AppError } from '../../http/app-error'
import type { NewNotice } from '../../notices'
import { reportPictures } from '../pictures/pictures'
import { ReportFiguresService } from '../report-figures.service'
import { reportMail } from '../report-mail'
import { REPORT_TEXTS } from '../report-texts'
import { isAllowed, SharingService } from '../sharing/sharing.service'
import { reportPeriod } from './period'
import { companyZone, localDay, rhythmOf, scheduleOf } from './schedule-store'
import type { StoredSchedule } from './schedule-store'

type Language = 'fr' | 'en'
interface Reader {
  readonly id: string
  readonly address: string
  readonly language: Language
}

/** Makes the mails of one occasion of a schedule. */
@Injectable()
export class ScheduledMails {
  constructor(
    private readonly users: UsersService,
    private readonly figures: ReportFiguresService,
    private readonly sharing: SharingService,
  ) {}

  /**
   * One mail for each reader who may see the figures now, in his language. Of customers only people of the product
   * read names.
   * @throws AppError `reports/nobody`, `reports/no-data`
   */
  async make(schedule: StoredSchedule, occasion: Date): Promise<NewNotice[]> {
    const readers = await this.readers(schedule)
    if (readers.length === 0)
      throw new AppError('reports/nobody', 409, 'Nobody whom it names may get these figures any more.')
    const entities = schedule.entityId === '' ? [] : [schedule.entityId]
    const creditors = await this.figures.creditors(entities)
    const last = creditors.flatMap(({ last_day }) => last_day ?? []).sort()
    if (last.length === 0)
      throw new AppError('reports/no-data', 409, 'There is no data yet of which a report could tell.')
    const today = localDay(occasion, companyZone(creditors))
    const period = reportPeriod(schedule.every, today, last.at(-1) ?? null)
    const { currency, converted, compare } = schedule
    const question = { ...period, entities, currency, converted }
    const { overview, forecast, names } = await this.figures.figures(question)
    const contributions = await this.figures.contributions(question, overview)
    const link = this.figures.link(question, compare)
    const common = { overview, compare, note: '', entity: names.join(', '), link }
    const made = new Map<string, Awaited<ReturnType<typeof reportMail>>>()
    const mailFor = async ({ id, language }: Reader) => {
      const key = `${language}:${id === ''}`
      const known = made.get(key)
      if (known) return known
      const mail = await reportMail(
        {
          ...common,
          contributions: id === '' ? null : contributions,
          from: scheduledWords(schedule, language),
          pictures: await reportPictures(overview, forecast, language),
        },
        language,
      )
      made.set(key, mail)
      return mail
    }
    const notices: NewNotice[] = []
    for (const reader of readers) {
      const content = await mailFor(reader)
      const { id: userId, address, language } = reader
      const key = `report:${schedule.id}:${occasion.getTime()}:${userId || address.toLowerCase()}`
      const to = { channel: 'email', userId, address, language } as const
      notices.push({ key, entityId: schedule.entityId, ...to, content })
    }
    return notices
  }

  private async readers(schedule: StoredSchedule): Promise<Reader[]> {
    const { to_users, to_addresses } = scheduleOf(schedule)
    const seeing = await this.users.readersOf(schedule.entityId === '' ? [] : [schedule.entityId])
    const people = seeing
      .filter(({ id }) => to_users.includes(id))
      .map(({ id, email, language }) => ({ id, address: email, language }))
    const allowed = await this.sharing.get()
    const others = to_addresses
      .filter(({ address }) => isAllowed(allowed, address))
      .map((one) => ({ id: '', ...one }))
    return [...people, ...others]
  }
}

const TWO = 2

function scheduledWords(schedule: StoredSchedule, language: Language): string {
  const text = REPORT_TEXTS[language]
  const { every, nth, minute } = rhythmOf(schedule)
  const part = (value: number) => String(value).padStart(TWO, '0')
  const time = `${part(Math.floor(minute / 60))}:${part(minute % 60)}`
  return text.scheduled(text.rhythm[every](time, nth))
}
