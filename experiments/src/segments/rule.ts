import { z } from 'zod'
import { segmentFieldOf } from './fields'
import type { SegmentFieldType, RuleSubject } from './fields'

/**
 * The rule language of segments. Truth is two-valued: every comparison with an unknown value is
 * false, and `ne`, `not_in`, `is_not_empty` are the exact complements of `eq`, `in`, `is_empty`
 * (a customer of unknown country "is not FR"). Both compilers keep this meaning.
 */
export const ruleOperators = {
  number: ['eq', 'ne', 'lt', 'lte', 'gt', 'gte', 'between', 'in', 'not_in', 'is_empty', 'is_not_empty'],
  text: ['eq', 'ne', 'in', 'not_in', 'contains', 'is_empty', 'is_not_empty'],
  boolean: ['eq', 'ne', 'is_empty', 'is_not_empty'],
  list: ['contains', 'in', 'not_in', 'is_empty', 'is_not_empty'],
} as const satisfies Record<SegmentFieldType, readonly string[]>

export type RuleOperator = (typeof ruleOperators)[SegmentFieldType][number]
export type RuleValue = number | string | boolean

export interface RuleComparison {
  readonly field: string
  readonly op: RuleOperator
  readonly value?: RuleValue | readonly RuleValue[] | undefined
}

export type SegmentRule =
  | { readonly all: readonly SegmentRule[] }
  | { readonly any: readonly SegmentRule[] }
  | { readonly not: SegmentRule }
  /** At least one open invoice of the customer for which the inner rule holds. */
  | { readonly some_invoice: SegmentRule }
  | RuleComparison

const scalar = z.union([z.number(), z.string(), z.boolean()])
const operatorNames = [...new Set(Object.values(ruleOperators).flat())] as [RuleOperator, ...RuleOperator[]]

const ruleShape: z.ZodType<SegmentRule> = z.lazy(() =>
  z.union([
    z.strictObject({ all: z.array(ruleShape).min(1).max(100) }),
    z.strictObject({ any: z.array(ruleShape).min(1).max(100) }),
    z.strictObject({ not: ruleShape }),
    z.strictObject({ some_invoice: ruleShape }),
    z.strictObject({
      field: z.string(),
      op: z.enum(operatorNames),
      value: z.union([scalar, z.array(scalar).max(1000)]).optional(),
    }),
  ]),
)

const maxDepth = 12

/** A sentence naming what is wrong with one comparison, or undefined. */
function fault(comparison: RuleComparison, subject: RuleSubject): string | undefined {
  const { field, op, value } = comparison
  const definition = segmentFieldOf(subject, field)
  if (definition === undefined) return `no ${subject} field is called ${field}`
  if (!(ruleOperators[definition.type] as readonly string[]).includes(op)) {
    return `${op} does not apply to ${field}, which is a ${definition.type}`
  }
  if (op === 'is_empty' || op === 'is_not_empty')
    return value === undefined ? undefined : `${op} takes no value`
  const wanted =
    definition.type === 'list' ? 'string' : definition.type === 'text' ? 'string' : definition.type
  const fits = (v: unknown) => typeof v === wanted && v !== ''
  if (op === 'between') {
    const [low, high] = Array.isArray(value) ? (value as unknown[]) : []
    if (!Array.isArray(value) || value.length !== 2 || !fits(low) || !fits(high))
      return 'between takes two numbers'
    return (low as number) <= (high as number) ? undefined : 'between takes the lower number first'
  }
  if (op === 'in' || op === 'not_in') {
    if (!Array.isArray(value) || value.length === 0 || !value.every(fits)) {
      return `${op} takes a list of at least one ${wanted}`
    }
    return undefined
  }
  return fits(value) ? undefined : `${op} on ${field} takes one ${wanted}`
}

function faults(rule: SegmentRule, subject: RuleSubject, depth: number): string[] {
  if (depth > maxDepth) return [`rules nest ${maxDepth} deep at most`]
  if ('all' in rule) return rule.all.flatMap((inner) => faults(inner, subject, depth + 1))
  if ('any' in rule) return rule.any.flatMap((inner) => faults(inner, subject, depth + 1))
  if ('not' in rule) return faults(rule.not, subject, depth + 1)
  if ('some_invoice' in rule) {
    return subject === 'invoice'
      ? ['some_invoice cannot stand inside some_invoice']
      : faults(rule.some_invoice, 'invoice', depth + 1)
  }
  const found = fault(rule, subject)
  return found === undefined ? [] : [found]
}

/** Zod schema of a rule about customers; each issue's message says which comparison is wrong and why. */
export const ruleSchema: z.ZodType<SegmentRule> = ruleShape.superRefine((rule, context) => {
  for (const message of faults(rule, 'customer', 0)) context.addIssue({ code: 'custom', message })
})

/** A named segment of an ordered list; the first that fits counts. */
export const segmentSchema = z.strictObject({
  id: z.string().regex(/^[a-z0-9][a-z0-9_-]{0,62}$/),
  name: z.string().min(1).max(200),
  rule: ruleSchema,
})
export type SegmentDefinition = z.infer<typeof segmentSchema>

/** Id of the last segment, which takes whom no rule took. */
export const everyoneElse = 'everyone_else'

/** Throws RangeError unless the rule is valid; returns it typed. */
export function requireRule(rule: unknown): SegmentRule {
  const parsed = ruleSchema.safeParse(rule)
  if (!parsed.success)
    throw new RangeError(`not a segment rule: ${parsed.error.issues.map((i) => i.message).join('; ')}`)
  return parsed.data
}
