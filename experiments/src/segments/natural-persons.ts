import { segmentFieldOf } from './fields'
import { requireRule } from './rule'
import type { RuleSubject } from './fields'
import type { SegmentRule } from './rule'

/** Fields that a rule reads, invoice fields as `invoice.<name>`; sorted, each once. */
export function fieldsOfRule(rule: unknown): readonly string[] {
  const found = new Set<string>()
  const visit = (inner: SegmentRule, subject: RuleSubject): void => {
    if ('all' in inner) inner.all.forEach((r) => visit(r, subject))
    else if ('any' in inner) inner.any.forEach((r) => visit(r, subject))
    else if ('not' in inner) visit(inner.not, subject)
    else if ('some_invoice' in inner) visit(inner.some_invoice, 'invoice')
    else found.add(subject === 'invoice' ? `invoice.${inner.field}` : inner.field)
  }
  visit(requireRule(rule), 'customer')
  return [...found].sort()
}

export interface NaturalPersonFinding {
  readonly field: string
  readonly code:
    'segment/stand-in' | 'segment/profiling-without-assessment' | 'segment/custom-field-to-review'
}

/**
 * Question: may this rule choose tone, channel or holdout of natural persons (consumers, sole traders)?
 * Country and language stand in for origin and never may; profile and risk only once a data-protection
 * assessment is recorded; what a custom field means only a person can say. Empty list = allowed.
 */
export function checkForNaturalPersons(
  rule: unknown,
  assessmentRecorded: boolean,
): readonly NaturalPersonFinding[] {
  return fieldsOfRule(rule).flatMap((field): NaturalPersonFinding[] => {
    if (field.startsWith('custom.')) return [{ field, code: 'segment/custom-field-to-review' }]
    const definition = field.startsWith('invoice.') ? undefined : segmentFieldOf('customer', field)
    if (definition?.standIn) return [{ field, code: 'segment/stand-in' }]
    if (definition?.profiling && !assessmentRecorded) {
      return [{ field, code: 'segment/profiling-without-assessment' }]
    }
    return []
  })
}
