import type { SourceRecord } from '../../source'
import type { Balance, StatementChecks } from '../balances'
import { StatementSum } from '../balances'
import { badlyEncoded } from '../encoding-problem'
import { EntryRecords } from '../entry-record'
import type { Line } from '../statement-text'
import { dayOf, decimalsOf, field, overpunched } from './fields'
import { frenchIban } from './iban'
import type { AccountOfRecord, OperationLines } from './operation'
import { accountIn, readOperation } from './operation'

const WIDTH = 120
/** Complements of one operation; more are none that a bank writes. */
const MOST_COMPLEMENTS = 500

interface Statement {
  iban: string
  opening: Balance | null
  line: number
  raw: string
  sum: StatementSum
}

/** What is open for one account: statements of several accounts may be written in between each other. */
interface Account {
  statement: Statement | null
  operation: OperationLines | null
  /** why the operation at hand cannot be loaded */
  outside: boolean
}

/**
 * Operations of a CFONB statement of 120 columns as records, one each with its complements. A record that is not where
 * it belongs, or says no date or amount, is rejected with the number of its line; the others are read.
 */
export async function* cfonb120Records(
  lines: AsyncIterable<Line>,
  checks: StatementChecks,
): AsyncGenerator<SourceRecord> {
  const reader = new Reader(checks)
  for await (const line of lines) yield* reader.take(line)
  yield* reader.finish()
}

class Reader {
  readonly #accounts = new Map<string, Account>()
  readonly #records = new EntryRecords()

  constructor(private readonly checks: StatementChecks) {}

  *take({ number, text, tooLong }: Line): Generator<SourceRecord> {
    const record = text.trimEnd()
    if (record === '') return
    if (tooLong || record.length > WIDTH) {
      yield rejected(text.slice(0, 1000), number, `longer than ${WIDTH} columns`)
      return
    }
    const code = record.slice(0, 2)
    if (code === '01') yield* this.#begin(record, number)
    else if (code === '04') yield* this.#operation(record, number)
    else if (code === '05') yield* this.#complement(record, number)
    else if (code === '07') yield* this.#end(record, number)
    else yield rejected(record, number, `record code "${code}" is none of 01, 04, 05 and 07`)
  }

  *finish(): Generator<SourceRecord> {
    for (const account of this.#accounts.values()) {
      yield* this.#flush(account)
      yield* unfinished(account)
    }
  }

