import { isAscii } from 'node:buffer'
import { IngestError } from '../../../ingest/ingest-error'
import { recordPlan } from '../../records/record-plan'
import type { Sample, Source } from '../../source'
import { StatementChecks } from '../balances'
import { camtRecords } from './records'

const MESSAGE = /<(?:[\w.-]+:)?BkToCstmr(Stmt|AcctRpt|DbtCdtNtfctn)(?:V\d+)?[\s>]/
const STATEMENT = /<(?:[\w.-]+:)?(?:Stmt|Rpt|Ntfctn)[\s>]/
const VERSION = /camt\.05[234]\.001\.\d\d/
const KINDS: Record<string, string> = { Stmt: 'camt.053', AcctRpt: 'camt.052', DbtCdtNtfctn: 'camt.054' }

/** ISO 20022 statements (camt.053), intraday reports (.052) and notifications (.054) of all versions. */
export const camt: Source = {
  name: 'camt',
  recognise(sample, options) {
    const message = MESSAGE.exec(sample.text)
    if (!message) return null
    const kind = KINDS[message[1] ?? ''] ?? 'camt'
    return {
      sure: 0.99,
      plan() {
        if (sample.complete && !STATEMENT.test(sample.text)) throw withoutStatement(sample, kind)
        const checks = new StatementChecks()
        const currency = /Ccy="([A-Z]{3})"/.exec(sample.text)?.[1] ?? options.currency ?? 'EUR'
        return recordPlan({
          source: 'camt',
          kind: 'bank_entries',
          preset: VERSION.exec(sample.text)?.[0] ?? kind,
          sample,
          options,
          currency,
          learnt: checks.learnt,
          convert: (bytes) => camtRecords(bytes, { encoding: encodingOf(sample), kind, currency, checks }),
        })
      },
    }
  },
}

/** What the bytes show goes before what the file states of itself; plain ASCII shows nothing. */
function encodingOf(sample: Sample): string {
  const stated = /^\s*<\?xml[^>]*encoding\s*=\s*["']([\w.-]+)["']/.exec(sample.text.slice(0, 200))?.[1]
  const single = stated && /^(iso-8859-\d+|windows-125\d)$/i.test(stated) ? stated.toLowerCase() : null
  if (sample.encoding === 'utf-8') return isAscii(sample.bytes) ? (single ?? 'utf-8') : 'utf-8'
  return sample.encoding === 'windows-1252' ? (single ?? 'windows-1252') : sample.encoding
}

function withoutStatement(sample: Sample, kind: string): IngestError {
  const lines = sample.text.split('\n').length
  return new IngestError(
    'ingest/header-only',
    `${sample.fileName} is a ${kind} message of ${lines} lines with a group header but no statement after it (no Stmt, Rpt or Ntfctn): there is nothing to load. Ask the bank to send it again.`,
    { kind },
  )
}
