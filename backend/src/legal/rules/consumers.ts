import { regimeOf } from '../regime'
import { EVERYBODY, MAYBE_CONSUMERS, NOTHING, offence, rule } from '../rule'
import type { LegalRule } from '../rule'
import type { LegalSubject } from '../subject'
import { says, tagHits, usesTag, wordingHits } from '../wording'

const asConsumer = ({ debtor }: LegalSubject): boolean => regimeOf(debtor.kind, debtor.acts_as) === 'consumer'

/** The fixed indemnity in words or figures; 40 € alone may be the price of something. */
export const INDEMNITY_WORDS = [
  /indemnite (?:forfaitaire|de recouvrement)/,
  /\b[dl]\.? ?441-(?:5|10)\b/,
  /\b40(?:,00|\.00)? ?(?:€|eur|euros?)[^.\n]{0,60}(?:recouvrement|indemnit|forfait|recovery|compensation)/,
  /(?:recouvrement|indemnit|forfait|recovery|compensation)[^.\n]{0,60}\b40(?:,00|\.00)? ?(?:€|eur)/,
  /(?:fixed|lump[- ]sum) (?:recovery )?(?:compensation|indemnity|charge|fee|sum)/,
  /€ ?40\b[^.\n]{0,60}(?:recovery|compensation|indemnity|charge)/,
]
export const INDEMNITY_TAGS = ['indemnity', 'recovery_indemnity', 'indemnities']

const BUSINESS_INTEREST = [
  /taux (?:de (?:refinancement|la bce)|directeur|bce|refi)/,
  /banque centrale europeenne/,
  /(?:majore|augmente)e?s? de (?:10|dix|8|huit) points/,
  /european central bank|\becb\b|refinancing rate/,
  /(?:plus|increased by) (?:10|ten|8|eight) (?:percentage )?points/,
  /trois fois le taux (?:d'interet )?legal|three times the legal/,
]
const INTEREST = [
  /(?:interets?|penalites?) (?:de retard|moratoires?)/,
  /majoration (?:de|pour) retard/,
  /late[- ](?:payment )?(?:interest|fees?|penalt)/,
]
export const INTEREST_TAGS = ['late_interest', 'interest', 'penalties']

/** Without this sentence about L111-8 itself, which collectors have to quote. */
const COSTS = [
  /frais (?:de|du) (?:recouvrement(?! (?:entrepris )?sans titre)|relance|dossier|gestion|rappel|mise en demeure|poursuite)/,
  /frais (?:accessoires|de l'acte|d'huissier|de commissaire|supplementaires|de retard)/,
  /(?:collection|recovery|reminder|dunning|administration|file|handling) (?:costs?|fees?|charges?)/,
]

/** What may not be asked of consumers. */
export const consumerRules: readonly LegalRule[] = [
  rule({
    id: 'consumer/no-recovery-indemnity',
    holds_for: MAYBE_CONSUMERS,
    article: 'C. com. L441-10 II, D441-5',
    source: 'recouvrement.pagesjaunes.fr; assistant-juridique.fr, indemnité forfaitaire',
    severity: 'refusal',
    valid_from: '2013-01-01',
    check: (subject) =>
      asConsumer(subject)
        ? [...wordingHits(subject, INDEMNITY_WORDS), ...tagHits(subject, INDEMNITY_TAGS)]
        : NOTHING,
  }),
  rule({
    id: 'consumer/no-business-interest',
    holds_for: MAYBE_CONSUMERS,
    article: 'C. com. L441-10 II; C. civ. 1231-6',
    source: 'droit-pratique.fr; assistant-juridique.fr, mise en demeure',
    severity: 'refusal',
    valid_from: '2016-10-01',
    check: (subject) => (asConsumer(subject) ? wordingHits(subject, BUSINESS_INTEREST) : NOTHING),
  }),
  rule({
    id: 'consumer/interest-before-notice',
    holds_for: MAYBE_CONSUMERS,
    article: 'C. civ. 1231-6, 1344-1',
    source: 'droit-pratique.fr; assistant-juridique.fr, mise en demeure',
    severity: 'refusal',
    valid_from: '2016-10-01',
    check: (subject) => {
      const notice = subject.step.kind === 'formal_notice' || subject.debtor.formal_notice_on !== null
      if (notice || !asConsumer(subject)) return NOTHING
      return [...wordingHits(subject, INTEREST), ...tagHits(subject, INTEREST_TAGS)]
    },
  }),
  rule({
    id: 'consumer/no-recovery-costs',
    holds_for: MAYBE_CONSUMERS,
    article: 'C. proc. civ. exéc. L111-8 al. 2',
    source: 'kohenavocats.fr, R124-4; DGCCRF, recouvrement amiable',
    severity: 'refusal',
    valid_from: '2012-06-01',
    check: (subject) =>
      asConsumer(subject)
        ? [...wordingHits(subject, COSTS), ...tagHits(subject, ['recovery_costs', 'reminder_fee'])]
        : NOTHING,
  }),
  rule({
    id: 'consumer/language',
    holds_for: MAYBE_CONSUMERS,
    article: 'Loi n° 94-665 du 4 août 1994, art. 2',
    source: 'own knowledge',
    severity: 'warning',
    valid_from: '1994-08-07',
    check: ({ step, debtor, ...rest }) =>
      debtor.country === 'FR' && step.language !== 'fr' && asConsumer({ step, debtor, ...rest })
        ? offence({ language: step.language })
        : NOTHING,
  }),
  rule({
    id: 'debtor/unknown-kind',
    holds_for: EVERYBODY,
    article: '—',
    source: 'policy of the product: the stricter rules hold while the kind is unknown',
    basis: 'policy',
    severity: 'warning',
    valid_from: '2000-01-01',
    check: ({ debtor }) => (debtor.kind === 'unknown' ? offence() : NOTHING),
  }),
  rule({
    id: 'debtor/regime-not-recorded',
    holds_for: ['association', 'sole_trader'],
    article: 'C. conso. liminaire; C. com. L441-10',
    source: 'own knowledge',
    severity: 'warning',
    valid_from: '2017-02-23',
    check: (subject) => {
      const asked = usesTag(subject, ...INTEREST_TAGS, ...INDEMNITY_TAGS) || saysMoney(subject)
      if (subject.debtor.acts_as !== null || !asked) return NOTHING
      return offence({ regime: asConsumer(subject) ? 'consumer' : 'business' })
    },
  }),
]

const saysMoney = (subject: LegalSubject): boolean =>
  [...INDEMNITY_WORDS, ...INTEREST].some((pattern) => says(subject, pattern))