  *#begin(record: string, line: number): Generator<SourceRecord> {
    const named = accountIn(record)
    const account = this.#begun(named)
    yield* this.#flush(account)
    yield* unfinished(account)
    const { fault, balance } = balanceOf(record, line)
    const iban = frenchIban(named.bank, named.branch, named.account)
    account.statement = { iban, opening: balance, line, raw: record, sum: new StatementSum() }
    if (fault) yield fault
  }

  *#operation(record: string, line: number): Generator<SourceRecord> {
    const account = this.#account(accountIn(record))
    yield* this.#flush(account)
    account.operation = { record, line, complements: new Map(), raw: [record] }
    account.outside = account.statement === null
  }

  *#complement(record: string, line: number): Generator<SourceRecord> {
    const { operation } = this.#account(accountIn(record))
    if (!operation) {
      yield rejected(record, line, 'complement (05) without an operation (04) of its account before it')
      return
    }
    if (operation.raw.length > MOST_COMPLEMENTS) {
      yield rejected(record, line, `more than ${MOST_COMPLEMENTS} complements of one operation`, 'too_large')
      return
    }
    operation.raw.push(record)
    const qualifier = field(record, 46, 48)
    const said = record.slice(48, 118).trimEnd()
    if (said.trim() === '') return
    operation.complements.set(qualifier, [...(operation.complements.get(qualifier) ?? []), said])
  }

  *#end(record: string, line: number): Generator<SourceRecord> {
    const account = this.#account(accountIn(record))
    yield* this.#flush(account)
    const { statement } = account
    if (!statement) {
      const { bank, branch, account: number } = accountIn(record)
      yield rejected(
        record,
        line,
        `end (07) of a statement of ${bank} ${branch} ${number} that has no beginning (01)`,
      )
      return
    }
    account.statement = null
    const { fault, balance } = balanceOf(record, line)
    if (fault) yield fault
    const { opening } = statement
    this.checks.statement(`${statement.iban} ${balance?.day ?? ''}`.trim(), statement.sum, {
      ...(opening ? { opening } : {}),
      ...(balance ? { closing: balance } : {}),
    })
    this.checks.closed(statement.iban, balance?.day ?? dayOf(field(record, 35, 40)) ?? '')
  }

  /** The operation at hand is whole when another record of its account begins. */
  *#flush(account: Account): Generator<SourceRecord> {
    const { operation, statement, outside } = account
    account.operation = null
    if (!operation) return
    const named = accountIn(operation.record)
    const iban = statement?.iban ?? frenchIban(named.bank, named.branch, named.account)
    const { entry, fault } = readOperation(operation, iban)
    const record = { ...this.#records.of(entry), raw: operation.raw.join('\n') }
    if (fault) yield { ...record, problem: fault }
    else if (outside) {
      const value = `line ${operation.line}: operation (04) outside a statement: no beginning (01) of its account before it`
      yield { ...record, problem: { field: 'record', reason: 'malformed', value } }
    } else {
      statement?.sum.add(entry.amount, entry.currency)
      const checked = badlyEncoded(record, operation.line)
      yield checked.problem ? checked : { events: record.events }
    }
  }

  #begun(named: AccountOfRecord): Account {
    const account = this.#accounts.get(exactKey(named)) ?? newAccount()
    this.#accounts.set(exactKey(named), account)
    this.#accounts.set(looseKey(named), account)
    return account
  }

  /** Some banks write another bank code in the end of a statement than in its beginning: branch and number then decide. */
  #account(named: AccountOfRecord): Account {
    const found = this.#accounts.get(exactKey(named)) ?? this.#accounts.get(looseKey(named))
    return found ?? this.#begun(named)
  }
}

const newAccount = (): Account => ({ statement: null, operation: null, outside: false })
const looseKey = ({ branch, account, currency }: AccountOfRecord): string =>
  `${branch}|${account}|${currency}`
const exactKey = (named: AccountOfRecord): string => `${named.bank}|${looseKey(named)}`

function balanceOf(record: string, line: number): { fault: SourceRecord | null; balance: Balance | null } {
  const statedDay = field(record, 35, 40)
  const statedAmount = field(record, 91, 104)
  const day = dayOf(statedDay)
  const amount = overpunched(statedAmount, decimalsOf(field(record, 20, 20)))
  const currency = field(record, 17, 19) || 'EUR'
  const balance = amount === null ? null : { amount, currency, day: day ?? '' }
  const what = record.startsWith('01') ? 'opening balance (01)' : 'closing balance (07)'
  const fault = (name: string, reason: 'bad_date' | 'bad_amount', value: string): SourceRecord => ({
    events: [],
    problem: { field: name, reason, value: `line ${line}: ${value || 'blank'}, of the ${what}` },
    raw: record,
  })
  if (day === null) return { fault: fault('date', 'bad_date', statedDay), balance }
  if (amount === null) return { fault: fault('amount', 'bad_amount', statedAmount), balance }
  return { fault: null, balance }
}

function* unfinished(account: Account): Generator<SourceRecord> {
  const { statement } = account
  account.statement = null
  if (statement)
    yield rejected(statement.raw, statement.line, `statement of ${statement.iban} has no end (07)`)
}

const rejected = (
  raw: string,
  line: number,
  what: string,
  reason: 'malformed' | 'too_large' = 'malformed',
): SourceRecord => ({ events: [], problem: { field: 'record', reason, value: `line ${line}: ${what}` }, raw })
