import { addDays, endOfMonth } from '../days'
import { regimeOf } from '../regime'
import { EVERYBODY, NOTHING, offence, PROFESSIONALS, rule } from '../rule'
import type { LegalRule } from '../rule'
import { toPercent } from '../reference-rates'
import type { LegalInvoice, LegalSubject } from '../subject'
import { INDEMNITY_TAGS, INDEMNITY_WORDS } from './consumers'
import { tagHits, wordingHits } from '../wording'

const asBusiness = ({ debtor }: LegalSubject): boolean => regimeOf(debtor.kind, debtor.acts_as) === 'business'

const INDEMNITY = 40
/** An indemnity that is neither 40 € nor 40 € for each of the invoices that are claimed together. */
function otherIndemnity({ invoices }: LegalSubject): readonly RegExp[] {
  const late = Math.max(1, invoices.filter(({ claimed }) => claimed).length)
  const due = Array.from({ length: late }, (_, index) => INDEMNITY * (index + 1)).join('|')
  return [
    new RegExp(
      String.raw`indemnite (?:forfaitaire|de recouvrement)[^.\d\n]{0,40}(?!(?:${due})(?:[,.]00)? ?(?:€|eur))\d[\d ]*(?:[,.]\d\d)? ?(?:€|eur)`,
    ),
    new RegExp(
      String.raw`(?:fixed|lump[- ]sum) (?:recovery )?(?:compensation|indemnity|charge)[^.\d\n]{0,40}€ ?(?!(?:${due})\b)\d+`,
    ),
  ]
}
const WITH_VAT = [
  /\b40(?:[,.]00)? ?(?:€|euros?) ?(?:ht|hors taxes?|ttc)\b/,
  /\b48(?:[,.]00)? ?(?:€|euros?)[^.\n]{0,40}(?:indemnit|recouvrement)/,
  /indemnit[^.\n]{0,40}\b48(?:[,.]00)? ?(?:€|euros?)/,
]
const BEYOND = [/frais (?:de (?:dossier|relance|gestion|rappel)|d'huissier|de commissaire|accessoires)/]

/** Payment terms, indemnity and interest between businesses. */
export const businessRules: readonly LegalRule[] = [
  rule({
    id: 'indemnity/amount',
    holds_for: [...PROFESSIONALS, 'public'],
    article: 'C. com. D441-5; CCP D2192-35',
    source: 'assistant-juridique.fr, indemnité forfaitaire; legipass.com',
    severity: 'refusal',
    valid_from: '2013-01-01',
    check: (subject) => wordingHits(subject, otherIndemnity(subject)),
  }),
  rule({
    id: 'indemnity/no-vat',
    holds_for: [...PROFESSIONALS, 'public'],
    article: 'C. com. D441-5; CGI 256',
    source: 'legipass.com; afdcc.fr; fiducial.fr',
    basis: 'guidance',
    severity: 'warning',
    valid_from: '2013-01-01',
    check: (subject) => wordingHits(subject, WITH_VAT),
  }),
  rule({
    id: 'indemnity/insolvency',
    holds_for: [...PROFESSIONALS, 'public'],
    article: 'C. com. L441-10 II',
    source: 'assistant-juridique.fr, indemnité forfaitaire',
    severity: 'refusal',
    valid_from: '2013-01-01',
    check: (subject) =>
      subject.debtor.insolvency
        ? [...wordingHits(subject, INDEMNITY_WORDS), ...tagHits(subject, INDEMNITY_TAGS)]
        : NOTHING,
  }),
  rule({
    id: 'indemnity/only-when-late',
    holds_for: [...PROFESSIONALS, 'public'],
    article: 'C. com. L441-10 II; CCP L2192-13',
    source: 'lexbase.fr, L441-10',
    severity: 'refusal',
    valid_from: '2013-01-01',
    check: (subject) => {
      const claimed = subject.invoices.filter((invoice) => invoice.claimed)
      if (claimed.length === 0 || claimed.some(({ due_on }) => due_on < subject.on)) return NOTHING
      return [...wordingHits(subject, INDEMNITY_WORDS), ...tagHits(subject, INDEMNITY_TAGS)]
    },
  }),
  rule({
    id: 'costs/beyond-indemnity',
    holds_for: PROFESSIONALS,
    article: 'C. com. L441-10 II; C. proc. civ. exéc. L111-8',
    source: 'lexbase.fr, L441-10; kohenavocats.fr',
    severity: 'warning',
    valid_from: '2013-01-01',
    check: (subject) => (asBusiness(subject) ? wordingHits(subject, BEYOND) : NOTHING),
  }),
  rule({
    id: 'late-interest/contract-below-floor',
    holds_for: PROFESSIONALS,
    article: 'C. com. L441-10 II',
    source: 'lexbase.fr, L441-10; CEPC avis 23-8',
    severity: 'refusal',
    valid_from: '2019-04-26',
    check: (subject) => {
      const { contract_rate } = subject
      if (!contract_rate || !asBusiness(subject)) return NOTHING
      const { percent, floor_percent } = contract_rate
      return toPercent(percent) < toPercent(floor_percent)
        ? offence({ percent, floor: floor_percent })
        : NOTHING
    },
  }),
  rule({
    id: 'late-interest/reference-rate-missing',
    holds_for: EVERYBODY,
    article: 'C. com. L441-10 II; CCP R2192-31; CMF L313-2',
    source: 'policy of the product: no figure is better than a wrong one',
    basis: 'policy',
    severity: 'refusal',
    valid_from: '2000-01-01',
    check: ({ missing_rates }) =>
      missing_rates.map(({ rate, half_year, from }) => ({ params: { rate, half_year, from } })),
  }),
  rule({
    id: 'terms/too-long',
    holds_for: PROFESSIONALS,
    article: 'C. com. L441-10 I',
    source: 'lexbase.fr, L441-10',
    severity: 'warning',
    valid_from: '2019-04-26',
    check: (subject) =>
      asBusiness(subject)
        ? subject.invoices.filter(tooLong).map(({ id, issued_on, due_on }) => ({
            params: { invoice: id, issued: issued_on, due: due_on, latest: latestDue(issued_on) },
          }))
        : NOTHING,
  }),
]

/**
 * Sixty days from the issue, or forty-five days to the end of the month in either of its two readings: the end of the
 * month forty-five days after the issue, or forty-five days after the end of the month.
 */
function latestDue(issuedOn: string): string {
  const choices = [
    addDays(issuedOn, 60),
    endOfMonth(addDays(issuedOn, 45)),
    addDays(endOfMonth(issuedOn), 45),
  ]
  return choices.sort().at(-1) ?? issuedOn
}

const tooLong = ({ issued_on, due_on }: LegalInvoice): boolean => due_on > latestDue(issued_on)
