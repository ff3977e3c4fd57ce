import { describe, expect, it } from 'vitest'
import type { Json } from '../webhooks/json'
import { messageProviders } from './index'
import { toRecord } from './message'

const ids = { relance_reminder: 'R1', relance_customer: 'C1' }
const headers = [
  { name: 'x-relance-reminder', value: 'R1' },
  { name: 'X-Relance-Customer', value: 'C1' },
]
const tag = 'relance_reminder=R1;relance_customer=C1'

/** Where each provider gives our ids back. */
const CARRIED: Record<string, Json> = {
  amazon_ses: {
    eventType: 'Delivery',
    mail: { tags: { relance_reminder: ['R1'], relance_customer: ['C1'] }, messageId: 'm' },
    delivery: { timestamp: '2026-01-02T03:04:05Z', recipients: ['a@b.c'] },
  },
  brevo: {
    event: 'delivered',
    'message-id': '<m>',
    email: 'a@b.c',
    ts_event: 1767323045,
    'X-Mailin-custom': JSON.stringify(ids),
  },
  mailersend: {
    type: 'activity.delivered',
    data: {
      id: 'e',
      created_at: '2026-01-02T03:04:05Z',
      email: { tags: ['relance_reminder=R1', 'relance_customer=C1'] },
    },
  },
  mailgun: { 'event-data': { event: 'delivered', timestamp: 1767323045, 'user-variables': ids } },
  mailjet: { event: 'sent', time: 1767323045, MessageID: 1, CustomID: tag },
  mandrill: { event: 'delivered', ts: 1767323045, msg: { metadata: ids } },
  postmark: {
    RecordType: 'Delivery',
    MessageID: 'm',
    DeliveredAt: '2026-01-02T04:04:05+01:00',
    Metadata: ids,
  },
  resend: { type: 'email.delivered', created_at: '2026-01-02T03:04:05Z', data: { email_id: 'm', headers } },
  sendgrid: { event: 'delivered', sg_event_id: 'e', timestamp: 1767323045, ...ids },
  sms: { status: 'DELIVRD', to: '33600000000', id: 'm', timestamp: '2026-01-02 03:04:05', tag },
  sparkpost: {
    msys: { message_event: { type: 'delivery', event_id: 'e', timestamp: '1767323045', rcpt_meta: ids } },
  },
  unisender_go: {
    event_name: 'transactional_email_status',
    status: 'delivered',
    event_time: '2026-01-02 03:04:05',
    metadata: ids,
  },
  vonage: {
    status: 'delivered',
    msisdn: '33600000000',
    messageId: 'm',
    'message-timestamp': '2026-01-02 03:04:05',
    'client-ref': tag,
  },
}
const context = { entityId: 'FR01', timeZone: 'Europe/Paris' }

describe('a message that carries our ids', () => {
  it.each(messageProviders.map((provider) => [provider.title, provider] as const))(
    'comes back from %s with its reminder and customer',
    (_title, provider) => {
      const payload = CARRIED[provider.name]
      expect(provider.sure(payload)).toBeGreaterThan(0)
      const { events } = toRecord(provider, provider.read(payload), context)
      expect(events).toMatchObject([
        {
          event_type: 'reminder.delivered',
          occurred_at: '2026-01-02T03:04:05.000Z',
          entity_id: 'FR01',
          customer_id: 'C1',
          reminder_id: 'R1',
        },
      ])
      expect(toRecord(provider, provider.read(payload), context).events).toEqual(events)
    },
  )

  it('is known by its Message-ID where nothing else comes back', () => {
    const [postmark] = messageProviders.filter(({ name }) => name === 'postmark')
    const inbound = {
      MessageID: 'm',
      FromFull: { Email: 'a@b.c' },
      Date: '2026-01-02T03:04:05Z',
      Subject: 'Réponse automatique : facture',
      Headers: [{ Name: 'In-Reply-To', Value: '<relance.R1@mail.exemple.fr>' }],
    }
    expect(postmark?.read(inbound)).toMatchObject([
      { outcome: 'replied', ids: { reminder: 'R1' }, automatic: true, recipient: 'a@b.c' },
    ])
  })
})
