import { smsSize } from '../../messages'
import type { Channel } from './channel'
import type { Configured, SetUpChannel } from './channel-settings.service'
import { EmailChannel } from './email/email-channel'
import { SmsChannel } from './sms/sms-channel'
import { WebhookChannel } from './webhook/webhook-channel'

/** A channel as its settings want it. */
export const MAKE_CHANNEL: { readonly [C in SetUpChannel]: (found: Configured<C>) => Channel } = {
  email: ({ settings, secrets }) => new EmailChannel(settings, secrets),
  sms: ({ settings, secrets }) => new SmsChannel(settings, secrets, (text) => smsSize(text).parts),
  webhook: ({ settings, secrets }) => new WebhookChannel(settings, secrets),
}
