import { Inject, Injectable } from '@nestjs/common'
import { buffer } from 'node:stream/consumers'
import { UsersService } from '../../auth/users.service'
import type { DebtorKind } from '../../legal'
import { regimeOf } from '../../legal'
import { ReferenceRatesService } from '../../legal/reference-rates.service'
import { AppError } from '../../http/app-error'
import {
  chooseTemplate,
  compileTemplate,
  languageOf,
  renderMessage,
  SendersService,
  tagsOf,
  templateChannel,
  TemplatesService,
  usualDeadline,
} from '../../messages'
import type { CompiledTemplate, Links, MessageSubject, Sender } from '../../messages'
import type { Attachment, OutgoingMessage } from '../channels/channel'
import type { OutboxMessage } from '../outbox/outbox-row'
import { calendarWorld } from '../planner/calendar-world'
import type { CustomerRecord } from '../planner/customer-record'
import { localDay } from '../planner/days'
import type { PlannedContact } from '../planner/verdict'
import { CLOCK, PAGE_LINKS, STATEMENTS } from '../ports'
import type { Clock, Composer, PageLinks, Statements } from '../ports'
import { chargesOf, SPEAKS_OF_CHARGES } from './charges'
import { factsOf } from './facts'

const STATEMENT_NAME = { fr: 'releve', en: 'statement' }

/** Makes the text of a message at the moment of sending: what was paid since it was planned is not asked for again. */
@Injectable()
export class ComposerService implements Composer {
  private readonly calendar = calendarWorld()

  constructor(
    private readonly templates: TemplatesService,
    private readonly senders: SendersService,
    private readonly rates: ReferenceRatesService,
    private readonly users: UsersService,
    @Inject(PAGE_LINKS) private readonly links: PageLinks,
    @Inject(STATEMENTS) private readonly statements: Statements,
    @Inject(CLOCK) private readonly clock: Clock,
  ) {}

  async compose(
    message: OutboxMessage,
    contact: PlannedContact,
    record: CustomerRecord,
  ): Promise<OutgoingMessage> {
    const { id: reminderId, entityId, customerId, plannedDay } = message
    const links = await this.links.linksFor({ entityId, customerId, reminderId })
    const about = { reminderId, entityId, customerId, plannedDay, channel: contact.channel, contact }
    const { language, recipient } = contact
    const outgoing = { ...about, language, recipient, copyTo: await this.copiesOf(contact, record) }
    if (templateChannel(contact.channel) === null) {
      // A webhook carries the contact itself.
      return { ...outgoing, subject: '', text: '', html: '', attachments: [], unsubscribeUrl: '' }
    }
    const template = await this.template(contact)
    const subject = await this.subject(template, contact, record, links)
    const rendered = renderMessage(template, subject)
    return {
      ...outgoing,
      subject: rendered.subject,
      text: rendered.sms?.text ?? rendered.text,
      html: rendered.html ?? '',
      ...(rendered.letter ? { letter: rendered.letter.composed } : {}),
      attachments: await this.statementOf(subject, record),
      unsubscribeUrl: contact.channel === 'email' ? links.oneClick : '',
    }
  }

  private async copiesOf(
    contact: PlannedContact,
    { accountManager, entityId }: CustomerRecord,
  ): Promise<string[]> {
    if (contact.channel !== 'email' || !contact.copyToAccountManager) return []
    const address = await this.users.addressOf(accountManager, entityId)
    return address === null ? [] : [address]
  }

  private async statementOf(
    { contact, today, language, sender }: MessageSubject,
    record: CustomerRecord,
  ): Promise<Attachment[]> {
    if (contact.channel !== 'email' || !contact.withStatement) return []
    const content = await buffer(this.statements.statementOf(record, today, language, sender))
    return [{ filename: `${STATEMENT_NAME[language]}-${today}.pdf`, contentType: 'application/pdf', content }]
  }

  private async template(contact: PlannedContact): Promise<CompiledTemplate> {
    const { template: family, templateVersion, tone } = contact
    const channel = templateChannel(contact.channel)
    const texts = await this.templates.texts(family, templateVersion)
    const language = languageOf(contact.language)
    const text = channel === null ? undefined : chooseTemplate({ family, channel, language, tone }, texts)
    if (text) return compileTemplate(text)
    const missing = { template: family, version: templateVersion, channel: contact.channel, language }
    throw new AppError(
      'dispatch/no-text',
      422,
      `Template ${family} has no text by ${contact.channel} in ${language}.`,
      missing,
    )
  }

  private async subject(
    template: CompiledTemplate,
    contact: PlannedContact,
    record: CustomerRecord,
    links: Links,
  ): Promise<MessageSubject> {
    const zone = this.calendar.timeZone(record)
    const today = localDay(this.clock.now().getTime(), zone)
    const regime = regimeOf(record.kind as DebtorKind | '')
    const question = { contact, record, regime, rates: await this.rates.rates(), day: today, zone }
    const tags = tagsOf(template.text)
    const needed = SPEAKS_OF_CHARGES.some((tag) => tags.has(tag))
    return {
      contact,
      customer: record,
      regime,
      language: languageOf(contact.language),
      sender: await this.sender(record.entityId),
      links,
      charges: chargesOf({ ...question, needed }),
      facts: factsOf(contact, record, today, zone),
      today,
      deadline: usualDeadline(contact.kind, regime, today),
    }
  }

  private async sender(entityId: string): Promise<Sender> {
    const sender = (await this.senders.sender(entityId)) ?? (await this.senders.sender(''))
    if (sender) return sender
    throw new AppError('dispatch/no-sender', 422, `It is not known in whose name ${entityId} writes.`, {
      entity: entityId,
    })
  }
}
