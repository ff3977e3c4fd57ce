import type { SourceRecord } from '../../source'
import type { StatementChecks } from '../balances'
import { StatementSum } from '../balances'
import { badlyEncoded } from '../encoding-problem'
import type { StatementEntry } from '../entry-record'
import { EntryRecords, present } from '../entry-record'
import { digitsToMoney } from '../money'
import type { Line } from '../statement-text'
import { dayOf, field } from './fields'
import { frenchIban } from './iban'

const WIDTH = 240
/** Column 17: E euro, F franc; nothing else was ever used. */
const CURRENCIES: Record<string, string> = { E: 'EUR', F: 'FRF' }
/** Operation codes whose direction is known: transfers received. */
const MONEY_IN = new Set(['20'])

/**
 * Operations of a CFONB file of 240 columns as records: notices of transfers with who sent them. A file has groups of a
 * header (31), operations (34) and a total (39), which has to be the sum of the operations.
 */
export async function* cfonb240Records(
  lines: AsyncIterable<Line>,
  checks: StatementChecks,
): AsyncGenerator<SourceRecord> {
  const records = new EntryRecords()
  let group: { iban: string; sum: StatementSum; line: number; raw: string } | null = null
  for await (const { number, text, tooLong } of lines) {
    const record = text.trimEnd()
    const code = record.slice(0, 2)
    if (record === '') continue
    if (tooLong || record.length > WIDTH) yield rejected(text, number, `longer than ${WIDTH} columns`)
    else if (code === '31') {
      if (group) yield rejected(group.raw, group.line, 'group without its total (39)')
      group = { iban: accountAt(record, 22), sum: new StatementSum(), line: number, raw: record }
      records.newStatement()
    } else if (code === '34') {
      const read = readOperation(record, number, records)
      if (!group) yield { ...read.record, problem: read.record.problem ?? outside(number) }
      else {
        if (!read.record.problem) group.sum.add(read.entry.amount, read.entry.currency)
        yield read.record
      }
    } else if (code === '39') {
      const total = digitsToMoney(field(record, 229, 240), 2)
      if (!group) yield rejected(record, number, 'total (39) without a header (31)')
      else if (total === null) yield rejected(record, number, 'the total is no number', 'bad_amount')
      else
        checks.statement(`${group.iban} ${dayOf(field(record, 11, 16)) ?? ''}`, group.sum, {
          turnover: total,
        })
      group = null
    } else yield rejected(record, number, `record code "${code}" is none of 31, 34 and 39`)
  }
  if (group) yield rejected(group.raw, group.line, 'group without its total (39)')
}

function readOperation(
  record: string,
  line: number,
  records: EntryRecords,
): { record: SourceRecord; entry: StatementEntry } {
  const code = field(record, 9, 10)
  const statedDay = field(record, 11, 16)
  const day = dayOf(statedDay)
  const amount = digitsToMoney(field(record, 229, 240), 2)
  const remittance = field(record, 129, 216).replace(/\s+/g, ' ')
  const own = accountAt(record, 78)
  const entry: StatementEntry = {
    account: own,
    kind: 'cfonb240',
    bookedOn: day ?? statedDay,
    amount: amount ?? 0n,
    currency: CURRENCIES[field(record, 17, 17)] ?? 'EUR',
    reference: '',
    identity: [field(record, 43, 66), remittance, field(record, 123, 128), field(record, 223, 228)],
    about: present({
      counterparty_name: field(record, 43, 66),
      counterparty_iban: accountAt(record, 22),
      remittance,
      bank_reference: field(record, 123, 128),
      bank_transaction_code: code,
    }),
    payments: [],
  }
  const made = { ...records.of(entry), raw: record }
  const problem = (name: string, reason: 'bad_date' | 'bad_amount' | 'unknown_type', value: string) => ({
    record: { ...made, problem: { field: name, reason, value: `line ${line}: ${value}` } },
    entry,
  })
  if (day === null) return problem('date', 'bad_date', statedDay)
  if (amount === null) return problem('amount', 'bad_amount', field(record, 229, 240))
  if (!MONEY_IN.has(code)) {
    return problem(
      'operation code',
      'unknown_type',
      `${code}: only transfers received (20) are read; of this one it is not known whether money came in or went out`,
    )
  }
  return { record: badlyEncoded(made, line), entry }
}

/** Bank, branch and account in 5, 5 and 11 columns. */
function accountAt(record: string, from: number): string {
  const [bank, branch, account] = [
    field(record, from, from + 4),
    field(record, from + 5, from + 9),
    field(record, from + 10, from + 20),
  ]
  return frenchIban(bank, branch, account)
}

const outside = (line: number) => ({
  field: 'record',
  reason: 'malformed' as const,
  value: `line ${line}: operation (34) without a header (31) before it`,
})

const rejected = (
  raw: string,
  line: number,
  what: string,
  reason: 'malformed' | 'bad_amount' = 'malformed',
): SourceRecord => ({
  events: [],
  problem: { field: 'record', reason, value: `line ${line}: ${what}` },
  raw: raw.slice(0, 1000),
})
