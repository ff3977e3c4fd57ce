import type { SourceRecord } from '../../source'
import type { Balance, StatementChecks, StatementTotals } from '../balances'
import { StatementSum } from '../balances'
import { EntryRecords } from '../entry-record'
import { badlyEncoded } from '../encoding-problem'
import { textOf } from '../statement-text'
import type { ReadEntry, StatementFrame } from './entry'
import { readEntry } from './entry'
import type { CamtStep } from './read-statements'
import { readStatements } from './read-statements'
import { accountOf, amountOf, creditOf } from './transaction-details'
import type { XmlNode } from './xml-node'
import { childOf, nodeAt, textAt } from './xml-node'

interface CamtReading {
  encoding: string
  /** camt.052, camt.053 or camt.054 */
  kind: string
  /** where neither entry nor account names one */
  currency: string
  checks: StatementChecks
}

/** Entries of a camt file as records, one each; statements are compared with their totals as they end. */
export async function* camtRecords(
  bytes: AsyncIterable<Buffer>,
  reading: CamtReading,
): AsyncGenerator<SourceRecord> {
  const records = new EntryRecords()
  let statement = new Statement(reading)
  for await (const step of readStatements(textOf(bytes, reading.encoding))) {
    if (step.step === 'statement') {
      statement = new Statement(reading)
      records.newStatement()
    } else if (step.step === 'part') statement.learn(step.node)
    else if (step.step === 'entry') yield statement.entry(step, records)
    else if (step.step === 'end') statement.end()
    else yield broken(step)
  }
}

const broken = ({ reason, line, message }: CamtStep & { step: 'broken' }): SourceRecord => ({
  events: [],
  problem: { field: 'XML', reason, value: `line ${line}: ${message}` },
  raw: `line ${line}: ${message}. What follows was not read.`,
})

class Statement {
  readonly #frame: StatementFrame
  readonly #totals: StatementTotals = {}
  /** booked entries, which the balances follow from */
  readonly #booked = new StatementSum()
  /** all entries, which the summary counts */
  readonly #all = new StatementSum()
  #closingDay = ''

  constructor(private readonly reading: CamtReading) {
    this.#frame = { kind: reading.kind, id: '', account: '', accountCurrency: reading.currency, day: '' }
  }

  learn(node: XmlNode): void {
    const frame = this.#frame
    if (node.name === 'Id') frame.id = node.text.trim()
    else if (node.name === 'CreDtTm') frame.day ||= node.text.trim().slice(0, 10)
    else if (node.name === 'FrToDt') {
      const until = textAt(node, 'ToDtTm', 'ToDt').slice(0, 10)
      if (this.reading.kind === 'camt.053') this.#closingDay ||= until
    } else if (node.name === 'Acct') {
      frame.account = accountOf(node)
      frame.accountCurrency = textAt(node, 'Ccy') || frame.accountCurrency
    } else if (node.name === 'Bal') this.#balance(node)
    else if (node.name === 'TxsSummry') this.#summary(childOf(node, 'TtlNtries'))
  }

  entry({ node, details, tooMany, line }: CamtStep & { step: 'entry' }, records: EntryRecords): SourceRecord {
    const read = readEntry(node, details, tooMany, this.#frame)
    const record = records.of(read.entry)
    if (read.is === 'unreadable') return { ...record, problem: problemOf(read, line) }
    this.#all.add(read.entry.amount, read.entry.currency)
    if (read.is === 'announced') return { ...record, ignored: 'not_booked' }
    this.#booked.add(read.entry.amount, read.entry.currency)
    return badlyEncoded(record, line)
  }

  end(): void {
    const { opening, closing, ...summary } = this.#totals
    const { checks } = this.reading
    const named = `${this.#frame.account} ${this.#frame.id}`
    checks.statement(named, this.#booked, {
      ...(opening ? { opening } : {}),
      ...(closing ? { closing } : {}),
    })
    checks.statement(named, this.#all, summary)
    checks.closed(this.#frame.account, this.#closingDay)
  }

  /** Booked balances only; the closing day is that of the closing balance. */
  #balance(node: XmlNode): void {
    const code = textAt(node, 'Tp/CdOrPrtry/Cd', 'Tp/Cd')
    const found = amountOf(childOf(node, 'Amt'))[0]
    if (!found) return
    const day = textAt(nodeAt(node, 'Dt'), 'Dt', 'DtTm').slice(0, 10)
    const amount = creditOf(node) === false ? -found.amount : found.amount
    const balance: Balance = { amount, currency: found.currency, day }
    if (code === 'OPBD' || (code === 'PRCD' && !this.#totals.opening)) this.#totals.opening = balance
    if (code !== 'CLBD') return
    this.#totals.closing = balance
    if (day !== '') this.#closingDay = day
  }

  #summary(total: XmlNode | undefined): void {
    const entries = textAt(total, 'NbOfNtries')
    const turnover = amountOf(childOf(total, 'Sum'))[0]
    const net = amountOf(nodeAt(total, 'TtlNetNtry/Amt') ?? childOf(total, 'TtlNetNtryAmt'))[0]
    if (/^\d+$/.test(entries)) this.#totals.entries = Number(entries)
    if (turnover) this.#totals.turnover = turnover.amount
    if (!net || !total) return
    const credit = creditOf(nodeAt(total, 'TtlNetNtry') ?? total)
    this.#totals.net = credit === false ? -net.amount : net.amount
  }
}

const problemOf = (read: ReadEntry & { is: 'unreadable' }, line: number) => ({
  field: read.field,
  reason: read.reason,
  value: `line ${line}: ${read.value || 'nothing stated'}`,
})
