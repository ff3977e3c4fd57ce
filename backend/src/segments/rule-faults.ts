import {
  customerFields,
  invoiceFields,
  ruleOperators,
  ruleSchema,
  segmentFieldOf,
} from '@relance/experiments'
import type { RuleSubject, SegmentRule } from '@relance/experiments'
import { AppError } from '../http/app-error'
import type { RuleFault } from './segments.contract'

type Node = Record<string, unknown>
const MOST_FAULTS = 20
const DEEPEST = 12
const WORDS = { all: 'all', any: 'any', not: 'not', some_invoice: 'some_invoice' } as const

/** A rule that can be compiled. @throws AppError `segments/bad-rule` with every fault, where it is and what would fit */
export function requireGoodRule(rule: unknown): SegmentRule {
  const parsed = ruleSchema.safeParse(rule)
  if (parsed.success) return parsed.data
  const faults = [...ruleFaults(rule)].slice(0, MOST_FAULTS)
  if (faults.length === 0) {
    const message = parsed.error.issues.map((issue) => issue.message).join('; ')
    faults.push(fault('', 'shape', '', message))
  }
  throw new AppError('segments/bad-rule', 422, faults.map(({ message }) => message).join(' '), { faults })
}

function* ruleFaults(
  node: unknown,
  path = '',
  subject: RuleSubject = 'customer',
  depth = 0,
): Generator<RuleFault> {
  if (!isNode(node)) {
    return yield fault(
      path,
      'shape',
      '',
      'A condition is an object with field and op, or all, any, not, some_invoice.',
    )
  }
  if (depth > DEEPEST) return yield fault(path, 'too_deep', '', `Conditions nest ${DEEPEST} deep at most.`)
  const word = Object.values(WORDS).find((key) => key in node)
  if (word === undefined) return yield* comparisonFaults(node, path, subject)
  const extra = Object.keys(node).filter((key) => key !== word)
  if (extra.length > 0) {
    yield fault(path, 'shape', '', `${word} stands alone; take ${extra.join(', ')} out or put it inside.`)
  }
  const inside = (key: string | number) => [path, word, key].filter((part) => part !== '').join('.')
  if (word === 'all' || word === 'any') {
    const list = node[word]
    if (!Array.isArray(list) || list.length === 0 || list.length > 100) {
      return yield fault(path, 'shape', '', `${word} takes a list of 1 to 100 conditions; add one.`)
    }
    for (const [position, inner] of list.entries())
      yield* ruleFaults(inner, inside(position), subject, depth + 1)
    return
  }
  if (word === 'some_invoice' && subject === 'invoice') {
    return yield fault(
      path,
      'shape',
      '',
      'some_invoice cannot stand inside some_invoice; take the inner one away.',
    )
  }
  yield* ruleFaults(node[word], inside(''), word === 'not' ? subject : 'invoice', depth + 1)
}

function* comparisonFaults(node: Node, path: string, subject: RuleSubject): Generator<RuleFault> {
  const { field, op, value, ...rest } = node
  const extra = Object.keys(rest)
  if (typeof field !== 'string' || extra.length > 0) {
    const message =
      extra.length > 0
        ? `A condition has field, op and value only; take ${extra.join(', ')} away.`
        : 'A condition names a field; choose one.'
    return yield fault(path, 'shape', typeof field === 'string' ? field : '', message, names(subject))
  }
  const definition = segmentFieldOf(subject, field)
  if (definition === undefined) {
    const other = subject === 'customer' ? 'invoice' : 'customer'
    const elsewhere = segmentFieldOf(other, field) !== undefined
    const hint = !elsewhere
      ? `Choose one of: ${names(subject).join(', ')}${subject === 'customer' ? ', or custom.<name>' : ''}.`
      : other === 'invoice'
        ? 'It is a field of invoices: put the condition into some_invoice.'
        : 'It is a field of customers: take the condition out of some_invoice.'
    return yield fault(
      path,
      'unknown_field',
      field,
      `There is no ${subject} field ${field}. ${hint}`,
      names(subject),
    )
  }
  const operators = ruleOperators[definition.type]
  if (!(operators as readonly unknown[]).includes(op)) {
    const message = `${String(op)} does not apply to ${field} (${definition.type}); use ${operators.join(', ')}.`
    return yield fault(path, 'wrong_operator', field, message, operators)
  }
  const single = ruleSchema.safeParse(subject === 'customer' ? node : { some_invoice: node })
  if (!single.success) {
    yield fault(path, 'wrong_value', field, valueHint(field, String(op), definition.type, value))
  }
}

function valueHint(field: string, op: string, type: string, value: unknown): string {
  if (op === 'is_empty' || op === 'is_not_empty') return `${field} ${op} takes no value; take it away.`
  if (op === 'between') return `${field} between takes two numbers, the lower one first, e.g. [10, 60].`
  const what = type === 'number' ? 'number' : type === 'boolean' ? 'true or false' : 'text that is not empty'
  if (op === 'in' || op === 'not_in') return `${field} ${op} takes a list of at least one ${what}.`
  const quoted = type === 'number' && typeof value === 'string' ? ' without quotation marks' : ''
  return `${field} ${op} takes one ${what}${quoted}.`
}

const isNode = (value: unknown): value is Node =>
  typeof value === 'object' && value !== null && !Array.isArray(value)
const names = (subject: RuleSubject) => Object.keys(subject === 'customer' ? customerFields : invoiceFields)
const fault = (
  path: string,
  code: RuleFault['code'],
  field: string,
  message: string,
  choices: readonly string[] = [],
): RuleFault => ({ path, code, field, message, choices: [...choices] })
