import { createTransport } from 'nodemailer'
import type { OutgoingMessage, Channel, Delivery } from '../channel'
import type { EmailSecrets, EmailSettings } from './email-settings'
import { idHeaders, takenAs } from './our-ids'
import { smtpFailure } from './smtp-failure'

/** As long as a server may be silent (RFC 5321 §4.5.3.2 allows minutes after the content). */
const SILENCE_MS = 120_000
const CONNECT_MS = 20_000

/**
 * E-mails by SMTP, over connections that stay open. Each lane has one message under way, so that a crash leaves at
 * most one a connection of which it is unknown whether the server took it; the library itself repeats nothing.
 */
export class EmailChannel implements Channel {
  readonly name = 'email'
  readonly lanes: number
  /** A second copy of a reminder, with the same Message-ID, is a lesser evil than none. */
  readonly repeatable = true
  readonly #transport

  constructor(
    private readonly settings: EmailSettings,
    secrets: EmailSecrets,
  ) {
    this.lanes = settings.connections
    this.#transport = createTransport({
      pool: true,
      host: settings.host,
      port: settings.port,
      secure: settings.security === 'tls',
      requireTLS: settings.security === 'starttls',
      ignoreTLS: settings.security === 'none',
      maxConnections: settings.connections,
      maxMessages: Number.POSITIVE_INFINITY,
      // A message that is sent again after a lost connection would be sent twice without our knowing.
      maxRequeues: 0,
      connectionTimeout: CONNECT_MS,
      greetingTimeout: CONNECT_MS,
      socketTimeout: SILENCE_MS,
      disableFileAccess: true,
      disableUrlAccess: true,
      ...(settings.per_second > 0 ? { rateLimit: 1, rateDelta: 1000 / settings.per_second } : {}),
      ...signIn(settings, secrets),
      ...signature(settings, secrets),
    })
  }

  /** Connects and signs in, without sending. @throws TemporaryFailure | PermanentFailure */
  async verify(): Promise<void> {
    try {
      await this.#transport.verify()
    } catch (error) {
      throw smtpFailure(error)
    }
  }

  async send(message: OutgoingMessage): Promise<Delivery> {
    const { settings } = this
    const messageId = messageIdOf(message.reminderId, settings)
    const { recipient, copyTo } = message
    try {
      const sent = await this.#transport.sendMail({
        from: { name: settings.from_name, address: settings.from_address },
        to: { name: recipient.name, address: recipient.address },
        ...(copyTo.length > 0 ? { bcc: [...copyTo] } : {}),
        ...(settings.reply_to === '' ? {} : { replyTo: settings.reply_to }),
        envelope: {
          from: settings.bounce_address || settings.from_address,
          to: [recipient.address, ...copyTo],
        },
        messageId,
        subject: message.subject,
        text: message.text,
        ...(message.html === '' ? {} : { html: message.html }),
        attachments: message.attachments.map(({ filename, contentType, content, contentId }) => ({
          filename,
          contentType,
          content,
          ...(contentId === undefined ? {} : { cid: contentId, contentDisposition: 'inline' as const }),
        })),
        headers: { ...unsubscribe(message.unsubscribeUrl), ...idHeaders(settings.host, message) },
      })
      return { providerId: takenAs(sent.response), messageId, cost: settings.cost }
    } catch (error) {
      throw smtpFailure(error)
    }
  }

  async close(): Promise<void> {
    this.#transport.close()
  }
}

/** The Message-ID of a reminder: the same at each attempt, so that a second copy is known as one. */
export const messageIdOf = (reminderId: string, settings: Pick<EmailSettings, 'from_address'>): string =>
  `<relance.${reminderId}@${settings.from_address.slice(settings.from_address.lastIndexOf('@') + 1)}>`

/** One click by POST (RFC 8058); a GET of the same address only shows a page. */
function unsubscribe(url: string): Record<string, string> {
  const quiet = { 'Auto-Submitted': 'auto-generated' }
  if (url === '') return quiet
  return { ...quiet, 'List-Unsubscribe': `<${url}>`, 'List-Unsubscribe-Post': 'List-Unsubscribe=One-Click' }
}

function signIn(settings: EmailSettings, secrets: EmailSecrets) {
  if (settings.oauth) {
    const { client_id: clientId, token_url: accessUrl } = settings.oauth
    const { oauth_secret: clientSecret, oauth_refresh_token: refreshToken } = secrets
    return {
      auth: { type: 'OAuth2', user: settings.user, clientId, clientSecret, refreshToken, accessUrl } as const,
    }
  }
  return settings.user === '' ? {} : { auth: { user: settings.user, pass: secrets.password } }
}

function signature(settings: EmailSettings, secrets: EmailSecrets) {
  if (!settings.dkim || secrets.dkim_key === '') return {}
  const { domain: domainName, selector: keySelector } = settings.dkim
  return { dkim: { domainName, keySelector, privateKey: secrets.dkim_key } }
}
