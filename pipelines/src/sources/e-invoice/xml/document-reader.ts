import { SaxesParser } from 'saxes'
import type { SaxesTagPlain } from 'saxes'
import type { ReasonCode } from '../../../events/reason-codes'
import { readsAnywhere, skipped } from '../documents'
import { limits } from './limits'
import type { XmlNode } from './node'

/** Why a document cannot be read, with the place. */
export interface XmlFault {
  reason: ReasonCode
  value: string
  /** the text around the fault, on one line */
  excerpt: string
}

/** A document that was found in the text: its head as far as it could be read. */
export interface XmlDocument {
  root: XmlNode
  /** of the first element; empty where none is declared on it */
  namespace: string
  fault: XmlFault | null
}

class Refused extends Error {
  constructor(
    readonly reason: ReasonCode,
    message: string,
  ) {
    super(message)
  }
}

/** Where reading begins again after a fault. */
const RESTART =
  /<(?:[\w.-]+:)?(?:Invoice|CreditNote|CrossIndustryInvoice|CrossIndustryDocument|CrossDomainAcknowledgementAndResponse)[\s>]/g
const RESTART_LENGTH = 120
/** Characters of an excerpt that stand before the fault. */
const AFTER = limits.excerpt - 100
/** Faults in one stretch of text after which the rest of it is given up. */
const MOST_FAULTS = 1000

/**
 * Reads text that holds one document, several one after the other, or documents inside an envelope. No DOCTYPE and no
 * entities but those of XML itself; what is too deep, too long or broken ends a document with a fault, and reading
 * goes on with the next one. Only the heads of the documents are kept.
 */
export class DocumentReader {
  private readonly onText = (text: string): void => {
    const node = this.open.at(-1)
    if (!node || this.skipFrom > 0) return
    if (node.text === '' && text.trim() === '') return
    if (node.text.length + text.length > limits.text) {
      throw new Refused('too_large', `The text of ${node.name} is longer than 1 MB`)
    }
    node.text += text
  }

  private parser = this.newParser()
  private open: XmlNode[] = []
  private found: XmlDocument[] = []
  private namespace = ''
  private depth = 0
  /** depth of the element whose content is not kept, 0: none */
  private skipFrom = 0
  private nodes = 0
  private began = 0
  /** first element of an envelope, or of something unknown */
  private outer: { name: string; holds: boolean } | null = null
  /** text after a fault, in which the next beginning is searched */
  private tail: string | null = null
  /** a fault before the first element of a document, such as a DOCTYPE */
  private before: XmlFault | null = null
  private faults = 0
  /** the end of what was read, for a fault at the very end */
  private last = ''

  /** @returns documents that are complete now */
  write(text: string): XmlDocument[] {
    let rest = this.tail === null ? text : this.nextStart(this.tail + text, 1)
    while (rest !== null && rest !== '') rest = this.parse(rest)
    return this.take()
  }

  end(): XmlDocument[] {
    if (this.tail === null) {
      try {
        this.parser.close()
        this.finishOuter()
      } catch (error) {
        this.fail(error, this.last)
      }
    }
    this.tail = null
    if (this.before) this.push(emptyRoot(''), null)
    return this.take()
  }

  private take(): XmlDocument[] {
    const found = this.found
    this.found = []
    return found
  }

  /** @returns text that is left to be read after a fault, null when none is */
  private parse(text: string): string | null {
    const before = this.parser.position
    this.last = text.slice(-limits.excerpt)
    try {
      this.parser.write(text)
      const length = this.open.length > 0 ? this.parser.position - this.began : 0
      if (length > limits.document) throw new Refused('too_large', 'The document is longer than 100 MB')
      return null
    } catch (error) {
      const end = Math.max(1, this.parser.position - before - 1)
      this.fail(error, text.slice(Math.max(0, end - AFTER), end + limits.excerpt - AFTER))
      return this.nextStart(text, Math.min(end, text.length))
    }
  }

  private nextStart(text: string, from: number): string | null {
    RESTART.lastIndex = from
    const found = this.faults < MOST_FAULTS ? RESTART.exec(text) : null
    this.tail = found ? null : text.slice(-RESTART_LENGTH)
    if (found) this.parser = this.newParser()
    return found ? text.slice(found.index) : null
  }

