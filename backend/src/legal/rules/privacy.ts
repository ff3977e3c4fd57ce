import { EVERYBODY, NATURAL_PERSONS, NOTHING, rule } from '../rule'
import type { Hit, LegalRule } from '../rule'
import type { LegalSubject } from '../subject'
import { excerpt, fold, wordingHits } from '../wording'

const DEBT_WORDS = [
  /\b(?:dettes?|creances?|impayes?|recouvrement|relance|mise en demeure|factures? (?:en retard|echues?|impayees?))\b/,
  /\b(?:debts?|overdue|unpaid|arrears|collection|past due|final notice)\b/,
  /\{\{ ?(?:total_due|amount|principal|invoices) ?\}\}|\d ?€|€ ?\d/,
]
/** What a locked telephone shows of a text message. */
const PREVIEW = 40
/** Anything that a mail program would fetch from elsewhere. */
const REMOTE = [
  /<img\b[^>]*\bsrc\s*=\s*["']?\s*(?:https?:)?\/\/[^"'\s>]*/i,
  /<(?:link|iframe|video|audio|source|object|embed)\b[^>]*(?:href|src|data)\s*=\s*["']?\s*(?:https?:)?\/\/[^"'\s>]*/i,
  /\bbackground\s*=\s*["']?\s*(?:https?:)?\/\/[^"'\s>]*/i,
  /url\(\s*["']?\s*(?:https?:)?\/\/[^"')\s]*/i,
  /@import\s+["']?[^"';\s]*/i,
]
const SENSITIVE = [
  'origin',
  'sex',
  'gender',
  'age',
  'birth_date',
  'family',
  'health',
  'nationality',
  'residence',
]
const STAND_INS = ['country', 'postcode', 'first_name', 'language', 'city']

function previewHits({ texts }: LegalSubject): readonly Hit[] {
  const preview = (texts.sms ?? '').slice(0, PREVIEW)
  const folded = fold(preview)
  const match = DEBT_WORDS.map((pattern) => pattern.exec(folded)).find((found) => found !== null)
  return match
    ? [{ params: { words: match[0].trim(), length: PREVIEW }, where: { field: 'sms', excerpt: preview } }]
    : NOTHING
}

function remoteHits({ texts, debtor, step }: LegalSubject): readonly Hit[] {
  const html = texts.html ?? ''
  if (step.channel !== 'email' || debtor.consents.tracking) return NOTHING
  return REMOTE.flatMap((pattern): Hit[] => {
    const match = pattern.exec(html)
    if (!match) return []
    const [words] = match
    return [
      { params: { words }, where: { field: 'html', excerpt: excerpt(html, match.index, words.length) } },
    ]
  })
}

const criteriaHits =
  (fields: readonly string[]): LegalRule['check'] =>
  ({ decision }) =>
    (decision?.criteria ?? [])
      .filter((field) => fields.includes(field))
      .map((field) => ({ params: { field } }))

const PIXEL = {
  id: 'privacy/tracking-pixel',
  holds_for: EVERYBODY,
  article: 'Loi Informatique et Libertés art. 82; CNIL délib. 2026-042',
  source: 'nomosparis.com; engagor.ai; postmastery.com',
  check: remoteHits,
} as const

/** Nobody but the debtor learns of the debt, and nothing is learnt of the debtor behind his back. */
export const privacyRules: readonly LegalRule[] = [
  rule({
    id: 'privacy/envelope',
    holds_for: EVERYBODY,
    article: 'RGPD art. 5-1 f; C. civ. 9',
    source: 'own knowledge; DGCCRF, recouvrement amiable',
    severity: 'refusal',
    valid_from: '2018-05-25',
    check: (subject) => wordingHits(subject, DEBT_WORDS, ['envelope']),
  }),
  rule({
    id: 'privacy/sms-preview',
    holds_for: EVERYBODY,
    article: 'RGPD art. 5-1 f; C. civ. 9',
    source: 'own knowledge',
    severity: 'refusal',
    valid_from: '2018-05-25',
    check: (subject) => (subject.step.channel === 'sms' ? previewHits(subject) : NOTHING),
  }),
  rule({
    id: 'privacy/voicemail',
    holds_for: EVERYBODY,
    article: 'RGPD art. 5-1 f; C. civ. 9',
    source: 'own knowledge',
    severity: 'refusal',
    valid_from: '2018-05-25',
    check: (subject) => wordingHits(subject, DEBT_WORDS, ['voicemail']),
  }),
  rule({
    id: 'privacy/manual-task',
    holds_for: EVERYBODY,
    article: 'RGPD art. 5-1 f; C. civ. 9',
    source: 'own knowledge',
    severity: 'refusal',
    valid_from: '2018-05-25',
    check: (subject) => (subject.step.channel === 'task' ? wordingHits(subject, DEBT_WORDS) : NOTHING),
  }),
  rule({ ...PIXEL, version: 1, severity: 'warning', valid_from: '2026-04-14', valid_to: '2026-07-13' }),
  rule({ ...PIXEL, version: 2, severity: 'refusal', valid_from: '2026-07-14' }),
  rule({
    id: 'privacy/profile-of-persons',
    holds_for: NATURAL_PERSONS,
    article: 'RGPD art. 22, 35; CNIL délib. 2021-130',
    source: 'securibase.com 35025; soinnejuris.com: the reference framework excludes scoring',
    severity: 'refusal',
    valid_from: '2022-04-11',
    check: ({ decision, on }) => {
      if (!decision || !(decision.uses_profile || decision.uses_score)) return NOTHING
      const assessed = decision.assessment_on !== null && decision.assessment_on <= on
      return assessed ? NOTHING : [{}]
    },
  }),
  rule({
    id: 'privacy/sensitive-criteria',
    holds_for: NATURAL_PERSONS,
    article: 'RGPD art. 9; C. pén. 225-1',
    source: 'own knowledge',
    severity: 'refusal',
    valid_from: '2018-05-25',
    check: criteriaHits(SENSITIVE),
  }),
  rule({
    id: 'privacy/stand-in-criteria',
    holds_for: NATURAL_PERSONS,
    article: 'RGPD art. 5-1 a; C. pén. 225-1',
    source: 'own knowledge',
    severity: 'refusal',
    basis: 'guidance',
    valid_from: '2018-05-25',
    check: criteriaHits(STAND_INS),
  }),
]
