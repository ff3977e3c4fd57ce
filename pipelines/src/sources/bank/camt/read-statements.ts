import { SaxesParser } from 'saxes'
import { MAX_TEXT } from '../statement-text'
import type { TransactionDetails } from './transaction-details'
import { readDetails } from './transaction-details'
import type { XmlNode } from './xml-node'

const MAX_DEPTH = 100
/** Elements that one part of a statement may have, payments not counted: those are taken in one by one. */
const MAX_NODES = 20_000
const MAX_DETAILS = 100_000
const STATEMENTS = new Set(['Stmt', 'Rpt', 'Ntfctn'])

/** What happens in a file, in its order. */
export type CamtStep =
  | { step: 'statement' }
  /** a direct part of the statement: Id, Acct, Bal, TxsSummry … */
  | { step: 'part'; node: XmlNode }
  | { step: 'entry'; node: XmlNode; details: TransactionDetails[]; tooMany: boolean; line: number }
  | { step: 'end' }
  /** the file cannot be read on from here */
  | { step: 'broken'; reason: 'malformed' | 'too_large'; line: number; message: string }

/**
 * Parts a camt file into statements and entries. Only the entry at hand is kept, and of its payments what is needed.
 * No DTD is accepted, hence no entities beyond the five of XML; depth and sizes are limited.
 */
export async function* readStatements(chunks: AsyncIterable<string>): AsyncGenerator<CamtStep> {
  const reader = new StatementReader()
  for await (const chunk of chunks) {
    yield* reader.take(chunk)
    if (reader.broken) return
  }
  yield* reader.finish()
}

class StatementReader {
  broken = false
  readonly #parser = new SaxesParser({ xmlns: false })
  #steps: CamtStep[] = []
  /** the last step: a tag that closes another closes elements before the parser says that it is wrong */
  #pending: CamtStep | null = null
  /** local names from the root to the statement */
  #path: string[] = []
  #inStatement = false
  #depth = 0
  /** open elements of the part at hand, outermost first */
  #open: XmlNode[] = []
  #nodes = 0
  #details: TransactionDetails[] = []
  #tooMany = false
  #line = 0
  /** characters since the last tag */
  #silent = 0

  constructor() {
    const parser = this.#parser
    parser.on('error', (error) => {
      throw new Unreadable('malformed', error.message.replace(/^\d+:\d+: /, ''))
    })
    parser.on('doctype', () => {
      throw new Unreadable('malformed', 'a DOCTYPE is not accepted in a bank statement')
    })
    parser.on('opentag', (tag) => this.#opened(tag.name, tag.attributes))
    parser.on('text', (text) => this.#said(text))
    parser.on('cdata', (text) => this.#said(text))
    parser.on('closetag', () => this.#closed())
  }

  *take(chunk: string): Generator<CamtStep> {
    this.#silent += chunk.length
    this.#run(() => this.#parser.write(chunk))
    if (!this.broken && this.#silent > MAX_TEXT + chunk.length) {
      this.#run(() => {
        throw new Unreadable('too_large', `a text of more than ${MAX_TEXT / 1024 / 1024} MB`)
      })
    }
    yield* this.#given()
  }

  *finish(): Generator<CamtStep> {
    this.#run(() => this.#parser.close())
    yield* this.#given()
  }

  #given(): CamtStep[] {
    const given = this.#steps
    this.#steps = []
    return given
  }

  #run(read: () => void): void {
    try {
      read()
      this.#settle()
    } catch (error) {
      if (!(error instanceof Unreadable)) throw error
      this.broken = true
      this.#steps.push({
        step: 'broken',
        reason: error.reason,
        line: this.#parser.line,
        message: error.message,
      })
    }
  }

  #settle(): void {
    if (this.#pending) this.#steps.push(this.#pending)
    this.#pending = null
  }

  #opened(qualified: string, attributes: Record<string, string>): void {
    const name = qualified.slice(qualified.indexOf(':') + 1)
    this.#settle()
    this.#silent = 0
    this.#depth += 1
    if (this.#depth > MAX_DEPTH)
      throw new Unreadable('too_large', `elements nested more than ${MAX_DEPTH} deep`)
    if (!this.#inStatement) {
      this.#inStatement = STATEMENTS.has(name) && (this.#path.at(-1)?.startsWith('BkToCstmr') ?? false)
      this.#path.push(name)
      if (this.#inStatement) this.#steps.push({ step: 'statement' })
      return
    }
    const parent = this.#open.at(-1)
    const node: XmlNode = { name, text: '', currency: attributes['Ccy'] ?? '', children: [] }
    if (!parent) {
      this.#nodes = 0
      this.#line = this.#parser.line
    }
    this.#nodes += 1
    if (this.#nodes > MAX_NODES)
      throw new Unreadable('too_large', `${this.#open[0]?.name} has too many elements`)
    parent?.children.push(node)
    this.#open.push(node)
  }

  #said(text: string): void {
    const node = this.#open.at(-1)
    if (!node) return
    node.text += text
    if (node.text.length > MAX_TEXT) throw new Unreadable('too_large', `${node.name} is longer than 1 MB`)
  }

  #closed(): void {
    this.#settle()
    this.#silent = 0
    this.#depth -= 1
    const node = this.#open.pop()
    if (node) {
      if (node.name === 'TxDtls' && this.#open[0]?.name === 'Ntry') this.#took(node)
      if (this.#open.length === 0) this.#finished(node)
      return
    }
    this.#path.pop()
    if (this.#inStatement) this.#pending = { step: 'end' }
    this.#inStatement = false
  }

  /** A payment of the entry: what matters of it is kept, its elements are let go. */
  #took(node: XmlNode): void {
    this.#open.at(-1)?.children.pop()
    this.#nodes -= countOf(node)
    if (this.#details.length < MAX_DETAILS) this.#details.push(readDetails(node))
    else this.#tooMany = true
  }

  #finished(node: XmlNode): void {
    if (node.name !== 'Ntry') {
      this.#pending = { step: 'part', node }
      return
    }
    this.#pending = {
      step: 'entry',
      node,
      details: this.#details,
      tooMany: this.#tooMany,
      line: this.#line,
    }
    this.#details = []
    this.#tooMany = false
  }
}

const countOf = (node: XmlNode): number => node.children.reduce((sum, child) => sum + countOf(child), 1)

class Unreadable extends Error {
  override readonly name = 'Unreadable'

  constructor(
    readonly reason: 'malformed' | 'too_large',
    message: string,
  ) {
    super(message)
  }
}
