import { EVERYBODY, NATURAL_PERSONS, NOTHING, rule } from '../rule'
import type { Hit, LegalRule } from '../rule'
import type { LegalSubject } from '../subject'
import { fold, says, wordingHits } from '../wording'

/** Words that only a court's or a bailiff's act may bear; a mere announcement of court proceedings is not among them. */
export const COURT_LOOK = [
  /service (?:judiciaire|des (?:poursuites|saisies)|contentieux judiciaire)/,
  /(?:acte|avis|notification|sommation) judiciaire/,
  /\b(?:commandement|sommation) (?:de|d'avoir a) payer/,
  /\b(?:avis|dernier avis|preavis) (?:avant|de) (?:saisie|poursuites? judiciaires?|execution)/,
  /(?:avant|phase de|procedure de|mesures? d') ?(?:saisie|execution forcee)/,
  /\bsignification (?:de|d'un) /,
  /\b(?:cite|assigne)e?s? a comparaitre/,
  /\b(?:court|judicial|legal) (?:order|summons|writ|notice)\b/,
  /\b(?:writ|summons|warrant|notice) (?:of|before) (?:execution|seizure|enforcement)/,
  /\bjudicial (?:department|service|division)/,
]
const BAILIFF = [
  /\b(?:etude|cabinet|scp|selarl|office|agissant|clercs?) (?:d'|de |des |en qualite (?:de |d'))?(?:huissiers?|commissaires?)/,
  /\b(?:huissier|commissaire) de justice (?:associe|soussigne|instrumentaire|charge)/,
  /\b(?:bailiff|enforcement officer|marshal)(?:'s)? (?:office|department|in charge)/,
]
const OFFICIAL = [
  /republique francaise/,
  /\b(?:tresor public|direction generale des finances|ministere (?:de|des|du))/,
  /\bau nom du peuple francais/,
  /\b(?:amende|contravention) (?:de|forfaitaire|majoree)/,
]
const CRIMINAL = [
  /(?:plainte|poursuites?|sanctions?|peines?) penales?/,
  /\b(?:depot de |deposer |porter )plainte/,
  /\b(?:prison|emprisonnement|casier judiciaire|escroquerie|gendarmerie)\b/,
  /\b(?:criminal (?:complaint|charges|proceedings|record)|prison|police report)\b/,
]
const DISCLOSURE = [
  /(?:informer|prevenir|contacter|aviser|alerter)(?:ons|ez|a|ont)? [^.\n]{0,30}(?:employeur|voisin|famille|conjoint|entourage|vos clients|vos fournisseurs)/,
  /(?:publier|publierons|rendre public|reseaux sociaux)[^.\n]{0,40}(?:dette|impaye|nom)/,
  /(?:inform|notify|contact|tell) [^.\n]{0,30}(?:employer|neighbou?r|family|spouse|your customers|your suppliers)/,
]
const BLACKLIST = [
  /(?:fichier|liste)s? (?:des )?(?:mauvais payeurs|ficp|incidents de paiement|noire)/,
  /\b(?:ficp|fichage|interdit bancaire|banque de france)\b/,
  /\b(?:blacklist|credit (?:bureau|record|rating) will)/,
]
const SEIZURE = [
  /sais(?:ie|ir|irons|issons)[^.\n]{0,30}(?:salaires?|remunerations?|comptes?|biens|vehicule|mobilier)/,
  /(?:seize|garnish|attach)[^.\n]{0,30}(?:wages|salary|account|goods|assets)/,
  /passage d'un (?:huissier|commissaire)/,
]
/** Who says that a formal notice comes first announces the court in its place. */
const FORMAL_NOTICE = /mise en demeure|formal notice/
const COURT_ANNOUNCED = [
  /(?:saisir|saisirons|saisine|devant) (?:le|du|la) (?:tribunal|juge|justice|juridiction)/,
  /injonction de payer|procedure judiciaire|voie judiciaire|action en justice|poursuites judiciaires/,
  /(?:legal|court) (?:action|proceedings)|take you to court|payment order/,
]

function senderHits({ sender }: LegalSubject, patterns: readonly RegExp[]): readonly Hit[] {
  const folded = fold(sender.name)
  return patterns.some((pattern) => pattern.test(folded))
    ? [{ params: { words: sender.name }, where: { field: 'sender', excerpt: sender.name } }]
    : NOTHING
}
const BAILIFF_NAME = [/huissier/, /commissaires? de justice/, /\bbailiff/, /enforcement officer/]
const COURT_NAME = [/tribunal/, /judiciaire/, /\bcourt\b/, /greffe/, /parquet/]

const wording = (
  id: string,
  article: string,
  words: readonly RegExp[],
  facts: Partial<
    Pick<LegalRule, 'holds_for' | 'source' | 'severity' | 'valid_from' | 'check' | 'basis'>
  > = {},
): LegalRule =>
  rule({
    id,
    holds_for: EVERYBODY,
    article,
    source: 'DGCCRF, recouvrement amiable de créances, contrôles 2022',
    severity: 'refusal',
    valid_from: '2016-07-01',
    check: (subject) => wordingHits(subject, words),
    ...facts,
  })

/** Nothing may look like an act of the State or threaten with what the creditor cannot do. */
export const imitationRules: readonly LegalRule[] = [
  wording('imitation/court', 'C. pén. 433-13; C. conso. L121-2', COURT_LOOK, {
    check: (subject) => [...wordingHits(subject, COURT_LOOK), ...senderHits(subject, COURT_NAME)],
  }),
  wording('imitation/bailiff', 'C. pén. 433-13, 433-17', BAILIFF, {
    check: (subject) => [...wordingHits(subject, BAILIFF), ...senderHits(subject, BAILIFF_NAME)],
  }),
  wording('imitation/authority', 'C. pén. 433-13', OFFICIAL),
  wording('threat/criminal', 'C. conso. L121-6, L121-7; C. pén. 312-10', CRIMINAL),
  wording('threat/disclosure', 'C. conso. L121-6; C. civ. 9; RGPD art. 5', DISCLOSURE),
  wording('threat/blacklist', 'C. conso. L121-2, L121-6; RGPD art. 6', BLACKLIST),
  wording('threat/seizure-without-title', 'C. proc. civ. exéc. L111-2; C. conso. L121-6', SEIZURE),
  wording('threat/court-before-notice', '—', COURT_ANNOUNCED, {
    basis: 'policy',
    source: 'policy of the product: court proceedings are announced by the formal notice, not before',
    severity: 'warning',
    check: (subject) =>
      ['formal_notice', 'order_stop', 'hand_over'].includes(subject.step.kind) ||
      subject.debtor.formal_notice_on !== null ||
      says(subject, FORMAL_NOTICE)
        ? NOTHING
        : wordingHits(subject, COURT_ANNOUNCED),
  }),
  wording('tone/consequences-to-persons', '—', [], {
    basis: 'policy',
    source: 'policy of the product: consequences are told to natural persons by the formal notice only',
    severity: 'warning',
    holds_for: NATURAL_PERSONS,
    check: ({ step }) =>
      step.tone === 'consequences' && !['formal_notice', 'order_stop', 'hand_over'].includes(step.kind)
        ? [{}]
        : NOTHING,
  }),
]
