/** A piece of SQL that is neither blank nor comment. `text` of a quoted name is the name; of a literal it is empty. */
export interface Token {
  kind: 'word' | 'quoted' | 'literal' | 'number' | 'sign' | 'end'
  text: string
  /** place of its first character */
  at: number
}

/** SQL that cannot be parted: what follows cannot be judged. */
export class UnreadableSql extends Error {
  override readonly name = 'UnreadableSql'
  constructor(
    readonly what: 'quote' | 'comment' | 'escape' | 'character',
    readonly at: number,
  ) {
    super(`unreadable SQL: ${what} at ${at}`)
  }
}

const WORD = /[\p{L}_][\p{L}\p{N}_$]*/uy
const NUMBER = /(?:0[xX][0-9a-fA-F_]+|0[bB][01_]+|\d[\d_]*(?:\.\d*)?(?:[eE][+-]?\d+)?)/y
const HEREDOC = /\$(\w*)\$/y
const SIGN = /::|->|<=>|<=|>=|<>|!=|==|\|\||@@|[-+*/%=<>!?:.,;()[\]{}|@^&~]/y

/**
 * Parts a statement as ClickHouse's lexer does: comments of three kinds, string literals with backslash escapes and
 * doubled quotes, heredocs, names in double quotes or backticks. A backslash inside a quoted name is refused, because
 * it could spell a name that is looked for.
 * @throws UnreadableSql
 */
export function tokens(sql: string): Token[] {
  const found: Token[] = []
  let at = 0
  while (at < sql.length) {
    const next = skipped(sql, at)
    if (next > at) {
      at = next
      continue
    }
    const token = tokenAt(sql, at)
    found.push({ ...token, at })
    at = token.next
  }
  return [...found, { kind: 'end', text: '', at: sql.length }]
}

/** Behind blanks or a comment that begin here. */
function skipped(sql: string, at: number): number {
  const two = sql.slice(at, at + 2)
  if (two === '/*') {
    const end = sql.indexOf('*/', at + 2)
    if (end < 0) throw new UnreadableSql('comment', at)
    return end + 2
  }
  if (two === '--' || two === '#!' || two === '# ') {
    const end = sql.indexOf('\n', at)
    return end < 0 ? sql.length : end + 1
  }
  return /\s|\u200b|\u200c|\u200d|\u2060|\ufeff/.test(sql.charAt(at)) ? at + 1 : at
}

function tokenAt(sql: string, at: number): Omit<Token, 'at'> & { next: number } {
  const quote = sql.charAt(at)
  if (quote === "'") return { kind: 'literal', text: '', next: endOfQuote(sql, at).next }
  if (quote === '"' || quote === '`') {
    const { next, content } = endOfQuote(sql, at)
    if (content.includes('\\')) throw new UnreadableSql('escape', at)
    return { kind: 'quoted', text: content, next }
  }
  const heredoc = match(HEREDOC, sql, at)
  if (heredoc !== undefined) {
    const end = sql.indexOf(heredoc, at + heredoc.length)
    if (end < 0) throw new UnreadableSql('quote', at)
    return { kind: 'literal', text: '', next: end + heredoc.length }
  }
  for (const [kind, pattern] of [
    ['number', NUMBER],
    ['word', WORD],
    ['sign', SIGN],
  ] as const) {
    const text = match(pattern, sql, at)
    if (text !== undefined) return { kind, text, next: at + text.length }
  }
  throw new UnreadableSql('character', at)
}

function endOfQuote(sql: string, at: number): { next: number; content: string } {
  const quote = sql.charAt(at)
  for (let here = at + 1; here < sql.length; here++) {
    if (sql[here] === '\\') here++
    else if (sql[here] === quote) {
      if (sql[here + 1] !== quote) return { next: here + 1, content: sql.slice(at + 1, here) }
      here++
    }
  }
  throw new UnreadableSql('quote', at)
}

function match(pattern: RegExp, sql: string, at: number): string | undefined {
  pattern.lastIndex = at
  return pattern.exec(sql)?.[0]
}
