import { addDays } from '../days'
import { NOTHING, rule } from '../rule'
import type { LegalRule } from '../rule'
import type { LegalSubject } from '../subject'
import { wordingHits } from '../wording'

const WRONG_GROUND = [
  /\bl\.? ?441-10\b/,
  /\bd\.? ?441-5\b/,
  /(?:majore|augmente)e?s? de (?:10|dix) points/,
  /(?:plus|increased by) (?:10|ten) (?:percentage )?points/,
]
const TERM_DAYS = 30

const demands = ({ step }: LegalSubject): boolean =>
  !['satisfaction', 'before_due', 'reaction'].includes(step.kind)

/** Public purchasers: what counts is the day on which the portal made the invoice available to them. */
export const publicRules: readonly LegalRule[] = [
  rule({
    id: 'public/not-available',
    holds_for: ['public'],
    article: 'CCP R2192-12 à R2192-15, L2192-5',
    source: 'Légifrance, code de la commande publique, délai de paiement',
    text_read: true,
    severity: 'refusal',
    valid_from: '2019-04-01',
    check: ({ on, invoices }) =>
      invoices
        .filter((invoice) => invoice.claimed && (invoice.available_on === null || invoice.available_on > on))
        .map(({ id }) => ({ params: { invoice: id } })),
  }),
  rule({
    id: 'public/term-still-running',
    holds_for: ['public'],
    article: 'CCP R2192-10, R2192-11',
    source: 'legal text, stored page; fifty days for health establishments from own knowledge',
    severity: 'warning',
    valid_from: '2019-04-01',
    check: (subject) => {
      if (!demands(subject)) return NOTHING
      return subject.invoices.flatMap(({ id, claimed, available_on }) => {
        if (!claimed || available_on === null || available_on > subject.on) return []
        const until = addDays(available_on, TERM_DAYS)
        return until >= subject.on ? [{ params: { invoice: id, available: available_on, until } }] : []
      })
    },
  }),
  rule({
    id: 'public/wrong-ground',
    holds_for: ['public'],
    article: 'CCP L2192-13, R2192-31, D2192-35',
    source: 'legal text, stored page',
    severity: 'refusal',
    valid_from: '2019-04-01',
    check: (subject) => wordingHits(subject, WRONG_GROUND),
  }),
]
