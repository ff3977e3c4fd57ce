import { PermanentFailure, TemporaryFailure } from '../channel'

/** What nodemailer throws: its own code, the reply of the server and the command that it answered. */
interface SmtpError {
  readonly code?: string
  readonly responseCode?: number
  readonly response?: string
  readonly command?: string
  readonly message: string
}

/** Trouble of the connection or of our account: no message of this channel goes out now. */
const CHANNEL_CODES = new Set([
  'ECONNECTION',
  'ESOCKET',
  'EDNS',
  'ETLS',
  'EAUTH',
  'ENOAUTH',
  'EOAUTH2',
  'EPROXY',
  'ETIMEDOUT',
  'EPROTOCOL',
])
/** RFC 5321: 421 service closing, 454 authentication not now, 530 and 535 authentication demanded or refused. */
const CHANNEL_REPLIES = new Set([421, 432, 454, 530, 534, 535, 538])

/**
 * Sorts an error of SMTP (RFC 5321 §4.2.1: 4yz may succeed later, 5yz will not; RFC 3463 for the words behind it).
 * A full mailbox (x.2.2) empties again and counts as temporary whatever the first digit says.
 */
export function smtpFailure(thrown: unknown): TemporaryFailure | PermanentFailure {
  const error = thrown as SmtpError
  const reply = error.responseCode ?? 0
  const enhanced = /\b[245]\.\d{1,3}\.\d{1,3}\b/.exec(error.response ?? '')?.[0] ?? ''
  const code = reply > 0 ? `smtp_${reply}` : (error.code ?? 'smtp').toLowerCase()
  const message = error.response ?? error.message
  if (CHANNEL_REPLIES.has(reply)) return new TemporaryFailure(code, message, 'channel')
  if (reply >= 500 && !enhanced.endsWith('.2.2')) {
    const aboutRecipient = error.command === 'RCPT TO' || /^5\.1\./.test(enhanced)
    return new PermanentFailure(code, message, aboutRecipient)
  }
  if (reply >= 400) return new TemporaryFailure(code, message)
  if (error.code === 'EMESSAGE' || error.code === 'EENVELOPE')
    return new PermanentFailure(code, message, true)
  if (CHANNEL_CODES.has(error.code ?? '')) {
    // Lost after the content was handed over: the server may have taken it.
    return new TemporaryFailure(code, message, 'channel', error.command === 'DATA')
  }
  return new TemporaryFailure(code, message)
}
