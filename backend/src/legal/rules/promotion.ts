import { EVERYBODY, NATURAL_PERSONS, NOTHING, rule } from '../rule'
import type { LegalRule } from '../rule'
import { says, wordingHits } from '../wording'

/** Offers of goods and services; a discount for paying early is none. */
const PROMOTION = [
  /\b(?:offres? (?:speciale|promotionnelle|exclusive|du mois)|promotions?|promo|soldes? (?:d'|de |sur )|bon plan|code promo|vente flash)\b/,
  /\b(?:decouvrez|profitez de|nouveaute|nouvelle gamme|nouveau catalogue|parrainez|recommandez-nous)\b/,
  /remise (?:de \d+ ?% )?(?:sur votre (?:prochaine )?commande)/,
  /\b(?:special offer|promo(?:tion)?|discover our|new range|new catalogue|sale on|refer a friend|coupon|voucher)\b/,
  /\d+ ?% off\b/,
]
const STOP = /\bstop\b|desinscri|desabonn|ne plus recevoir|unsubscribe|opt[- ]out/

/** A reminder without any offer is no prospecting; one line of advertising makes it so. */
export const promotionRules: readonly LegalRule[] = [
  rule({
    id: 'promotion/without-consent',
    holds_for: NATURAL_PERSONS,
    article: 'C. postes L34-5',
    source: 'doctrine.fr, L34-5; cnil.fr, prospection par SMS',
    severity: 'refusal',
    valid_from: '2004-06-23',
    check: (subject) => {
      const electronic = ['email', 'sms'].includes(subject.step.channel)
      return electronic && !subject.debtor.consents.prospecting ? wordingHits(subject, PROMOTION) : NOTHING
    },
  }),
  rule({
    id: 'promotion/no-way-out',
    holds_for: EVERYBODY,
    article: 'C. postes L34-5 al. 5',
    source: 'doctrine.fr, L34-5; businesspme.com',
    severity: 'refusal',
    valid_from: '2004-06-23',
    check: (subject) =>
      ['email', 'sms'].includes(subject.step.channel) && !says(subject, STOP)
        ? wordingHits(subject, PROMOTION)
        : NOTHING,
  }),
  rule({
    id: 'promotion/in-reminder',
    holds_for: ['business', 'public', 'association'],
    article: 'C. postes L34-5',
    source: 'doctrine.fr, L34-5; inference: a reminder without promotion is no prospecting',
    basis: 'guidance',
    severity: 'warning',
    valid_from: '2004-06-23',
    check: (subject) => wordingHits(subject, PROMOTION),
  }),
]
