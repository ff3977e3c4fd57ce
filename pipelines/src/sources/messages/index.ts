import type { Source } from '../source'
import { payloadSource } from '../webhooks/payload-source'
import { amazonSes } from './amazon-ses'
import { brevo } from './brevo'
import { mailersend } from './mailersend'
import { mailgun } from './mailgun'
import { mailjet } from './mailjet'
import { mandrill } from './mandrill'
import { messageReading } from './message'
import type { MessageProvider } from './message'
import { postmark } from './postmark'
import { resend } from './resend'
import { sendgrid } from './sendgrid'
import { sms } from './sms'
import { sparkpost } from './sparkpost'
import { unisenderGo } from './unisender-go'
import { vonage } from './vonage'

/** Everyone who sends messages for us and tells what became of them. */
export const messageProviders: readonly MessageProvider[] = [
  amazonSes,
  brevo,
  mailersend,
  mailgun,
  mailjet,
  mandrill,
  postmark,
  resend,
  sendgrid,
  sms,
  sparkpost,
  unisenderGo,
  vonage,
]

export const messageSources: readonly Source[] = messageProviders.map((provider) =>
  payloadSource(messageReading(provider)),
)
