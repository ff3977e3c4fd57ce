import type { DebtorKind } from './regime'
import type { Day } from './days'
import type { LegalSubject, LegalTexts } from './subject'

/** A refusal stops the launch or the message; a warning is shown and may be passed. */
export type Severity = 'refusal' | 'warning'

/** Where the rule comes from. Policy is what the product does by itself, without a statute that demands it. */
export type Basis = 'statute' | 'case_law' | 'guidance' | 'policy'

/** The offending words and the text in which they stand. */
export interface Where {
  readonly field: keyof LegalTexts | 'sender' | 'tags' | 'invoices'
  readonly excerpt: string
}

/** One offence against one rule. */
export interface Hit {
  readonly params?: Readonly<Record<string, string | number>>
  readonly where?: Where
}

/** A version of a rule: holds for messages dated from `valid_from` to `valid_to`, both included. */
export interface LegalRule {
  readonly id: string
  readonly version: number
  readonly holds_for: readonly DebtorKind[]
  readonly article: string
  /** where the content of the rule was read */
  readonly source: string
  /** whether the article itself, not only a commentary on it, was read when the rule was written */
  readonly text_read: boolean
  readonly basis: Basis
  readonly severity: Severity
  readonly valid_from: Day
  readonly valid_to: Day | null
  check(subject: LegalSubject): readonly Hit[]
}

/** What a credit manager is told: the rule, its version and validity, and what in the message offends it. */
export interface Finding {
  readonly rule: string
  readonly version: number
  readonly article: string
  readonly source: string
  readonly basis: Basis
  readonly severity: Severity
  readonly valid_from: Day
  readonly valid_to: Day | null
  /** values of the placeholders of the rule's sentence */
  readonly params: Readonly<Record<string, string | number>>
  readonly where: Where | null
}

type Given = 'version' | 'valid_to' | 'basis' | 'text_read'
type Facts = Omit<LegalRule, Given> & Partial<Pick<LegalRule, Given>>

/** A rule in its first version, in force until further notice, from a statute that was read in commentaries only. */
export const rule = (facts: Facts): LegalRule => ({
  version: 1,
  valid_to: null,
  basis: 'statute',
  text_read: false,
  ...facts,
})

export const EVERYBODY: readonly DebtorKind[] = [
  'business',
  'public',
  'consumer',
  'association',
  'sole_trader',
]
export const PROFESSIONALS: readonly DebtorKind[] = ['business', 'association', 'sole_trader']
export const NATURAL_PERSONS: readonly DebtorKind[] = ['consumer', 'sole_trader']
/** Rules of consumers; associations and sole traders fall under them where their regime says so. */
export const MAYBE_CONSUMERS: readonly DebtorKind[] = ['consumer', 'association', 'sole_trader']

export const offence = (params: Hit['params'] = {}, where?: Where): readonly Hit[] => [
  where ? { params, where } : { params },
]
export const NOTHING: readonly Hit[] = []
