/** A rule of the segments' language, as the API takes it. */
export type Rule =
  | { all: Rule[] }
  | { any: Rule[] }
  | { not: Rule }
  | { some_invoice: Rule }
  | { field: string; op: string; value?: unknown }

export type Mode = 'all' | 'any' | 'none' | 'not_all'
export interface Group {
  mode: Mode
  /** the rules within speak of one open invoice */
  invoice: boolean
  rules: Rule[]
}
export type Comparison = Extract<Rule, { field: string }>

export const isComparison = (rule: Rule): rule is Comparison => 'field' in rule

/** What a rule says as a group; a comparison alone is a group of one. */
export function groupOf(rule: Rule): Group {
  if ('some_invoice' in rule) return { ...groupOf(rule.some_invoice), invoice: true }
  if ('all' in rule) return { mode: 'all', invoice: false, rules: rule.all }
  if ('any' in rule) return { mode: 'any', invoice: false, rules: rule.any }
  if ('not' in rule) {
    if ('all' in rule.not) return { mode: 'not_all', invoice: false, rules: rule.not.all }
    return { mode: 'none', invoice: false, rules: 'any' in rule.not ? rule.not.any : [rule.not] }
  }
  return { mode: 'all', invoice: false, rules: [rule] }
}

/** The rule that a group says. */
export function ruleOf({ mode, invoice, rules }: Group): Rule {
  const bare: Rule =
    mode === 'all'
      ? { all: rules }
      : mode === 'any'
        ? { any: rules }
        : { not: mode === 'none' ? { any: rules } : { all: rules } }
  return invoice ? { some_invoice: bare } : bare
}

interface Field {
  field: string
  type: string
  unit: string
  operators: string[]
}

/** The values that the catalogue names for a field, as in `business | public`; none: free. */
export const choicesOf = (field: Field): string[] =>
  field.unit.includes(' | ')
    ? field.unit
        .replace(/^.*: /, '')
        .split(' | ')
        .map((one) => one.trim())
    : []

export type ValueKind = 'none' | 'two' | 'many' | 'one'
export const valueKind = (op: string): ValueKind =>
  op === 'is_empty' || op === 'is_not_empty'
    ? 'none'
    : op === 'between'
      ? 'two'
      : op === 'in' || op === 'not_in'
        ? 'many'
        : 'one'

/** A comparison with a field, with a value of the right type for a start. */
export function comparisonWith(field: Field, op = field.operators[0] ?? 'eq', value?: unknown): Comparison {
  const kind = valueKind(op)
  if (kind === 'none') return { field: field.field, op }
  const first = field.type === 'number' ? 0 : field.type === 'boolean' ? true : (choicesOf(field)[0] ?? '')
  const old = (Array.isArray(value) ? value : value === undefined ? [] : [value]) as unknown[]
  const fitting = old.filter((one) => typeof one === typeof first)
  if (kind === 'one') return { field: field.field, op, value: fitting[0] ?? first }
  if (kind === 'many') return { field: field.field, op, value: fitting.length > 0 ? fitting : [first] }
  return { field: field.field, op, value: [fitting[0] ?? 0, fitting[1] ?? fitting[0] ?? 0] }
}

/** What was typed as the value of a field: numbers with a comma or a point, lists parted by commas or semicolons. */
export function valueOf(field: Field, op: string, text: string): unknown {
  const number = (one: string) => Number(one.trim().replace(/\s/g, '').replace(',', '.')) || 0
  if (valueKind(op) !== 'many') return field.type === 'number' ? number(text) : text
  const parts = text.split(field.type === 'number' ? ';' : /[,;]/).map((one) => one.trim())
  const filled = parts.filter((one) => one !== '')
  return field.type === 'number' ? filled.map(number) : filled
}
