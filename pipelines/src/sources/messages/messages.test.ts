import fs from 'node:fs'
import path from 'node:path'
import { describe, expect, it } from 'vitest'
import type { Json } from '../webhooks/json'
import { messageProviders } from './index'
import { toRecord } from './message'
import type { MessageNotice } from './message'

const folder = path.resolve(import.meta.dirname, '../../../../../shared/data/message-webhooks')
const missing = fs.existsSync(folder) ? null : '../shared/data/message-webhooks is not there'
if (missing) console.log(`recorded messages of providers: skipped, ${missing}`)

/** What each recorded payload says; `-` where it is about something else. */
const EXPECTED: Record<string, Record<string, string>> = {
  amazon_ses: {
    test_bounce_event: 'bounced hard',
    test_click_event: 'clicked',
    test_complaint_event: 'complained',
    test_delivery_event: 'delivered',
    test_incorrect_received_event__sns: 'replied',
    test_multiple_bounce_event: 'bounced hard, bounced hard',
    test_open_event: 'opened',
    test_reject_event: 'failed',
    test_rendering_failure_event: 'failed',
    test_send_event: 'progress',
    bounceWebhookContent: 'bounced hard',
    clickWebhookContent: 'clicked',
    complaintWebhookContent: 'complained',
    openWebhookContent: 'opened proxy',
    subscriptionConfirmation: '-',
  },
  brevo: {
    test_blocked: 'failed',
    test_clicked_event: 'clicked',
    test_complaint: 'complained',
    test_deferred_event: 'progress',
    test_delivered_event: 'delivered',
    test_error_email: 'failed',
    test_hard_bounce: 'bounced hard',
    test_invalid_email: 'bounced hard',
    test_opened_event: 'opened',
    test_proxy_open_event: 'opened proxy',
    test_sent_event: 'progress',
    test_soft_bounce_event: 'bounced soft',
    test_spam: 'complained',
    test_unique_opened_event: 'opened',
    test_unique_proxy_open_event: 'opened proxy',
    test_unsubscribe: 'unsubscribed',
  },
  mailersend: {
    test_clicked_event: 'clicked',
    test_delivered_event: 'delivered',
    test_hard_bounced_event: 'bounced hard',
    test_opened_event: 'opened',
    test_sent_event: 'progress',
    test_soft_bounced_event: 'bounced soft',
    test_spam_complaint_event: 'complained',
    test_unsubscribed_event: 'unsubscribed',
  },
  mailgun: {
    test_clicked_event: 'clicked',
    test_complained_event: 'complained',
    test_delivered_event: 'delivered',
    test_delivery_status_is_none_event: 'progress',
    test_failed_greylisted_event: 'progress',
    test_failed_permanent_event: 'bounced hard',
    test_failed_temporary_event: 'progress',
    test_opened_event: 'opened',
    test_rejected_event: 'failed',
    test_unsubscribed_event: 'unsubscribed',
    test_verifies_bad_signature: 'delivered',
  },
  mailjet: {
    test_blocked_event: 'failed',
    test_bounce_event: 'bounced hard',
    test_bounced_greylist_event: 'bounced soft',
    // recorded under this name, but it says that it was opened
    test_click_event: 'opened',
    test_non_grouped_event: 'delivered',
    test_open_event: 'opened proxy',
    test_sent_event: 'delivered',
    test_spam_event: 'complained',
    test_unsub_event: 'unsubscribed',
  },
  mandrill: {
    test_click_event: 'clicked',
    test_hard_bounce_event: 'bounced hard',
    test_old_tracking_url: 'progress',
    test_send_event: 'progress',
    test_sync_event: '-',
  },
  postmark: {
    test_bounce_event: 'bounced hard',
    test_bounce_unsubscribe_variant: 'unsubscribed',
    test_click_event: 'clicked',
    test_delivered_event: 'delivered',
    test_open_event: 'opened',
    test_resubscribe: 'resubscribed',
    test_spam_event: 'complained',
    test_subscription_change_bounce: 'bounced hard',
    test_unsubscribe: 'unsubscribed',
  },
  resend: {
    test_clicked_event: 'clicked',
    test_complained_event: 'complained',
    test_delivered_event: 'delivered',
    test_delivery_delayed_event: 'progress',
    test_hard_bounced_event: 'bounced hard',
    test_opened_event: 'opened',
    test_sent_event: 'progress',
    test_suppressed_event: 'bounced hard',
  },
  sendgrid: {
    test_bounce_event: 'bounced hard',
    test_click_event: 'clicked',
    test_compatibility_message_id_from_smtp_id: 'delivered',
    test_deferred_event: 'progress',
    test_delivered_event: 'delivered',
    test_dropped_bounced: 'failed',
    test_dropped_invalid_event: 'failed',
    test_dropped_unsubscribed_event: 'failed',
    test_open_event: 'opened',
    test_processed_event: 'progress',
  },
  sparkpost: {
    test_amp_events: 'opened, opened, clicked',
    test_bounce_challenge_response: 'replied automatic',
    test_bounce_event: 'bounced hard',
    test_click_event: 'clicked',
    test_delay_event: 'progress',
    test_delivery_event: 'delivered',
    test_generation_failure_event: 'failed',
    test_generation_rejection_event: 'failed',
    test_initial_open_event_as_opened: 'opened',
    test_initial_open_event_as_unknown: 'opened',
    test_injection_event: 'progress',
    test_open_event: 'opened',
    test_ping_event: '-',
    test_unsubscribe_event: 'unsubscribed',
  },
  unisender_go: {
    test_clicked_event: 'clicked',
    test_delivered_event: 'delivered',
    test_hard_bounced_event: 'bounced hard',
    test_multiple_event_option: 'progress, delivered',
    test_opened_event: 'opened proxy',
    test_sent_event: 'progress',
    test_soft_bounced_event: 'bounced soft',
    test_spam_event: 'complained',
    test_unsubscribed_event: 'unsubscribed',
  },
  vonage: { 'delivered-plain': 'delivered', 'delivered-signed': 'delivered' },
}
const FOLDERS: Record<string, string> = { 'ses-mailcoach': 'amazon_ses', 'sms-vonage-docs': 'vonage' }

