import { addMonths } from '../days'
import type { Day } from '../days'
import { NATURAL_PERSONS, NOTHING, offence, rule } from '../rule'
import type { LegalRule } from '../rule'

const DECLARE_MONTHS = 2
const MORE_MONTHS_ABROAD = 2

/**
 * Last day for declaring the claim: two months after the publication of the opening judgment, four for creditors
 * outside metropolitan France when the court sits there (C. com. R622-24). Same day of the month, or its last day.
 */
export const claimDeadline = (publishedOn: Day, creditorAbroad = false): Day =>
  addMonths(publishedOn, DECLARE_MONTHS + (creditorAbroad ? MORE_MONTHS_ABROAD : 0))

/** Once proceedings are open, the only step left is to declare the claim. */
export const insolvencyRules: readonly LegalRule[] = [
  rule({
    id: 'insolvency/everything-stops',
    holds_for: ['business', 'association', 'sole_trader'],
    article: 'C. com. L622-7, L622-21',
    source: 'own knowledge; assistant-juridique.fr for the indemnity',
    severity: 'refusal',
    valid_from: '2006-01-01',
    check: ({ debtor, on }) =>
      debtor.insolvency && debtor.insolvency.opened_on <= on
        ? offence({ opened: debtor.insolvency.opened_on })
        : NOTHING,
  }),
  rule({
    id: 'insolvency/over-indebted',
    holds_for: NATURAL_PERSONS,
    article: 'C. conso. L722-2, L722-5',
    source: 'own knowledge',
    severity: 'refusal',
    valid_from: '2018-01-01',
    check: ({ debtor, on }) =>
      debtor.kind !== 'sole_trader' && debtor.insolvency && debtor.insolvency.opened_on <= on
        ? offence({ opened: debtor.insolvency.opened_on })
        : NOTHING,
  }),
  rule({
    id: 'insolvency/declare-claim',
    holds_for: ['business', 'association', 'sole_trader'],
    article: 'C. com. L622-24, L622-26, R622-24',
    source: 'own knowledge',
    severity: 'warning',
    valid_from: '2006-01-01',
    check: ({ debtor, on }) => {
      const published = debtor.insolvency?.published_on
      if (!published) return NOTHING
      const deadline = claimDeadline(published)
      return on <= deadline ? offence({ published, deadline }) : NOTHING
    },
  }),
]
