import type { OutgoingMessage } from '../../dispatch/channels/channel'
import { contactOutsideCampaigns } from '../../dispatch/channels/outside-campaigns'
import type { Contact, CustomerRecord } from '../../dispatch/planner/customer-record'
import { languageOf } from '../../messages'
import { escapeHtml } from '../../messages/tags/safe-text'
import type { PageLink } from './link-token'

/** Says neither whose money it is nor how much: whoever reads over a shoulder learns nothing. */
const TEXTS = {
  fr: {
    subject: 'Votre nouveau lien',
    lines: [
      'Bonjour,',
      'Voici le nouveau lien que vous avez demandé. Il est personnel\u00a0: ne le transmettez pas.',
    ],
    end: 'Si vous n’avez rien demandé, ne tenez pas compte de ce message.',
  },
  en: {
    subject: 'Your new link',
    lines: ['Hello,', 'Here is the new link that you asked for. It is personal: do not pass it on.'],
    end: 'If you did not ask for it, ignore this message.',
  },
} as const

/** The address that invoices are written to; null where none is known. */
export const contactOf = ({ contacts }: CustomerRecord): Contact | null =>
  contacts.find(({ role, email }) => role === 'accounts_payable' && email !== '') ??
  contacts.find(({ email }) => email !== '') ??
  null

/** The e-mail with a new link. */
export function newLinkMessage(
  link: PageLink,
  record: CustomerRecord,
  to: Contact,
  page: string,
  id: string,
): OutgoingMessage {
  const language = languageOf(record.language, record.country)
  const { subject, lines, end } = TEXTS[language]
  const address = escapeHtml(page)
  const paragraphs = [...lines.map(escapeHtml), `<a href="${address}">${address}</a>`, escapeHtml(end)]
  const recipient = { name: to.name, address: to.email }
  return {
    reminderId: id,
    entityId: link.entityId,
    customerId: link.customerId,
    channel: 'email',
    language,
    recipient,
    copyTo: [],
    subject,
    text: [...lines, page, end].join('\n\n'),
    html: paragraphs.map((text) => `<p>${text}</p>`).join('\n'),
    attachments: [],
    unsubscribeUrl: '',
    plannedDay: new Date().toISOString().slice(0, 10),
    contact: contactOutsideCampaigns(recipient, language),
  }
}
