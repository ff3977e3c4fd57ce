import { PermanentFailure } from '../channel'
import type { Channel, Delivery, OutgoingMessage } from '../channel'
import { post } from '../http-failure'
import { refusedReceivers, smsId, smsRequest } from './sms-request'
import type { SmsSecrets, SmsSettings } from './sms-settings'

/** Parts that the cost is counted by; the length of texts in GSM-7 is known where they are made. */
export type SmsParts = (text: string) => number

/** SMS by HTTP. None of the presets takes an idempotency key: an SMS of unknown outcome is left to a person. */
export class SmsChannel implements Channel {
  readonly name = 'sms'
  readonly lanes = 2
  readonly repeatable = false

  constructor(
    private readonly settings: SmsSettings,
    private readonly secrets: SmsSecrets,
    private readonly parts: SmsParts,
    private readonly now: () => number = Date.now,
  ) {}

  async send(message: OutgoingMessage): Promise<Delivery> {
    const to = message.recipient.address.replace(/[\s.()-]/g, '')
    if (!/^\+\d{8,15}$/.test(to)) {
      throw new PermanentFailure(
        'bad_number',
        `${message.recipient.address} is no number such as +33612345678`,
        true,
      )
    }
    const sms = { id: message.reminderId, to, text: message.text }
    const answer = await post(smsRequest(this.settings, this.secrets, sms, Math.floor(this.now() / 1000)))
    if (refusedReceivers(this.settings, answer)) {
      throw new PermanentFailure('refused_number', `${to} is not taken by the provider`, true)
    }
    const cost = times(this.settings.cost, this.parts(message.text))
    return { providerId: smsId(this.settings, answer), cost }
  }

  async close(): Promise<void> {
    // nothing is open
  }
}

/** Decimal text times a small number, exact to four decimals. */
function times(cost: string, parts: number): string {
  const [whole = '0', decimals = ''] = cost.split('.')
  const units = BigInt(whole + decimals.padEnd(4, '0')) * BigInt(Math.max(1, parts))
  const text = units.toString().padStart(5, '0')
  return `${text.slice(0, -4)}.${text.slice(-4)}`
}