  private fail(error: unknown, text: string): void {
    const { line, column } = this.parser
    const fault: XmlFault = {
      reason: error instanceof Refused ? error.reason : 'malformed',
      value: `line ${line}, column ${column}: ${messageOf(error)}`.slice(0, 500),
      excerpt: excerptOf(text),
    }
    const root = this.open[0] ?? (this.outer ? emptyRoot(this.outer.name) : null)
    if (root) this.push(root, fault)
    else this.before ??= fault
    this.open = []
    this.depth = 0
    this.skipFrom = 0
    this.nodes = 0
    this.outer = null
    this.tail = ''
    this.faults += 1
  }

  /** A fault before the document is the reason that counts. */
  private push(root: XmlNode, fault: XmlFault | null): void {
    this.found.push({ root, namespace: this.namespace, fault: this.before ?? fault })
    this.before = null
    this.namespace = ''
  }

  private newParser(): SaxesParser {
    const parser = new SaxesParser({ xmlns: false, fragment: true })
    parser.on('error', (error) => {
      throw error
    })
    parser.on('opentag', (tag) => this.onOpen(tag))
    parser.on('closetag', () => this.onClose())
    parser.on('text', this.onText)
    parser.on('cdata', this.onText)
    return parser
  }

  private onOpen(tag: SaxesTagPlain): void {
    this.depth += 1
    if (this.depth > limits.depth) {
      throw new Refused('too_large', `More than ${limits.depth} elements stand inside each other`)
    }
    if (this.skipFrom > 0) return
    const name = localName(tag.name)
    const parent = this.open.at(-1)
    if (!parent) return this.onOuter(name, tag)
    if (skipped.has(name)) {
      this.skipFrom = this.depth
      // an attached file is not even gathered
      this.parser.off('text')
      return
    }
    const node = this.node(name, tag.attributes)
    parent.children.push(node)
    this.open.push(node)
  }

  private onOuter(name: string, tag: SaxesTagPlain): void {
    if (this.depth === 1) this.outer = { name, holds: false }
    if (!readsAnywhere(name)) return
    if (this.outer) this.outer.holds = true
    this.nodes = 0
    this.began = this.parser.position
    const prefix = tag.name.includes(':') ? `:${tag.name.slice(0, tag.name.indexOf(':'))}` : ''
    this.namespace = tag.attributes[`xmlns${prefix}`] ?? ''
    this.open = [this.node(name, tag.attributes)]
  }

  private onClose(): void {
    const depth = this.depth
    this.depth -= 1
    if (this.skipFrom > 0) {
      if (depth > this.skipFrom) return
      this.skipFrom = 0
      this.parser.on('text', this.onText)
      return
    }
    const node = this.open.pop()
    if (node) {
      node.text = node.text.trim()
      if (this.open.length === 0) {
        this.push(node, null)
      }
    }
    if (this.depth === 0) this.finishOuter()
  }

  private finishOuter(): void {
    const { outer } = this
    this.outer = null
    if (!outer || outer.holds) return
    this.push(emptyRoot(outer.name), null)
  }

  private node(name: string, attributes: Readonly<Record<string, string>>): XmlNode {
    this.nodes += 1
    if (this.nodes > limits.nodes) {
      throw new Refused('too_large', `The head of the document has more than ${limits.nodes} elements`)
    }
    return { name, text: '', attributes, children: [] }
  }
}

/** A text as one line of bounded length. */
export const excerptOf = (text: string): string =>
  text
    .replace(/[\s\0]+/g, ' ')
    .trim()
    .slice(0, limits.excerpt)

const emptyRoot = (name: string): XmlNode => ({ name, text: '', attributes: {}, children: [] })

function messageOf(error: unknown): string {
  const message = error instanceof Error ? error.message.replace(/^\d+:\d+: /, '') : String(error)
  return /doctype/i.test(message) ? 'A DOCTYPE is not allowed; remove it' : message
}

/** Names repeat from document to document: each is cut once, and equal ones are one string, which compares faster. */
const localNames = new Map<string, string>()

function localName(name: string): string {
  const known = localNames.get(name)
  if (known !== undefined) return known
  const [local = ''] = Object.keys({ [name.slice(name.indexOf(':') + 1)]: true })
  if (localNames.size >= 5000) localNames.clear()
  localNames.set(name, local)
  return local
}
