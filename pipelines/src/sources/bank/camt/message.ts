import { isAscii } from 'node:buffer'
import type { Sample } from '../../source'

const MESSAGE = /<(?:[\w.-]+:)?BkToCstmr(Stmt|AcctRpt|DbtCdtNtfctn)(?:V\d+)?[\s>]/
const VERSION = /camt\.05[234]\.001\.\d\d/
const KINDS: Record<string, string> = { Stmt: 'camt.053', AcctRpt: 'camt.052', DbtCdtNtfctn: 'camt.054' }

/** What the beginning of a statement, a report or a notification says of it. */
export interface CamtMessage {
  /** camt.052, camt.053 or camt.054 */
  kind: string
  /** with its version, where it is stated */
  version: string
  /** the first that is named */
  currency: string | undefined
}

export function messageIn(text: string): CamtMessage | null {
  const message = MESSAGE.exec(text)
  if (!message) return null
  const kind = KINDS[message[1] ?? ''] ?? 'camt'
  return {
    kind,
    version: VERSION.exec(text)?.[0] ?? kind,
    currency: /Ccy="([A-Z]{3})"/.exec(text)?.[1],
  }
}

/** What the bytes show goes before what the file states of itself; plain ASCII shows nothing. */
export function encodingOf(sample: Sample): string {
  const stated = /^\s*<\?xml[^>]*encoding\s*=\s*["']([\w.-]+)["']/.exec(sample.text.slice(0, 200))?.[1]
  const single = stated && /^(iso-8859-\d+|windows-125\d)$/i.test(stated) ? stated.toLowerCase() : null
  if (sample.encoding === 'utf-8') return isAscii(sample.bytes) ? (single ?? 'utf-8') : 'utf-8'
  return sample.encoding === 'windows-1252' ? (single ?? 'windows-1252') : sample.encoding
}
