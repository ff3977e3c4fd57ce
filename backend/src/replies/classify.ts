import type { Mail } from './mail'
import { replyText } from './reply-text'

/** What a message of the mailbox is for us. */
export type Classified =
  /** an address that takes nothing any more (permanent), or not now */
  | {
      readonly kind: 'bounce'
      readonly address: string
      readonly permanent: boolean
      readonly status: string
      readonly reason: string
    }
  /** somebody told his mail program that this is unwanted (RFC 5965) */
  | { readonly kind: 'complaint' }
  /** out of office and the like: nobody has read anything */
  | { readonly kind: 'automatic' }
  /** no more e-mails, please */
  | { readonly kind: 'stop'; readonly text: string }
  | { readonly kind: 'reply'; readonly text: string }

const STOP_WORDS =
  /^(stop|arr[eê]t|d[eé]sabonne(ment|r|z|z-moi|r-moi)?|d[eé]sinscription|d[eé]sinscrire|unsubscribe|opt[ -]?out|remove)$/i
const AUTOMATIC_SUBJECT =
  /^(r[eé]ponse automatique|automatic reply|auto(matische antwort|[- ]?reply|[- ]?response)|out of (the )?office|absen(ce|t) du bureau|absence\s*[:-]|je suis absent)/i
const BOUNCE_SENDERS = /^(mailer-daemon|postmaster)@/
const LONGEST_STOP = 60

/** Sorts a message by its headers first (RFC 3464, 5965, 3834), by its words last. */
export function classify(mail: Mail): Classified {
  const status = mail.report.get('message/delivery-status')
  if (status !== undefined) return bounceOf(status)
  if (mail.report.has('message/feedback-report')) return { kind: 'complaint' }
  if (BOUNCE_SENDERS.test(mail.from) && /^x-failed-recipients$/m.test([...mail.headers.keys()].join('\n')))
    return oldBounce(mail)
  if (isAutomatic(mail)) return { kind: 'automatic' }
  const text = replyText(mail.text)
  const said = [mail.subject, text].map((words) => words.replaceAll(/[\s.!«»"']+/g, ' ').trim())
  const stops = said.some((words) => words.length <= LONGEST_STOP && STOP_WORDS.test(words))
  return { kind: stops ? 'stop' : 'reply', text }
}

/**
 * RFC 3834 §5: anything but `Auto-Submitted: no` was made by a machine. Older programs say it by headers of their own;
 * a few say it in the subject only.
 */
function isAutomatic({ headers, subject, from }: Mail): boolean {
  const submitted = headers.get('auto-submitted')?.toLowerCase() ?? 'no'
  if (!/^no\b/.test(submitted)) return true
  if (headers.has('x-autoreply') || headers.has('x-autorespond') || headers.has('x-auto-reply-from'))
    return true
  if (/^(auto_reply|bulk|junk|list)$/i.test(headers.get('precedence') ?? '')) return true
  if (headers.get('return-path') === '<>' || BOUNCE_SENDERS.test(from)) return true
  return AUTOMATIC_SUBJECT.test(subject.replace(/^((re|tr|fwd?)\s*:\s*)+/i, ''))
}

/**
 * The first recipient of a delivery status (RFC 3464 §2.3) that failed, else the first. `Action: delayed` and status
 * 4.x.x mean that the server goes on trying, or that the mailbox is full: no address is given up for that. 5.2.2
 * (mailbox full) and 5.7.x (policy, spam) do not say that the address is wrong.
 */
function bounceOf(report: string): Classified {
  const groups = report
    .replaceAll('\r\n', '\n')
    .replace(/\n[ \t]+/g, ' ')
    .split(/\n\s*\n/)
  const recipients = groups.flatMap((group) => {
    const field = (name: string) => new RegExp(`^${name}:\\s*(.+)$`, 'im').exec(group)?.[1]?.trim() ?? ''
    const address = (field('Original-Recipient') || field('Final-Recipient')).replace(/^[^;]*;\s*/, '')
    if (address === '') return []
    const status = /\d\.\d{1,3}\.\d{1,3}/.exec(field('Status'))?.[0] ?? ''
    return [
      {
        address: bare(address),
        action: field('Action').toLowerCase(),
        status,
        reason: field('Diagnostic-Code'),
      },
    ]
  })
  const failed = recipients.find(({ action }) => action === 'failed') ?? recipients[0]
  if (!failed) return { kind: 'automatic' }
  const { address, action, status, reason } = failed
  if (action === 'delivered' || action === 'relayed' || action === 'expanded') return { kind: 'automatic' }
  const permanent = action === 'failed' && !/^(4\.|5\.2\.2$|5\.7\.)/.test(status)
  return {
    kind: 'bounce',
    address,
    permanent,
    status,
    reason: reason.replace(/^[^;]*;\s*/, '').slice(0, 300),
  }
}

/** Servers that write no report name the address in a header of theirs. */
function oldBounce({ headers, subject }: Mail): Classified {
  const address = bare((headers.get('x-failed-recipients') ?? '').split(',')[0] ?? '')
  return { kind: 'bounce', address, permanent: true, status: '', reason: subject.slice(0, 300) }
}

const bare = (address: string): string =>
  address
    .trim()
    .replace(/^.*<([^>]+)>$/, '$1')
    .toLowerCase()
