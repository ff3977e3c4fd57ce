import fs from 'node:fs'
import path from 'node:path'
import { describe, expect, it } from 'vitest'
import { bankEntry } from './bank-entry'
import { bankSources } from './index'
import { camt } from './camt'
import { cfonb } from './cfonb'
import type { Converted } from './testing'
import { convertText, sumOf } from './testing'

/** Files of other programs' tests, counted here by another route than the product's: regular expressions over the text. */
const FOLDER = '../shared/data/bank-statements'
const present = fs.existsSync(FOLDER)
if (!present) console.log(`bank statement files: skipped, ${FOLDER} is not there`)
const filesOf = (folder: string) => (present ? fs.readdirSync(path.join(FOLDER, folder)).sort() : [])
const read = (folder: string, name: string) => fs.readFileSync(path.join(FOLDER, folder, name))

const cents = (amount: number) => Math.round(amount * 100)

/** Booked and announced entries of an XML text, and the sum of the booked in cents. */
function countCamt(text: string): { booked: number; announced: number; sum: number } {
  const entries = text.match(/<Ntry>[\s\S]*?<\/Ntry>/g) ?? []
  const announced = entries.filter((entry) => /<Sts>\s*(<Cd>)?PDNG/.test(entry))
  const sum = entries
    .filter((entry) => !announced.includes(entry))
    .map((entry) => {
      const amount = Number(/<Amt Ccy="\w+">([\d.]+)/.exec(entry)?.[1])
      return /<CdtDbtInd>DBIT/.exec(entry.slice(0, entry.indexOf('<Sts>'))) ? -amount : amount
    })
    .reduce((total, amount) => total + amount, 0)
  return { booked: entries.length - announced.length, announced: announced.length, sum: cents(sum) }
}

/** Whether the first statement's booked balances and its entries tie, null where it does not state both. */
function tiesCamt(text: string): boolean | null {
  const balance = (code: string) => {
    const found = new RegExp(
      `<Cd>${code}</Cd>[\\s\\S]*?<Amt Ccy="(\\w+)">([\\d.]+)</Amt>\\s*<CdtDbtInd>(\\w+)`,
    ).exec(text)
    return found ? { currency: found[1], amount: Number(found[2]) * (found[3] === 'DBIT' ? -1 : 1) } : null
  }
  const [opening, closing] = [balance('OPBD'), balance('CLBD')]
  if (!opening || !closing) return null
  const first = text.slice(0, text.indexOf('</Stmt>'))
  return (
    opening.currency === closing.currency &&
    cents(opening.amount) + countCamt(first).sum === cents(closing.amount)
  )
}

const whole = ({ records, events, problems }: Converted) => ({
  entries: records.filter((it) => !it.ignored && !it.problem).length,
  ignored: records.filter((it) => it.ignored === 'not_booked').length,
  rejected: problems.length,
  sum: cents(Number(sumOf(events))),
})

describe.skipIf(!present)('camt files of a parser’s tests', () => {
  it('are 26', () => expect(filesOf('genkgo-camt')).toHaveLength(26))

  it.each(filesOf('genkgo-camt').filter((name) => !name.includes('wrong')))(
    '%s gives its entries and their sum, and says whether it ties',
    async (name) => {
      const bytes = read('genkgo-camt', name)
      const counted = countCamt(bytes.toString())
      const converted = await convertText(camt, bytes, { fileName: name })
      expect(whole(converted)).toEqual({
        entries: counted.booked,
        ignored: counted.announced,
        rejected: 0,
        sum: counted.sum,
      })
      expect(converted.plan.learnt?.warnings.length === 0).toBe(tiesCamt(bytes.toString()) !== false)
    },
  )

  it('camt053.v2.wrong.xml has no statement, and the refusal says so', async () => {
    const name = 'camt053.v2.wrong.xml'
    await expect(convertText(camt, read('genkgo-camt', name), { fileName: name })).rejects.toMatchObject({
      code: 'ingest/header-only',
      message: expect.stringContaining('no Stmt, Rpt or Ntfctn'),
    })
  })
})

/** Amounts of a column of overpunched digits, in cents. */
const overpunchedCents = (text: string) => {
  const digits = text.replace(/[{A-I}J-R]$/, (last) => String('{ABCDEFGHI}JKLMNOPQR'.indexOf(last) % 10))
  return Number(digits) * (/[}J-R]$/.test(text) ? -1 : 1)
}

