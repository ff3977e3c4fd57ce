import { randomUUID } from 'node:crypto'
import { Inject, Injectable } from '@nestjs/common'
import type { z } from 'zod'
import { METADATA } from '../app/tokens'
import { audit } from '../auth/audit'
import type { Person } from '../auth/person'
import { UsersService } from '../auth/users.service'
import { ChannelSettingsService } from '../dispatch/channels/channel-settings.service'
import { AppError } from '../http/app-error'
import type { Metadata } from '../metadata'
import { NoticesService } from '../notices'
import { ReportFiguresService } from './report-figures.service'
import { reportMail } from './report-mail'
import { REPORT_TEXTS } from './report-texts'
import { reportPictures } from './pictures/pictures'
import type { ReportQueued, reportToSend } from './reports.contract'

/** Sends figures to colleagues. */
@Injectable()
export class ReportsService {
  constructor(
    @Inject(METADATA) private readonly metadata: Metadata,
    private readonly users: UsersService,
    private readonly channels: ChannelSettingsService,
    private readonly figures: ReportFiguresService,
    private readonly notices: NoticesService,
  ) {}

  /** @throws AppError `reports/person-only`, `reports/unknown-reader`, `reports/no-mail-server` */
  async send(asked: z.output<typeof reportToSend>, sender: Person): Promise<ReportQueued> {
    if (sender.scope !== undefined)
      throw new AppError('reports/person-only', 403, 'A token sends nothing in the name of a person.')
    const { entity_id: entityId, as_of, from, currency, compare, note } = asked
    const entities = entityId === '' ? [] : [entityId]
    const reader = (await this.users.readersOf(entities)).find(({ id }) => id === asked.to)
    if (!reader) throw unknownReader()
    await this.requireMailServer()
    const question = { as_of, from, entities, currency, converted: false }
    const { overview, forecast, names } = await this.figures.figures(question)
    const content = await reportMail(
      {
        ...{ overview, compare, note, entity: names.join(', ') },
        contributions: await this.figures.contributions(question, overview),
        from: REPORT_TEXTS[reader.language].from(sender.name),
        link: this.figures.link(question, compare),
        pictures: await reportPictures(overview, forecast, reader.language),
      },
      reader.language,
    )
    const to = { userId: reader.id, address: reader.email, language: reader.language }
    await this.notices.put(this.metadata.db, [
      { key: `report:${randomUUID()}`, entityId, channel: 'email', ...to, content },
    ])
    const after = { to: reader.id, as_of, from, entity: entityId, currency }
    await audit(this.metadata, { actor: sender.id, action: 'report.sent', subject: 'report', after })
    return { to: reader.name }
  }

  /** @throws AppError `reports/no-mail-server` */
  async requireMailServer(): Promise<void> {
    if (await this.channels.find('email', '')) return
    throw new AppError('reports/no-mail-server', 409, 'Set a mail server up first: nothing can be sent yet.')
  }
}

export const unknownReader = () =>
  new AppError('reports/unknown-reader', 422, 'This person may not see these figures, or has no address.')
