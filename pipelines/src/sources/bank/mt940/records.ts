import type { SourceRecord } from '../../source'
import type { Balance, StatementChecks } from '../balances'
import { StatementSum } from '../balances'
import { badlyEncoded } from '../encoding-problem'
import { EntryRecords } from '../entry-record'
import { parseMoney } from '../money'
import type { Line } from '../statement-text'
import type { SwiftFrame } from './entry'
import { longDay, readEntry } from './entry'
import type { SwiftField, SwiftStep } from './messages'
import { readMessages } from './messages'

/** Entries of MT940 and MT942 messages as records, one each with its :86:. */
export async function* mt940Records(
  lines: AsyncIterable<Line>,
  currency: string,
  checks: StatementChecks,
): AsyncGenerator<SourceRecord> {
  const reader = new Reader(currency, checks)
  for await (const step of readMessages(lines)) yield* reader.take(step)
}

class Reader {
  readonly #records = new EntryRecords()
  #frame: SwiftFrame
  #sum = new StatementSum()
  #opening: Balance | null = null
  #closing: Balance | null = null
  /** :61: that waits for its :86: */
  #entry: SwiftField | null = null
  #information = ''

  constructor(
    private readonly currency: string,
    private readonly checks: StatementChecks,
  ) {
    this.#frame = this.#newFrame()
  }

  *take(step: SwiftStep): Generator<SourceRecord> {
    if (step.step === 'stray') {
      const value = `line ${step.line}: ${step.text.slice(0, 200)}`
      yield { events: [], problem: { field: 'line', reason: step.reason, value }, raw: step.text }
    } else if (step.step === 'end') yield* this.#endOfMessage()
    else if (step.field.tag === '86') this.#information = this.#entry ? step.field.text : ''
    else {
      yield* this.#flush()
      yield* this.#learn(step.field)
    }
  }

  *#learn(field: SwiftField): Generator<SourceRecord> {
    const { tag, text } = field
    const [first = ''] = text.split('\n')
    if (tag === '20') yield* this.#newMessage()
    else if (/^25/.test(tag)) this.#frame.account = accountOf(first)
    else if (/^28/.test(tag)) this.#frame.id = first.trim()
    else if (tag === '61') this.#entry = field
    else if (/^34/.test(tag)) {
      this.#frame.kind = 'mt942'
      this.#frame.currency = /^[A-Z]{3}/.exec(first)?.[0] ?? this.#frame.currency
    } else if (/^6[02]/.test(tag)) {
      const balance = balanceOf(first)
      if (!balance) {
        const value = `line ${field.line}: :${tag}:${first.slice(0, 100)}`
        yield {
          events: [],
          problem: { field: `:${tag}:`, reason: 'malformed', value },
          raw: `:${tag}:${text}`,
        }
      } else if (tag.startsWith('60')) {
        this.#opening ??= balance
        this.#frame.currency = balance.currency
      } else this.#closing = balance
    }
  }

  *#flush(): Generator<SourceRecord> {
    const field = this.#entry
    const information = this.#information
    this.#entry = null
    this.#information = ''
    if (!field) return
    const raw = `:61:${field.text}${information && `\n:86:${information}`}`
    const read = readEntry(field, information, this.#frame)
    if (read.is === 'unreadable') {
      yield { events: [], problem: { field: ':61:', reason: read.reason, value: read.value }, raw }
      return
    }
    const record = this.#records.of(read.entry)
    if (read.is === 'announced') {
      yield { ...record, ignored: 'not_booked' }
      return
    }
    this.#sum.add(read.entry.amount, read.entry.currency)
    const checked = badlyEncoded(record, field.line)
    yield checked.problem ? { ...checked, raw } : checked
  }

  /** Some files have messages without an end between them. */
  *#newMessage(): Generator<SourceRecord> {
    yield* this.#endOfMessage()
    this.#records.newStatement()
  }

  *#endOfMessage(): Generator<SourceRecord> {
    yield* this.#flush()
    const [opening, closing] = [this.#opening, this.#closing]
    const { account, id } = this.#frame
    this.checks.statement(`${account} ${id}`, this.#sum, {
      ...(opening ? { opening } : {}),
      ...(closing ? { closing } : {}),
    })
    if (closing) this.checks.closed(account, closing.day)
    this.#frame = this.#newFrame()
    this.#sum = new StatementSum()
    this.#opening = null
    this.#closing = null
  }

  #newFrame(): SwiftFrame {
    return { kind: 'mt940', account: '', currency: this.currency, id: '' }
  }
}

/** Account or bank and account, sometimes with the currency behind it. */
const accountOf = (text: string): string => text.replace(/\s+/g, '').replace(/(\d)[A-Z]{3}$/, '$1')

/** C or D, date, currency and amount. */
function balanceOf(text: string): Balance | null {
  const found = /^([CD])(\d{6})([A-Z]{3})([\d,]+)/.exec(text.trim())
  const amount = parseMoney(found?.[4] ?? '')
  const day = longDay(found?.[2] ?? '')
  if (!found || amount === null || day === null) return null
  return { amount: found[1] === 'D' ? -amount : amount, currency: found[3] ?? '', day }
}
