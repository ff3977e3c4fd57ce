import { segmentFieldOf } from './fields'
import { requireRule } from './rule'
import type { RuleSubject } from './fields'
import type { RuleComparison, SegmentRule, SegmentDefinition } from './rule'

/** A targeting condition in GrowthBook's JSON. */
export type GrowthBookCondition = Readonly<Record<string, unknown>>

const literal = (text: string) => text.replace(/[.*+?^${}()|[\]\\]/g, '\\$&')

function comparison({ field, op, value }: RuleComparison, subject: RuleSubject): GrowthBookCondition {
  const type = segmentFieldOf(subject, field)?.type ?? 'text'
  const emptyValue = type === 'list' ? { $size: 0 } : { $eq: '' }
  const empty =
    type === 'list' || type === 'text'
      ? { $or: [{ [field]: { $exists: false } }, { [field]: emptyValue }] }
      : { [field]: { $exists: false } }
  // Without $exists, JavaScript would compare an unknown value as 0 or as the word "null".
  const known = (test: Record<string, unknown>) => ({ [field]: { $exists: true, ...test } })
  switch (op) {
    case 'eq':
      return known({ $eq: value })
    case 'ne':
      return { $not: known({ $eq: value }) }
    case 'lt':
    case 'lte':
    case 'gt':
    case 'gte':
      return known({ [`$${op}`]: value })
    case 'between': {
      const [low, high] = value as readonly [number, number]
      return known({ $gte: low, $lte: high })
    }
    case 'in':
      return known({ $in: value })
    case 'not_in':
      return { $not: known({ $in: value }) }
    case 'contains':
      return known(type === 'list' ? { $in: [value] } : { $regexi: literal(String(value)) })
    case 'is_empty':
      return empty
    case 'is_not_empty':
      return { $not: empty }
  }
}

function condition(rule: SegmentRule, subject: RuleSubject): GrowthBookCondition {
  if ('all' in rule) return { $and: rule.all.map((inner) => condition(inner, subject)) }
  if ('any' in rule) return { $or: rule.any.map((inner) => condition(inner, subject)) }
  if ('not' in rule) return { $not: condition(rule.not, subject) }
  if ('some_invoice' in rule) {
    // The SDK takes an object whose keys all start with $ for operators on a scalar; `id` tells it otherwise.
    const each = { id: { $exists: true }, $and: [condition(rule.some_invoice, 'invoice')] }
    return { invoices: { $exists: true, $elemMatch: each } }
  }
  return comparison(rule, subject)
}

/**
 * Question: which customers does a rule take, asked of GrowthBook's SDK?
 * Answers a condition over the attributes of {@link CustomerAttributes}: the fields by name, custom
 * fields under `custom`, open invoices as a list of objects with an `id`. Throws RangeError for an
 * invalid rule. Worked example: {field: 'risk', op: 'gt', value: 60} → {risk: {$exists: true, $gt: 60}}.
 */
export function compileRuleToGrowthBook(rule: unknown): GrowthBookCondition {
  return condition(requireRule(rule), 'customer')
}

/**
 * Question: the same for the n-th of an ordered list, where the first that fits counts?
 * Position = segments.length means "everyone else".
 */
export function compileSegmentToGrowthBook(
  segments: readonly SegmentDefinition[],
  position: number,
): GrowthBookCondition {
  if (!Number.isInteger(position) || position < 0 || position > segments.length) {
    throw new RangeError(`position must be between 0 and ${segments.length}, got ${position}`)
  }
  const earlier = segments.slice(0, position).map(({ rule }) => ({ $not: compileRuleToGrowthBook(rule) }))
  const own = segments[position]
  const parts = own === undefined ? earlier : [compileRuleToGrowthBook(own.rule), ...earlier]
  const [only] = parts
  if (only === undefined) return {}
  return parts.length === 1 ? only : { $and: parts }
}

/** One customer as the SDK sees him; null or absent = unknown. Invoices need an id each. */
export interface CustomerAttributes {
  readonly id: string
  readonly custom?: Readonly<Record<string, string>>
  readonly invoices?: readonly ({ readonly id: string } & Readonly<Record<string, unknown>>)[]
  readonly [field: string]: unknown
}
