// Law and practice of reminders. Pure: dates, texts and rates are arguments.
export { checkLegal, isRefusal, rulesInForce } from './check'
export { DEBTOR_KINDS, isNaturalPerson, regimeOf } from './regime'
export type { DebtorKind, Regime } from './regime'
export type { Finding, LegalRule, Severity, Where } from './rule'
export { LEGAL_RULES } from './rules'
export { claimDeadline } from './rules/insolvency'
export type {
  LegalDebtor,
  LegalDecision,
  LegalInvoice,
  LegalSender,
  LegalSubject,
  LegalTexts,
  LocalMoment,
} from './subject'
export { findingText } from './texts/message'
export { contractFloor, lateInterest, recoveryIndemnity } from './late-interest'
export type { InterestPeriod, InterestQuestion, LateDebt, LateInterest, Settlement } from './late-interest'
export { MissingRateError, SEEDED_RATES, toPercent } from './reference-rates'
export type { MissingRate, ReferenceRate } from './reference-rates'
export type { ReferenceRateName } from './reference-rates.contract'
