import { randomUUID } from 'node:crypto'
import { Injectable } from '@nestjs/common'
import { AppError } from '../../http/app-error'
import type { TestSender } from '../../messages'
import { PermanentFailure, TemporaryFailure } from './channel'
import { ChannelSettingsService } from './channel-settings.service'
import { EmailChannel } from './email/email-channel'

/** Sends one e-mail to whoever tries a text out: no campaign, no customer, no event. */
@Injectable()
export class TrialSender implements TestSender {
  readonly channels = ['email'] as const

  constructor(private readonly settings: ChannelSettingsService) {}

  /** @throws AppError `messages/no-test-channel`, `channels/refused` with what the mail server answers */
  async send({ to, message, subject }: Parameters<TestSender['send']>[0]): Promise<void> {
    const found = await this.settings.find('email', '')
    if (!found) {
      throw new AppError(
        'messages/no-test-channel',
        409,
        'Set a mail server up first: nothing can be sent yet.',
      )
    }
    const channel = new EmailChannel(found.settings, found.secrets)
    try {
      await channel.send({
        reminderId: randomUUID(),
        entityId: '',
        customerId: '',
        channel: 'email',
        language: subject.language,
        recipient: { name: '', address: to },
        copyTo: [],
        subject: message.subject,
        text: message.text,
        html: message.html ?? '',
        attachments: [],
        unsubscribeUrl: '',
        plannedDay: subject.today,
        contact: subject.contact,
      })
    } catch (error) {
      if (!(error instanceof TemporaryFailure || error instanceof PermanentFailure)) throw error
      throw new AppError('channels/refused', 422, `The mail server answers: ${error.message}`, {
        reason: error.code,
      })
    } finally {
      await channel.close()
    }
  }
}
