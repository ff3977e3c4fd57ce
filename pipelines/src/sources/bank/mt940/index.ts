import { recordPlan } from '../../records/record-plan'
import type { Source } from '../../source'
import { StatementChecks } from '../balances'
import { linesOf, textOf } from '../statement-text'
import { mt940Records } from './records'

/** SWIFT statements MT940 and interim reports MT942. */
export const mt940: Source = {
  name: 'mt940',
  recognise(sample, options) {
    const head = sample.text.slice(0, 20_000)
    const starts = /(^|[\r\n]|\{4:\s*):20:/.test(head)
    const goesOn = /[\r\n]:25[A-Z]?:/.test(head) && /[\r\n]:(60[FM]|28C?|34F|61):/.test(head)
    if (!starts || !goesOn) return null
    const interim = !/[\r\n]:60[FM]:/.test(head)
    return {
      sure: 0.98,
      plan() {
        const checks = new StatementChecks()
        const stated = /[\r\n]:(?:60[FM]:[CD]\d{6}|34F:)([A-Z]{3})/.exec(head)?.[1]
        const currency = stated ?? options.currency ?? 'EUR'
        return recordPlan({
          source: 'mt940',
          kind: 'bank_entries',
          preset: interim ? 'mt942' : 'mt940',
          sample,
          options,
          currency,
          learnt: checks.learnt,
          convert: (bytes) => mt940Records(linesOf(textOf(bytes, sample.encoding)), currency, checks),
        })
      },
    }
  },
}
