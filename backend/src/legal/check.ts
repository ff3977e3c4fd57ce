import type { DebtorKind } from './regime'
import type { Finding, LegalRule } from './rule'
import { LEGAL_RULES } from './rules'
import type { Day } from './days'
import type { LegalSubject } from './subject'

/** The one version of each rule that is in force on a day. */
export const rulesInForce = (on: Day, rules: readonly LegalRule[] = LEGAL_RULES): readonly LegalRule[] =>
  rules.filter(({ valid_from, valid_to }) => valid_from <= on && (valid_to === null || on <= valid_to))

/**
 * All offences of a message against the rules in force on its day, refusals first. A debtor of unknown kind is held to
 * be a consumer. Pure: the same subject always gives the same findings.
 */
export function checkLegal(
  subject: LegalSubject,
  rules: readonly LegalRule[] = LEGAL_RULES,
): readonly Finding[] {
  const kind: DebtorKind = subject.debtor.kind === 'unknown' ? 'consumer' : subject.debtor.kind
  const found = rulesInForce(subject.on, rules)
    .filter(({ holds_for }) => holds_for.includes(kind))
    .flatMap((rule) => findings(rule, subject))
  return [...found.filter(isRefusal), ...found.filter((finding) => !isRefusal(finding))]
}

/** Whether a message with these findings may go. */
export const isRefusal = ({ severity }: Finding): boolean => severity === 'refusal'

function findings(rule: LegalRule, subject: LegalSubject): readonly Finding[] {
  const { version, article, source, basis, severity, valid_from, valid_to } = rule
  return rule.check(subject).map(({ params = {}, where = null }) => ({
    rule: rule.id,
    version,
    article,
    source,
    basis,
    severity,
    valid_from,
    valid_to,
    params,
    where,
  }))
}
