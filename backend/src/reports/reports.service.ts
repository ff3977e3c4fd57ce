import { randomUUID } from 'node:crypto'
import { Inject, Injectable } from '@nestjs/common'
import type { z } from 'zod'
import { CONFIG, METADATA } from '../app/tokens'
import { ownAddress } from '../app/ports'
import { audit } from '../auth/audit'
import type { Person } from '../auth/person'
import { UsersService } from '../auth/users.service'
import type { Config } from '../config/config'
import { ChannelSettingsService } from '../dispatch/channels/channel-settings.service'
import { EntitiesService } from '../entities/entities.service'
import { AppError } from '../http/app-error'
import { KpisService } from '../kpis/kpis.service'
import { OutlookService } from '../kpis/outlook.service'
import type { Metadata } from '../metadata'
import { NoticesService } from '../notices'
import { reportMail } from './report-mail'
import type { ReportQueued, reportToSend } from './reports.contract'

/** Sends figures to colleagues. */
@Injectable()
export class ReportsService {
  constructor(
    @Inject(METADATA) private readonly metadata: Metadata,
    @Inject(CONFIG) private readonly config: Config,
    private readonly users: UsersService,
    private readonly channels: ChannelSettingsService,
    private readonly entities: EntitiesService,
    private readonly kpis: KpisService,
    private readonly outlook: OutlookService,
    private readonly notices: NoticesService,
  ) {}

  /** @throws AppError `reports/person-only`, `reports/unknown-reader`, `reports/no-mail-server` */
  async send(asked: z.output<typeof reportToSend>, sender: Person): Promise<ReportQueued> {
    if (sender.scope !== undefined)
      throw new AppError('reports/person-only', 403, 'A token sends nothing in the name of a person.')
    const { entity_id: entityId, as_of, from, currency, compare, note } = asked
    const entity = entityId === '' ? undefined : [entityId]
    const reader = (await this.users.readersOf(entity ?? [])).find(({ id }) => id === asked.to)
    if (!reader)
      throw new AppError(
        'reports/unknown-reader',
        422,
        'This person may not see these figures, or has no address.',
      )
    if (!(await this.channels.find('email', '')))
      throw new AppError(
        'reports/no-mail-server',
        409,
        'Set a mail server up first: nothing can be sent yet.',
      )
    const overview = await this.kpis.overview({ as_of, from, currency, entity })
    const { from: before } = overview.bridge
    const { contributions } = await this.outlook.contributions({ as_of, before, currency, entity })
    const { entities } = await this.entities.list()
    const name = entityId && (entities.find((one) => one.entity_id === entityId)?.name || entityId)
    const search = { as_of, from, compare, currency, ...(entityId === '' ? {} : { entity: entityId }) }
    const link = `${ownAddress(this.config)}/?${new URLSearchParams(search).toString()}`
    const report = { overview, contributions, compare, entity: name, sender: sender.name, note, link }
    const content = await reportMail(report, reader.language)
    const to = { userId: reader.id, address: reader.email, language: reader.language }
    await this.notices.put(this.metadata.db, [
      { key: `report:${randomUUID()}`, entityId, channel: 'email', ...to, content },
    ])
    const after = { to: reader.id, as_of, from, entity: entityId, currency }
    await audit(this.metadata, { actor: sender.id, action: 'report.sent', subject: 'report', after })
    return { to: reader.name }
  }
}
