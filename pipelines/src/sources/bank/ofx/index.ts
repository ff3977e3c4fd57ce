import { isAscii } from 'node:buffer'
import { recordPlan } from '../../records/record-plan'
import type { Sample, Source } from '../../source'
import { StatementChecks } from '../balances'
import { ofxRecords } from './records'

/** OFX and QFX of both kinds: SGML (versions 1) and XML (versions 2). */
export const ofx: Source = {
  name: 'ofx',
  recognise(sample, options) {
    const head = sample.text.slice(0, 50_000)
    if (!/<OFX>/i.test(head)) return null
    return {
      sure: 0.98,
      plan() {
        const checks = new StatementChecks()
        const currency = /<CURDEF>\s*([A-Z]{3})/i.exec(head)?.[1]?.toUpperCase() ?? options.currency ?? 'EUR'
        return recordPlan({
          source: 'ofx',
          kind: 'bank_entries',
          preset: /<\?OFX/i.test(head) ? 'ofx2' : 'ofx1',
          sample,
          options,
          currency,
          learnt: checks.learnt,
          convert: (bytes) => ofxRecords(bytes, encodingOf(sample), currency, checks),
        })
      },
    }
  },
}

/** Where the beginning is plain ASCII, the header says what may come: CHARSET:1252 with most banks. */
function encodingOf(sample: Sample): string {
  const charset = /^\s*CHARSET:\s*(\S+)/im.exec(sample.text.slice(0, 1000))?.[1]
  const single = charset === '1252' || /^ISO-?8859-?1$/i.test(charset ?? '')
  return sample.encoding === 'utf-8' && single && isAscii(sample.bytes) ? 'windows-1252' : sample.encoding
}
