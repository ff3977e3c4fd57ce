import { segmentFieldOf } from './fields'
import { everyoneElse, requireRule } from './rule'
import type { RuleSubject } from './fields'
import type { RuleComparison, SegmentRule, SegmentDefinition } from './rule'

/** A boolean ClickHouse expression and its server parameters; no value ever stands in the text. */
export interface CompiledSql {
  readonly sql: string
  readonly params: Readonly<Record<string, unknown>>
}

export interface SqlOptions {
  /** Column of a customer field (default: the field's own name). May be qualified: `c.kind`. */
  readonly customerColumns?: Readonly<Record<string, string>>
  readonly invoiceColumns?: Readonly<Record<string, string>>
  /** Map(String, String) column with the custom fields (default `custom`). */
  readonly customColumn?: string
  /** Table or view with one row an open invoice (default `open_invoices`). */
  readonly invoiceTable?: string
  /** Columns that join invoices to customers, the same names on both sides (default customer_id). */
  readonly customerKey?: readonly string[]
  /** Start of the parameters' names (default `p`), for several rules in one statement. */
  readonly prefix?: string
}

const identifier = /^[A-Za-z_][A-Za-z0-9_]*(\.[A-Za-z_][A-Za-z0-9_]*)?$/

function quoted(name: string): string {
  if (!identifier.test(name)) throw new RangeError(`not a column or table name: ${name}`)
  return name
    .split('.')
    .map((part) => `\`${part}\``)
    .join('.')
}

class SqlCompiler {
  readonly params: Record<string, unknown> = {}
  private count = 0
  private readonly options: SqlOptions

  constructor(options: SqlOptions) {
    this.options = options
  }

  param(type: string, value: unknown): string {
    const name = `${this.options.prefix ?? 'p'}${++this.count}`
    if (!identifier.test(name)) throw new RangeError(`not a parameter prefix: ${String(this.options.prefix)}`)
    this.params[name] = value
    return `{${name}:${type}}`
  }

  rule(rule: SegmentRule, subject: RuleSubject): string {
    if ('all' in rule) return `(${rule.all.map((inner) => this.rule(inner, subject)).join(' AND ')})`
    if ('any' in rule) return `(${rule.any.map((inner) => this.rule(inner, subject)).join(' OR ')})`
    if ('not' in rule) return `(NOT ${this.rule(rule.not, subject)})`
    if ('some_invoice' in rule) {
      const names = this.options.customerKey ?? ['customer_id']
      const outer = names.map((name) => quoted(this.options.customerColumns?.[name] ?? name))
      const inner = names.map((name) => quoted(this.options.invoiceColumns?.[name] ?? name))
      const table = quoted(this.options.invoiceTable ?? 'open_invoices')
      const where = this.rule(rule.some_invoice, 'invoice')
      return `((${outer.join(', ')}) IN (SELECT ${inner.join(', ')} FROM ${table} WHERE ${where}))`
    }
    return this.comparison(rule, subject)
  }

  private column(field: string, subject: RuleSubject): string {
    if (field.startsWith('custom.')) {
      // A missing key of a Map reads as '', which the language calls empty.
      const column = quoted(this.options.customColumn ?? 'custom')
      return `nullIf(${column}[${this.param('String', field.slice('custom.'.length))}], '')`
    }
    const columns = subject === 'customer' ? this.options.customerColumns : this.options.invoiceColumns
    const column = quoted(columns?.[field] ?? field)
    // Decimal amounts and Float64 parameters compare as the doubles that the SDK sees.
    return segmentFieldOf(subject, field)?.type === 'number' ? `toFloat64(${column})` : column
  }

  private comparison({ field, op, value }: RuleComparison, subject: RuleSubject): string {
    const type = segmentFieldOf(subject, field)?.type ?? 'text'
    const column = this.column(field, subject)
    const scalar = type === 'number' ? 'Float64' : type === 'boolean' ? 'Bool' : 'String'
    const known = (expression: string) => `ifNull(${expression}, 0)`
    const one = () => this.param(scalar, value)
    const many = () => this.param(`Array(${scalar})`, value)
    const empty =
      type === 'list'
        ? `empty(${column})`
        : type === 'text'
          ? `(ifNull(${column}, '') = '')`
          : `isNull(${column})`
    const member = () =>
      type === 'list' ? `hasAny(${column}, ${many()})` : known(`has(${many()}, ${column})`)
    switch (op) {
      case 'eq':
        return known(`${column} = ${one()}`)
      case 'ne':
        return `(NOT ${known(`${column} = ${one()}`)})`
      case 'lt':
        return known(`${column} < ${one()}`)
      case 'lte':
        return known(`${column} <= ${one()}`)
      case 'gt':
        return known(`${column} > ${one()}`)
      case 'gte':
        return known(`${column} >= ${one()}`)
      case 'between': {
        const [low, high] = value as readonly [number, number]
        const bounds = [this.param(scalar, low), this.param(scalar, high)] as const
        return `(${known(`${column} >= ${bounds[0]}`)} AND ${known(`${column} <= ${bounds[1]}`)})`
      }
      case 'in':
        return member()
      case 'not_in':
        return `(NOT ${member()})`
      case 'contains':
        return type === 'list'
          ? `has(${column}, ${one()})`
          : known(`positionCaseInsensitiveUTF8(${column}, ${one()}) > 0`)
      case 'is_empty':
        return empty
      case 'is_not_empty':
        return `(NOT ${empty})`
    }
  }
}

/**
 * Question: which customers does a rule take, asked of ClickHouse?
 * Answers a boolean expression over one row a customer, with server parameters ({p1:Type}).
 * Throws RangeError for an invalid rule or name. Worked example: {field: 'risk', op: 'gt', value: 60}
 * → ifNull(toFloat64(`risk`) > {p1:Float64}, 0) with p1 = 60.
 */
export function compileRuleToSql(rule: unknown, options: SqlOptions = {}): CompiledSql {
  const compiler = new SqlCompiler(options)
  const sql = compiler.rule(requireRule(rule), 'customer')
  return { sql, params: compiler.params }
}

/**
 * Question: which segment of an ordered list does each customer belong to? The first that fits.
 * Answers an expression of type String: the segment's id, or `everyone_else`.
 */
export function compileSegmentsToSql(
  segments: readonly SegmentDefinition[],
  options: SqlOptions = {},
): CompiledSql {
  const compiler = new SqlCompiler(options)
  const branches = segments.flatMap(({ id, rule }) => [
    compiler.rule(requireRule(rule), 'customer'),
    compiler.param('String', id),
  ])
  const rest = compiler.param('String', everyoneElse)
  return {
    sql: branches.length === 0 ? rest : `multiIf(${[...branches, rest].join(', ')})`,
    params: compiler.params,
  }
}
