import { Injectable } from '@nestjs/common'
import type { SystemMail } from '../../auth/system-mail'
import { escapeHtml } from '../../messages/tags/safe-text'
import { ChannelSettingsService } from './channel-settings.service'
import { MAKE_CHANNEL } from './make-channel'
import { contactOutsideCampaigns } from './outside-campaigns'
import { outgoing, sendOnce } from './trial-sender'

/** Sends e-mails of the product itself to its users, by the mail server of the whole company. */
@Injectable()
export class SystemMailer implements SystemMail {
  constructor(private readonly settings: ChannelSettingsService) {}

  async send(mail: Parameters<SystemMail['send']>[0]): Promise<boolean> {
    const { to, language, subject, paragraphs, pictures = [] } = mail
    const found = await this.settings.find('email', '')
    if (!found) return false
    const contact = contactOutsideCampaigns({ name: '', address: to }, language)
    const today = new Date().toISOString().slice(0, 10)
    const html = mail.html ?? paragraphs.map((text) => `<p>${linked(escapeHtml(text))}</p>`).join('\n')
    const text = { subject, text: paragraphs.join('\n\n'), html }
    const message = outgoing('email', to, { language, today, contact }, text)
    const attachments = pictures.map(({ id, png }) => ({
      ...{ filename: `${id}.png`, contentType: 'image/png', content: png, contentId: id },
    }))
    const reminderId = mail.id ?? message.reminderId
    await sendOnce(MAKE_CHANNEL.email(found), { ...message, reminderId, attachments })
    return true
  }
}

/** A paragraph that is nothing but an address can be followed. */
const linked = (html: string) => (/^https?:\/\/\S+$/.test(html) ? `<a href="${html}">${html}</a>` : html)
