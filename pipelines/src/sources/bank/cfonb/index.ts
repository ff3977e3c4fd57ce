import { recordPlan } from '../../records/record-plan'
import type { Sample, Source } from '../../source'
import { StatementChecks } from '../balances'
import { linesOf, textOf } from '../statement-text'
import { cfonb120Records } from './records-120'
import { cfonb240Records } from './records-240'

/** Bank, code of the bank, branch, currency, decimals: the same columns in all records of 120. */
const RECORD_120 = /^0[1457]\d{5}.{4}[0-9A-Z ]{5}([A-Z]{3}| {3})[0-9 ].[0-9A-Z ]{11}/
const RECORD_240 = /^3[149]\d{6}[0-9A-Z ]{2}\d{6}[A-Z ]/

/** French statements of fixed columns: CFONB 120 (statement of account) and 240 (notices of operations). */
export const cfonb: Source = {
  name: 'cfonb',
  recognise(sample, options) {
    const width = widthOf(sample)
    if (width === null) return null
    return {
      sure: 0.95,
      plan() {
        const checks = new StatementChecks()
        const records = width === 120 ? cfonb120Records : cfonb240Records
        return recordPlan({
          source: 'cfonb',
          kind: 'bank_entries',
          preset: `cfonb${width}`,
          sample,
          options,
          currency: options.currency ?? 'EUR',
          learnt: checks.learnt,
          convert: (bytes) => records(linesOf(textOf(bytes, sample.encoding), width), checks),
        })
      },
    }
  },
}

const FIRST_LINES = 20

/** Most of the first lines are records; a few may be broken. Without line ends, the columns alone part them. */
function widthOf({ text }: Sample): 120 | 240 | null {
  const head = text.slice(0, 10_000)
  const lines = head.split(/\r\n|\n|\r/).filter((line) => line.trim() !== '')
  for (const [width, record] of [
    [120, RECORD_120],
    [240, RECORD_240],
  ] as const) {
    const parted = lines.length === 1 ? (lines[0]?.match(new RegExp(`.{1,${width}}`, 'g')) ?? []) : lines
    const first = parted.slice(0, FIRST_LINES)
    const good = first.filter((line) => record.test(line)).length
    if (good > 0 && good * 3 >= first.length * 2) return width
  }
  return null
}
