/** A piece of a template. A condition holds when its tag has a value, or when its flag is set. */
export type Node =
  | { readonly kind: 'text'; readonly text: string }
  | { readonly kind: 'tag'; readonly name: string; readonly at: number }
  | {
      readonly kind: 'if'
      readonly name: string
      readonly at: number
      readonly yes: Node[]
      readonly no: Node[]
    }

export type FaultCode =
  'bad_tag' | 'unclosed_tag' | 'unclosed_block' | 'unopened_block' | 'nothing_after_else'

/** What cannot be read, `at` characters from the start of the source. */
export interface Fault {
  readonly code: FaultCode
  readonly at: number
  readonly length: number
  readonly found: string
}

export interface Parsed {
  readonly nodes: Node[]
  readonly faults: readonly Fault[]
}

interface OpenBlock {
  readonly node: Extract<Node, { kind: 'if' }>
  readonly opening: string
  into: Node[]
  otherwise: boolean
}

const TAG = /\{\{([^{}]*)\}\}/g
const NAME = /^[a-z][a-z0-9_]*(\.[a-z][a-z0-9_]*)?$/

/**
 * Reads `{{name}}`, `{{#if name}} … {{else}} … {{/if}}`; nothing else is allowed between double braces. Always answers:
 * what is wrong is in `faults`, and a template with faults must not be merged.
 */
export function parse(source: string): Parsed {
  const reader = new Reader()
  let from = 0
  for (const match of source.matchAll(TAG)) {
    reader.text(source.slice(from, match.index), from)
    from = match.index + match[0].length
    // Three braces are no more raw than two here; they are refused, not guessed at.
    const more = source[match.index - 1] === '{' || source[from] === '}'
    reader.tag(match[0], more ? '' : (match[1] ?? '').trim(), match.index)
  }
  reader.text(source.slice(from), from)
  return reader.end()
}

class Reader {
  private readonly root: Node[] = []
  private readonly open: OpenBlock[] = []
  private readonly faults: Fault[] = []

  text(text: string, at: number): void {
    if (text === '') return
    for (const stray of text.matchAll(/\{\{|\}\}/g)) this.fault('unclosed_tag', at + stray.index, stray[0])
    this.into.push({ kind: 'text', text })
  }

  tag(found: string, inside: string, at: number): void {
    const condition = /^#if\s+(\S+)$/.exec(inside)?.[1]
    if (condition !== undefined && NAME.test(condition)) return this.begin(found, condition, at)
    if (inside === 'else') return this.otherwise(found, at)
    if (inside === '/if') return this.close(found, at)
    if (!NAME.test(inside) || inside === 'if') return this.fault('bad_tag', at, found)
    this.into.push({ kind: 'tag', name: inside, at })
  }

  end(): Parsed {
    for (const { node, opening } of this.open) this.fault('unclosed_block', node.at, opening)
    return { nodes: this.root, faults: this.faults.sort((a, b) => a.at - b.at) }
  }

  private get into(): Node[] {
    return this.open.at(-1)?.into ?? this.root
  }

  private begin(opening: string, name: string, at: number): void {
    const node = { kind: 'if' as const, name, at, yes: [], no: [] }
    this.into.push(node)
    this.open.push({ node, opening, into: node.yes, otherwise: false })
  }

  private otherwise(found: string, at: number): void {
    const block = this.open.at(-1)
    if (!block || block.otherwise) return this.fault('unopened_block', at, found)
    block.otherwise = true
    block.into = block.node.no
  }

  private close(found: string, at: number): void {
    const block = this.open.pop()
    if (!block) return this.fault('unopened_block', at, found)
    if (block.otherwise && block.node.no.length === 0) this.fault('nothing_after_else', at, found)
  }

  private fault(code: FaultCode, at: number, found: string): void {
    this.faults.push({ code, at, length: found.length, found })
  }
}
