import PostalMime from 'postal-mime'
import type { Email } from 'postal-mime'

/** A message of the mailbox, as far as it matters here. */
export interface Mail {
  /** address in lower case; empty where there is none, as of most bounces */
  readonly from: string
  readonly subject: string
  /** as written, quotations included */
  readonly text: string
  readonly messageId: string
  /** Message-IDs that it answers or reports on, nearest first */
  readonly about: readonly string[]
  /** values by name in lower case; of a repeated header the first */
  readonly headers: ReadonlyMap<string, string>
  /** report parts of a multipart/report (RFC 6522), e.g. message/delivery-status */
  readonly report: ReadonlyMap<string, string>
}

const LONGEST_TEXT = 100_000
const REPORT_PARTS = ['message/delivery-status', 'message/feedback-report']
const ORIGINAL_PARTS = ['message/rfc822', 'text/rfc822-headers']

/** Reads one message. What is broken in it is read as far as it goes: a mailbox holds everything. */
export async function readMail(source: Buffer): Promise<Mail> {
  const options = { forceRfc822Attachments: true, attachmentEncoding: 'utf8' } as const
  const email = await PostalMime.parse(source, options)
  const headers = new Map<string, string>()
  for (const { key, value } of email.headers) if (!headers.has(key)) headers.set(key, value.trim())
  const parts = email.attachments.map(
    ({ mimeType, content }) => [mimeType.toLowerCase(), textOf(content)] as const,
  )
  const report = new Map(parts.filter(([type]) => REPORT_PARTS.includes(type)))
  const originals = parts.filter(([type]) => ORIGINAL_PARTS.includes(type)).map(([, content]) => content)
  const text = email.text ?? plainText(email.html ?? '')
  return {
    from: (email.from?.address ?? '').toLowerCase(),
    subject: (email.subject ?? '').slice(0, 500),
    text: text.slice(0, LONGEST_TEXT),
    messageId: email.messageId ?? '',
    about: aboutOf(email, originals),
    headers,
    report,
  }
}

/** The message that is answered, then those before it, then those that a report has in itself. */
function aboutOf(email: Email, originals: readonly string[]): string[] {
  const named = idsIn(email.inReplyTo ?? '')
  const earlier = idsIn(email.references ?? '').reverse()
  const reported = originals.flatMap((original) => idsIn(/^message-id:\s*(\S+)/im.exec(original)?.[1] ?? ''))
  return [...new Set([...reported, ...named, ...earlier])]
}

const idsIn = (text: string): string[] => text.match(/<[^<>\s]+@[^<>\s]+>/g) ?? []

const textOf = (content: string | ArrayBuffer | Uint8Array): string =>
  typeof content === 'string' ? content : Buffer.from(content as Uint8Array).toString('utf8')

/** Words of a message that has HTML only. */
const plainText = (html: string): string =>
  html
    .replace(/<(style|script)\b[\s\S]*?<\/\1>/gi, '')
    .replace(/<(br|\/p|\/div|\/li|\/tr)\b[^>]*>/gi, '\n')
    .replace(/<[^>]+>/g, '')
    .replace(/&nbsp;/g, ' ')
    .replace(/&lt;/g, '<')
    .replace(/&gt;/g, '>')
    .replace(/&amp;/g, '&')