const recorded = missing
  ? []
  : fs
      .readdirSync(folder, { withFileTypes: true })
      .filter((entry) => entry.isDirectory())
      .flatMap(({ name }) =>
        fs.readdirSync(path.join(folder, name)).map((file) => ({
          provider: FOLDERS[name] ?? name.replace('anymail-', ''),
          file: file.replace('.json', ''),
          text: fs.readFileSync(path.join(folder, name, file), 'utf8'),
        })),
      )

const said = (notice: MessageNotice): string =>
  [notice.outcome, notice.bounce, notice.proxy && 'proxy', notice.automatic && 'automatic']
    .filter((word) => word)
    .join(' ')

const payloadsOf = (text: string): Json[] => {
  const parsed = JSON.parse(text) as Json
  return Array.isArray(parsed) ? (parsed as Json[]) : [parsed]
}

const providerOf = (payload: Json) =>
  [...messageProviders].sort((a, b) => b.sure(payload) - a.sure(payload))[0]

describe.skipIf(missing)('recorded messages', () => {
  it('are all there', () => {
    expect(recorded).toHaveLength(Object.values(EXPECTED).flatMap((files) => Object.keys(files)).length)
  })

  it.each(recorded)('$provider $file is recognised and says what happened', ({ provider, file, text }) => {
    const payloads = payloadsOf(text)
    expect(payloads.map((payload) => providerOf(payload)?.name)).toEqual(payloads.map(() => provider))
    const notices = payloads.flatMap((payload) => providerOf(payload)?.read(payload) ?? [])
    expect(notices.map(said).join(', ') || '-').toBe(EXPECTED[provider]?.[file])
  })

  it('belong to nobody of ours and are left out, each named', () => {
    const context = { entityId: 'MAIN', timeZone: 'UTC' }
    for (const { text } of recorded) {
      for (const payload of payloadsOf(text)) {
        const provider = providerOf(payload)
        if (!provider) throw new Error('every payload has a provider')
        expect(toRecord(provider, provider.read(payload), context)).toEqual({
          events: [],
          ignored: 'unknown_topic',
        })
      }
    }
  })
})
