import { randomUUID } from 'node:crypto'
import { Injectable } from '@nestjs/common'
import { AppError } from '../../http/app-error'
import { exampleSubject } from '../../messages'
import type { MessageSubject, TestSender } from '../../messages'
import type { NewTrial } from '../sending.contract'
import { PermanentFailure, TemporaryFailure } from './channel'
import type { Channel, OutgoingMessage } from './channel'
import { ChannelSettingsService } from './channel-settings.service'
import type { SetUpChannel } from './channel-settings.service'
import { MAKE_CHANNEL } from './make-channel'

const TRIAL_TEXTS = {
  fr: {
    subject: 'Essai d’envoi',
    text: 'Ce message d’essai vous est parvenu : les réglages de ce canal fonctionnent.',
  },
  en: { subject: 'Test message', text: 'This test message has arrived: the settings of this channel work.' },
} as const

/** Sends one message to whoever tries a text or a channel out: no campaign, no customer, no event. */
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
    const html = message.html ?? ''
    await sendOnce(
      MAKE_CHANNEL.email(found),
      outgoing('email', to, subject, { subject: message.subject, text: message.text, html }),
    )
  }

  /**
   * Tries settings out before they are kept; secrets that are not given are those that are kept already.
   * @throws AppError `channels/invalid`, `channels/refused` with what the provider answers
   */
  async tryOut<C extends SetUpChannel>(channel: C, trial: NewTrial): Promise<void> {
    const { entity_id: entityId, to, language, settings, secrets } = trial
    const configured = await this.settings.completed(channel, entityId, settings, secrets)
    const today = new Date().toISOString().slice(0, 10)
    const example = { occasion: 'courteous', channel, language, regime: 'business', today } as const
    const text = { ...TRIAL_TEXTS[language], html: '' }
    await sendOnce(
      MAKE_CHANNEL[channel](configured),
      outgoing(channel, to, exampleSubject(example), text, entityId),
    )
  }
}

/** A single message that belongs to no customer. */
export function outgoing(
  channel: string,
  to: string,
  { language, today, contact }: Pick<MessageSubject, 'language' | 'today' | 'contact'>,
  text: Pick<OutgoingMessage, 'subject' | 'text' | 'html'>,
  entityId = '',
): OutgoingMessage {
  return {
    reminderId: randomUUID(),
    entityId,
    customerId: '',
    channel,
    language,
    recipient: { name: '', address: to },
    copyTo: [],
    ...text,
    attachments: [],
    unsubscribeUrl: '',
    plannedDay: today,
    contact,
  }
}

/** @throws AppError `channels/refused` with what the provider answers */
export async function sendOnce(channel: Channel, message: OutgoingMessage): Promise<void> {
  try {
    await channel.send(message)
  } catch (error) {
    if (!(error instanceof TemporaryFailure || error instanceof PermanentFailure)) throw error
    throw new AppError('channels/refused', 422, `The provider answers: ${error.message}`, {
      reason: error.code,
      answer: error.message,
      permanent: error instanceof PermanentFailure,
    })
  } finally {
    await channel.close()
  }
}
