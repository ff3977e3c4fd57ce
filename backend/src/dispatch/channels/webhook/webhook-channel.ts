import { createHmac } from 'node:crypto'
import { z } from 'zod'
import { encodeContact } from '../../outbox/payload'
import type { Channel, Delivery, OutgoingMessage } from '../channel'
import { post } from '../http-failure'

export const webhookSettings = z.strictObject({
  url: z.url({ protocol: /^https?$/, error: 'must be an http or https address' }),
})
export const webhookSecrets = z.strictObject({
  key: z.string().min(16, 'must have 16 characters at least').max(500),
})

/**
 * Hands a message over to another program. `relance-signature: t=SECONDS,v1=HEX` is HMAC-SHA-256 of `SECONDS.BODY`
 * with the shared key; `idempotency-key` is the reminder's id, by which a repetition is known.
 */
export class WebhookChannel implements Channel {
  readonly name = 'webhook'
  readonly lanes = 2
  readonly repeatable = true

  constructor(
    private readonly settings: z.output<typeof webhookSettings>,
    private readonly secrets: z.output<typeof webhookSecrets>,
    private readonly now: () => number = Date.now,
  ) {}

  async send(message: OutgoingMessage): Promise<Delivery> {
    const body = JSON.stringify({
      type: 'reminder',
      id: message.reminderId,
      entity_id: message.entityId,
      customer_id: message.customerId,
      planned_day: message.plannedDay,
      subject: message.subject,
      text: message.text,
      contact: JSON.parse(encodeContact(message.contact)) as unknown,
    })
    const seconds = Math.floor(this.now() / 1000)
    const headers = {
      'content-type': 'application/json',
      'idempotency-key': message.reminderId,
      'relance-signature': `t=${seconds},v1=${webhookSignature(this.secrets.key, seconds, body)}`,
    }
    await post({ url: this.settings.url, headers, body })
    return { providerId: '', cost: '0' }
  }

  async close(): Promise<void> {
    // nothing is open
  }
}

export const webhookSignature = (key: string, seconds: number, body: string): string =>
  createHmac('sha256', key).update(`${seconds}.${body}`).digest('hex')