/** CFONB files with the operations that are out of place: what is rejected, by line, as the reasons say. */
const REJECTED: Record<string, string[]> = {
  'end_of_statement_without_beginning.txt': ['line 9: end (07)'],
  'invalid_date.txt': ['line 1: CART', 'line 9: end (07)'],
  'new_statement_without_previous_ended.txt': ['line 1: statement of'],
  'operation.txt': ['line 1: operation (04) outside'],
  'operation_already_defined.txt': ['line 1: operation (04) outside', 'line 6: operation (04) outside'],
  'operation_detail_without_operation.txt': ['line 3: complement (05)'],
  'operation_out_of_statement.txt': ['line 1: operation (04) outside'],
  'operation_unstarted.txt': [1, 2, 3, 4].map((line) => `line ${line}: complement (05)`),
}

describe.skipIf(!present).each(['cfonb120-pennylane', 'cfonb120-silarhi'])('CFONB files of %s', (folder) => {
  it.each(filesOf(folder).filter((name) => !name.includes('240')))(
    '%s gives its operations, their sum, and each record out of place with its line',
    async (name) => {
      const text = read(folder, name).toString()
      const operations = text.split('\n').filter((line) => line.startsWith('04'))
      const converted = await convertText(cfonb, text, { fileName: name })
      const expected = REJECTED[name] ?? []
      expect(converted.problems.map(({ value }) => value)).toEqual(
        expected.map((start) => expect.stringMatching(new RegExp(`^${start.replace(/[()]/g, '\\$&')}`))),
      )
      const outside = converted.records.filter((it) => it.problem && it.events.length > 0)
      expect(whole(converted).entries + outside.length).toBe(operations.length)
      const all = operations.reduce((sum, line) => sum + overpunchedCents(line.slice(90, 104)), 0)
      const out = cents(Number(sumOf(outside.flatMap(({ events }) => events))))
      expect(whole(converted).sum + out).toBe(all)
    },
  )
})

describe.skipIf(!present)('files that are no statements', () => {
  it('are recognised by none of the statement sources', () => {
    const data = path.dirname(FOLDER)
    const taken = fs
      .readdirSync(data, { recursive: true, withFileTypes: true })
      .filter((entry) => entry.isFile() && !entry.parentPath.includes('bank-statements'))
      .map((entry) => path.join(entry.parentPath, entry.name))
      .filter((name) => {
        const text = headOf(name).toString()
        const sample = {
          fileName: name,
          bytes: Buffer.from(text),
          text,
          binary: false,
          encoding: 'utf-8',
          complete: false,
        }
        return bankSources.some((source) => source.recognise(sample, { fileName: name }))
      })
    expect(taken).toEqual([])
  })
})

const headOf = (name: string): Buffer => {
  const file = fs.openSync(name, 'r')
  const head = Buffer.alloc(64 * 1024)
  const length = fs.readSync(file, head, 0, head.length, 0)
  fs.closeSync(file)
  return head.subarray(0, length)
}

describe.skipIf(!present)('what stands in the attributes', () => {
  const folders = [
    ['genkgo-camt', camt],
    ['cfonb120-pennylane', cfonb],
    ['cfonb120-silarhi', cfonb],
  ] as const
  it.each(folders)('of %s is what matching reads', async (folder, source) => {
    for (const name of filesOf(folder).filter((it) => !it.includes('wrong'))) {
      const { records } = await convertText(source, read(folder, name), { fileName: name })
      for (const event of records.flatMap(({ events }) => events)) bankEntry.parse(event['attributes'])
    }
  })
})

describe.skipIf(!present)('statements that tie', () => {
  it.each([
    ['cfonb120-pennylane', 'example.txt', 0],
    ['cfonb120-silarhi', 'complex-test.txt', 0],
    ['cfonb120-silarhi', 'non-strict-test.txt', 0],
    ['cfonb120-silarhi', 'simple-test.txt', 0],
    ['cfonb120-silarhi', 'test-unused-parts.txt', 0],
    ['cfonb120-silarhi', 'cfonb.240-complex-test.txt', 2],
    ['cfonb120-pennylane', 'operation_out_of_statement.txt', 1],
  ])('%s/%s: %i that do not', async (folder, name, warnings) => {
    const { plan } = await convertText(cfonb, read(folder, name), { fileName: name })
    expect(plan.learnt?.warnings).toHaveLength(warnings)
  })

  it('the file of 240 columns has three transfers of 4,702.40 together', async () => {
    const converted = await convertText(cfonb, read('cfonb120-silarhi', 'cfonb.240-complex-test.txt'))
    expect(whole(converted)).toEqual({ entries: 3, ignored: 0, rejected: 0, sum: 171_200 + 287_280 + 11_760 })
  })
})
