import type { SourceRecord } from '../../source'
import type { StatementChecks } from '../balances'
import { frenchIban } from '../cfonb/iban'
import { badlyEncoded } from '../encoding-problem'
import type { StatementEntry } from '../entry-record'
import { EntryRecords, identityOf, ownReference, present } from '../entry-record'
import { parseMoney } from '../money'
import { textOf } from '../statement-text'
import type { OfxToken } from './tokens'
import { ofxTokens } from './tokens'

type Values = Map<string, string>

/** Parts of which a transaction or a statement has several, whose fields are kept apart by their names. */
const INNER = new Set([
  'PAYEE',
  'BANKACCTTO',
  'CCACCTTO',
  'CURRENCY',
  'ORIGCURRENCY',
  'LEDGERBAL',
  'AVAILBAL',
])
const STATEMENTS = new Set(['STMTRS', 'CCSTMTRS'])
const MOST_FIELDS = 200

/** Transactions of an OFX file as records, one each. OFX states no opening balance: there is nothing to tie. */
export async function* ofxRecords(
  bytes: AsyncIterable<Buffer>,
  encoding: string,
  currency: string,
  checks: StatementChecks,
): AsyncGenerator<SourceRecord> {
  const reader = new Reader(currency, checks)
  for await (const token of ofxTokens(textOf(bytes, encoding))) yield* reader.take(token)
  yield* reader.finish()
}

class Reader {
  readonly #records = new EntryRecords()
  #statement: Values = new Map()
  #transaction: { values: Values; line: number } | null = null
  #inner = ''

  constructor(
    private readonly currency: string,
    private readonly checks: StatementChecks,
  ) {}

  *take({ tag, text, line, tooLong }: OfxToken): Generator<SourceRecord> {
    if (tooLong || tag === '') {
      const reason = tooLong ? 'too_large' : 'malformed'
      yield rejected(reason, `line ${line}: ${text.slice(0, 200)}`, text)
    } else if (tag === 'STMTTRN') {
      yield* this.#unclosed()
      this.#transaction = { values: new Map(), line }
      this.#inner = ''
    } else if (tag === '/STMTTRN') {
      const { values, line: begun } = this.#transaction ?? { values: null, line }
      this.#transaction = null
      if (values) yield this.#record(values, begun)
    } else if (STATEMENTS.has(tag)) {
      this.#statement = new Map()
      this.#records.newStatement()
    } else if (tag.startsWith('/')) {
      if (tag === '/BANKTRANLIST') yield* this.#unclosed()
      if (STATEMENTS.has(tag.slice(1))) this.#close()
      if (tag === `/${this.#inner}`) this.#inner = ''
    } else if (INNER.has(tag)) this.#inner = tag
    else this.#keep(tag, text)
  }

  *finish(): Generator<SourceRecord> {
    yield* this.#unclosed()
  }

  #keep(tag: string, text: string): void {
    const values = this.#transaction?.values ?? this.#statement
    const name = this.#inner === '' ? tag : `${this.#inner}.${tag}`
    if (values.size < MOST_FIELDS && text !== '' && !values.has(name)) values.set(name, text)
  }

  /** A transaction that another begins in, or that the file ends in, may not be whole. */
  *#unclosed(): Generator<SourceRecord> {
    if (!this.#transaction) return
    const { values, line } = this.#transaction
    this.#transaction = null
    const raw = [...values].map(([name, text]) => `<${name}>${text}`).join('\n')
    yield rejected('malformed', `line ${line}: STMTTRN without its end`, raw)
  }

  #record(values: Values, line: number): SourceRecord {
    const statedAmount = values.get('TRNAMT') ?? ''
    const statedDay = values.get('DTPOSTED') ?? ''
    const amount = parseMoney(statedAmount)
    const day = dayOf(statedDay)
    const record = this.#records.of(this.#entry(values, amount ?? 0n, day || statedDay))
    const problem = (field: string, stated: string, reason: 'bad_amount' | 'bad_date') => ({
      ...record,
      problem: {
        field,
        reason: stated === '' ? ('missing_field' as const) : reason,
        value: `line ${line}: ${stated || 'nothing stated'}`,
      },
    })
    if (amount === null) return problem('TRNAMT', statedAmount, 'bad_amount')
    if (day === '') return problem('DTPOSTED', statedDay, 'bad_date')
    return badlyEncoded(record, line)
  }

  #entry(values: Values, amount: bigint, bookedOn: string): StatementEntry {
    const of = (name: string) => (values.get(name) ?? '').replace(/\s+/g, ' ').trim()
    const name = of('NAME')
    const rate = of('ORIGCURRENCY.CURRATE')
    const cheque = of('CHECKNUM')
    const about = present({
      counterparty_name: of('PAYEE.NAME') || name,
      counterparty_iban: of('BANKACCTTO.ACCTID'),
      remittance: [name, of('MEMO')].filter(Boolean).join(' '),
      bank_reference: ownReference(of('REFNUM')) || ownReference(of('FITID')),
      bank_transaction_code: of('TRNTYPE'),
      value_date: dayOf(of('DTAVAIL')),
      original_currency: of('ORIGCURRENCY.CURSYM'),
      exchange_rate: rate,
      info: cheque === '' ? '' : `CHECKNUM ${cheque}`,
    })
    return {
      account: this.#account(),
      kind: 'ofx',
      bookedOn,
      amount,
      currency: of('CURRENCY.CURSYM') || this.#statement.get('CURDEF') || this.currency,
      reference: ownReference(of('FITID')),
      identity: [...identityOf(about), cheque],
      about,
      payments: [],
    }
  }

  /** An IBAN, a French account whose bank and branch stand apart, or what the bank calls it. */
  #account(): string {
    const of = (name: string) => (this.#statement.get(name) ?? '').replace(/\s+/g, '')
    const number = of('ACCTID')
    if (/^[A-Z]{2}\d{2}[A-Z0-9]{11,30}$/.test(number)) return number
    return frenchIban(of('BANKID'), of('BRANCHID'), number)
  }

  #close(): void {
    this.checks.closed(
      this.#account(),
      dayOf(this.#statement.get('DTEND') ?? this.#statement.get('LEDGERBAL.DTASOF') ?? ''),
    )
  }
}

/** YYYYMMDD, perhaps with a time behind it; '' where it is no day. */
function dayOf(text: string): string {
  const found = /^(\d{4})(\d\d)(\d\d)/.exec(text)
  if (!found) return ''
  const iso = `${found[1]}-${found[2]}-${found[3]}`
  const date = new Date(`${iso}T00:00:00Z`)
  return Number.isNaN(date.getTime()) || date.toISOString().slice(0, 10) !== iso ? '' : iso
}

const rejected = (reason: 'malformed' | 'too_large', value: string, raw: string): SourceRecord => ({
  events: [],
  problem: { field: 'STMTTRN', reason, value },
  raw,
})
