import { describe, expect, it } from 'vitest'
import { checkLegal } from '../check'
import { aSubject } from '../testing'
import { RULES_EN } from '../texts/en'
import { findingText } from '../texts/message'
import { LEGAL_RULES } from '.'

type Changes = NonNullable<Parameters<typeof aSubject>[0]>
/** Rule, what offends it, and the nearest thing that does not. */
type Case = readonly [rule: string, wrong: Changes, right: Changes]

const body = (text: string): Pick<Changes, 'texts'> => ({ texts: { body: text } })
const consumer = { debtor: { kind: 'consumer' } } as const
const publicPurchaser = { debtor: { kind: 'public' } } as const
const notice = { kind: 'formal_notice', channel: 'registered_letter', tone: 'formal' } as const
const collector = {
  acting_as: 'collector',
  mandate_on: '2026-01-01',
  creditor: { name: 'Atelier Morin', address: '9 quai Sud' },
} as const
const complete =
  'Menuiserie Lebrun, 4 rue du Port, 35000 Rennes, exerce une activité de recouvrement amiable pour Atelier Morin, 9 quai Sud. ' +
  'Payez par virement. Les frais de recouvrement entrepris sans titre exécutoire restent à la charge du créancier.'
const first = {
  step: { channel: 'letter' },
  sender: collector,
  texts: { body: complete },
  tags: ['invoices', 'principal', 'late_interest', 'accessories', 'total_due'],
} as const
const later = { ...first, debtor: { first_letter: { reference: 'R-77', on: '2026-10-03' } } } as const
const natural = { uses_profile: false, uses_score: false, assessment_on: null, criteria: [] }
const at = (weekday: number, minute: number, public_holiday = false) => ({ weekday, minute, public_holiday })
const insolvent = { opened_on: '2026-10-01', published_on: '2026-10-15' }

const CASES: readonly Case[] = [
  ['consumer/no-recovery-indemnity', { ...consumer, tags: ['indemnity'] }, { tags: ['indemnity'] }],
  [
    'consumer/no-business-interest',
    { ...consumer, ...body('Pénalités : taux BCE majoré de 10 points.') },
    { ...consumer, ...body('Intérêts au taux légal.') },
  ],
  [
    'consumer/interest-before-notice',
    { ...consumer, tags: ['late_interest'] },
    { debtor: { kind: 'consumer', formal_notice_on: '2026-10-20' }, tags: ['late_interest'] },
  ],
  [
    'consumer/no-recovery-costs',
    { ...consumer, ...body('Des frais de dossier de 15 € seront ajoutés.') },
    {
      ...consumer,
      ...body('Les frais de recouvrement entrepris sans titre exécutoire restent à votre créancier.'),
    },
  ],
  ['consumer/language', { ...consumer, step: { language: 'en' } }, { step: { language: 'en' } }],
  ['debtor/unknown-kind', { debtor: { kind: 'unknown' } }, consumer],
  [
    'debtor/regime-not-recorded',
    { debtor: { kind: 'association' }, tags: ['late_interest'] },
    { debtor: { kind: 'association', acts_as: 'business' }, tags: ['late_interest'] },
  ],
  [
    'indemnity/amount',
    body('Indemnité forfaitaire de 65 € par facture.'),
    body('Indemnité forfaitaire de 40 €.'),
  ],
  [
    'indemnity/amount',
    { ...body('Indemnité forfaitaire : 80 €.'), invoices: [{}] },
    { ...body('Indemnité forfaitaire : 80 €.'), invoices: [{}, {}] },
  ],
  [
    'indemnity/no-vat',
    body('Indemnité de 40 € HT.'),
    body('Indemnité forfaitaire de 40 €, non soumise à la TVA.'),
  ],
  [
    'indemnity/insolvency',
    { debtor: { insolvency: insolvent }, tags: ['indemnity'] },
    { debtor: { insolvency: insolvent } },
  ],
  [
    'indemnity/only-when-late',
    { tags: ['indemnity'], invoices: [{ due_on: '2026-11-30' }] },
    { tags: ['indemnity'] },
  ],
  ['costs/beyond-indemnity', body('Frais de relance : 25 €.'), body('Indemnité forfaitaire de 40 €.')],
  [
    'late-interest/contract-below-floor',
    { contract_rate: { percent: '5', floor_percent: '7.86' } },
    { contract_rate: { percent: '7.86', floor_percent: '7.86' } },
  ],
  [
    'late-interest/reference-rate-missing',
    { missing_rates: [{ rate: 'ecb_refinancing', from: '2026-07-01', half_year: '2026-S2' }] },
    {},
  ],
  [
    'terms/too-long',
    { invoices: [{ issued_on: '2026-06-10', due_on: '2026-08-15' }] },
    { invoices: [{ issued_on: '2026-06-10', due_on: '2026-08-14' }] },
  ],
  [
    'public/not-available',
    { ...publicPurchaser, invoices: [{ available_on: null }] },
    { ...publicPurchaser, invoices: [{ available_on: '2026-09-01' }] },
  ],
  [
    'public/term-still-running',
    { ...publicPurchaser, invoices: [{ available_on: '2026-10-11' }] },
    { ...publicPurchaser, invoices: [{ available_on: '2026-10-10' }] },
  ],
  [
    'public/wrong-ground',
    { ...publicPurchaser, ...body('Article L.441-10 du code de commerce.') },
    { ...publicPurchaser, ...body('Article L2192-13 du code de la commande publique.') },
  ],
  ['imitation/court', body('COMMANDEMENT DE PAYER'), body('Merci de payer avant vendredi.')],
  ['imitation/bailiff', body('Étude d’huissiers associés'), body('Vos études sont terminées.')],
  ['imitation/authority', body('République Française'), body('Le public français')],
  ['threat/criminal', body('Nous allons déposer plainte.'), body('Une plainte de votre part sera traitée.')],
  ['threat/disclosure', body('Nous informerons votre employeur.'), body('Informez-nous de votre choix.')],
  ['threat/blacklist', body('Vous serez inscrit au FICP.'), body('Votre fichier client est à jour.')],
  [
    'threat/seizure-without-title',
    body('Nous ferons saisir vos comptes.'),
    body('Veuillez saisir vos coordonnées.'),
  ],
  [
    'threat/court-before-notice',
    body('Nous saisirons le tribunal.'),
    { ...body('Nous saisirons le tribunal.'), debtor: { formal_notice_on: '2026-10-01' } },
  ],
  [
    'tone/consequences-to-persons',
    { ...consumer, step: { kind: 'firm', tone: 'consequences' } },
    { step: { kind: 'firm', tone: 'consequences' } },
  ],
  [
    'promotion/without-consent',
    { ...consumer, ...body('Découvrez notre nouvelle gamme ! STOP au 36') },
    { ...consumer, ...body('Réglez avant le 15 et gardez votre remise de 2 %.') },
  ],
  ['promotion/no-way-out', body('Profitez de -20 %.'), body('Profitez de -20 %. Se désinscrire.')],
  ['promotion/in-reminder', body('Offre spéciale pour vous.'), body('Votre offre signée en mai.')],
  ['formal-notice/words', { step: notice, ...body('Payez.') }, { step: notice, ...body('Mise en demeure') }],
  ['formal-notice/debt', { step: notice, tags: ['total_due'] }, { step: notice }],
  ['formal-notice/parties', { step: notice, sender: { address: ' ' } }, { step: notice }],
  ['formal-notice/due-only', { step: notice, invoices: [{ due_on: '2026-11-10' }] }, { step: notice }],
  ['formal-notice/channel', { step: { ...notice, channel: 'sms' } }, { step: notice }],
  ['formal-notice/proof', { step: { ...notice, channel: 'email' } }, { step: notice }],
  [
    'formal-notice/deadline',
    { step: notice, ...body('Mise en demeure de payer.') },
    { step: notice, ...body('Mise en demeure de payer sous 8 jours.') },
  ],
  [
    'formal-notice/consequences',
    { step: notice, ...body('Mise en demeure.') },
    { step: notice, ...body('Mise en demeure. À défaut, le juge sera saisi.') },
  ],
  [
    'formal-notice/interest-ground',
    { step: notice, ...body('Mise en demeure.') },
    { step: notice, tags: ['late_interest'] },
  ],
  [
    'formal-notice/nothing-softer',
    { debtor: { formal_notice_on: '2026-10-27' } },
    { debtor: { formal_notice_on: '2026-10-26' } },
  ],
  [
    'formal-notice/before-hand-over',
    { step: { kind: 'hand_over' } },
    { step: { kind: 'hand_over' }, debtor: { formal_notice_on: '2026-10-01' } },
  ],
  [
    'formal-notice/before-order-stop',
    { step: { kind: 'order_stop' } },
    { step: { kind: 'order_stop' }, debtor: { formal_notice_on: '2026-10-01' } },
  ],
  [
    'formal-notice/only-as-such',
    body('La présente vaut mise en demeure.'),
    body('À défaut, nous vous adresserons une mise en demeure.'),
  ],
  ['collector/mandate', { ...first, sender: { ...collector, mandate_on: null } }, first],
  ['collector/first-by-letter', { ...first, step: { channel: 'email' } }, first],
  ['collector/identity', { ...first, ...body(complete.replace('recouvrement amiable', 'conseil')) }, first],
  ['collector/creditor', { ...first, ...body(complete.replace('Atelier Morin', 'X')) }, first],
  ['collector/basis-and-split', { ...first, tags: ['invoices', 'total_due'] }, first],
  ['collector/means-of-payment', { ...first, ...body(complete.replace('par virement', '')) }, first],
  ['collector/law-quoted', { ...first, ...body(complete.replace('sans titre', 'avec titre')) }, first],
  [
    'collector/reference-recalled',
    later,
    { ...later, ...body('Suite à notre lettre R-77 du 3 octobre 2026, merci de payer.') },
  ],
  ['time-bar/consumer', { ...consumer, invoices: [{ time_barred_on: '2026-11-10' }] }, { ...consumer }],
  ['time-bar/professional', { invoices: [{ time_barred_on: '2026-11-10' }] }, {}],
  ['time-bar/public', { ...publicPurchaser, invoices: [{ time_barred_on: '2026-11-10' }] }, publicPurchaser],
  ['time-bar/near', { invoices: [{ time_barred_on: '2027-01-10' }] }, {}],
  [
    'time-bar/not-recorded',
    { invoices: [{ time_barred_on: null, due_on: '2021-11-10' }] },
    { invoices: [{ time_barred_on: null, due_on: '2021-11-11' }] },
  ],
  ['claim/not-due', { invoices: [{ due_on: '2026-11-10' }] }, { invoices: [{ due_on: '2026-11-09' }] }],
  ['claim/nothing-open', { invoices: [{ open: '0.00' }] }, { invoices: [{ open: '0.01' }] }],
  ['claim/disputed', { invoices: [{ disputed: true }] }, { invoices: [{ disputed: true, claimed: false }] }],
  [
    'insolvency/everything-stops',
    { debtor: { insolvency: insolvent } },
    { debtor: { insolvency: { opened_on: '2026-11-11', published_on: null } } },
  ],
  ['insolvency/over-indebted', { debtor: { kind: 'consumer', insolvency: insolvent } }, consumer],
  [
    'insolvency/declare-claim',
    { debtor: { insolvency: insolvent } },
    { debtor: { insolvency: { opened_on: '2026-08-01', published_on: '2026-09-09' } } },
  ],
  ['privacy/envelope', { texts: { envelope: 'Mise en demeure' } }, { texts: { envelope: 'Personnel' } }],
  [
    'privacy/sms-preview',
    { step: { channel: 'sms' }, texts: { sms: 'Impayé de 120 € chez Menuiserie Lebrun' } },
    {
      step: { channel: 'sms' },
      texts: { sms: 'Menuiserie Lebrun : un message vous attend sur votre espace.' },
    },
  ],
  [
    'privacy/voicemail',
    { texts: { voicemail: 'Votre dette' } },
    { texts: { voicemail: 'Merci de rappeler.' } },
  ],
  [
    'privacy/manual-task',
    { step: { channel: 'task' }, texts: { script: 'Facture impayée' } },
    { step: { channel: 'task' }, texts: { script: 'Demander un échange.' } },
  ],
  [
    'privacy/tracking-pixel',
    { texts: { html: '<td background="//cdn.example/x.png">' } },
    { texts: { html: '<img src="cid:logo"><a href="https://pay.example">Payer</a>' } },
  ],
  [
    'privacy/profile-of-persons',
    { ...consumer, decision: { ...natural, uses_score: true } },
    { ...consumer, decision: { ...natural, uses_score: true, assessment_on: '2026-01-01' } },
  ],
  [
    'privacy/sensitive-criteria',
    { ...consumer, decision: { ...natural, criteria: ['sex'] } },
    { decision: { ...natural, criteria: ['sex'] } },
  ],
  [
    'privacy/stand-in-criteria',
    { ...consumer, decision: { ...natural, criteria: ['postcode'] } },
    { ...consumer, decision: { ...natural, criteria: ['total_due'] } },
  ],
  [
    'consent/opted-out',
    { debtor: { opted_out_of: ['email'] } },
    { step: { channel: 'letter' }, debtor: { opted_out_of: ['email', 'letter'] } },
  ],
  [
    'consent/registered-e-letter',
    { ...consumer, step: { channel: 'registered_e_letter' } },
    { step: { channel: 'registered_e_letter' } },
  ],
  [
    'contact/premium-rate-consumer',
    { ...consumer, ...body('Appelez le 08 92 12 34 56.') },
    { ...consumer, ...body('Appelez le 08 05 12 34 56.') },
  ],
  [
    'contact/premium-rate',
    { sender: { phones: ['+33 899 123 456'] } },
    { sender: { phones: ['+33 299 12 34 56'] } },
  ],
  [
    'contact/premium-rate',
    body('Appelez le 3260, ou le 118 218.'),
    body('Virement : FR76 3260 6000 0892 1234 5678 189. Total 3500 €, dont 3250,00 échus.'),
  ],
  ['sender/identity', { sender: { name: '' } }, {}],
  [
    'sender/named-in-sms',
    { step: { channel: 'sms' }, texts: { sms: 'Bonjour, un message vous attend.' } },
    { step: { channel: 'sms' }, texts: { sms: 'MENUISERIE LEBRUN : un message vous attend.' } },
  ],
  ['sender/registration', { sender: { registration: '' } }, { sender: { registration: '552100554' } }],
  [
    'hours/calls-to-consumers',
    { ...consumer, step: { channel: 'phone' }, local: at(1, 13 * 60) },
    { ...consumer, step: { channel: 'phone' }, local: at(1, 14 * 60) },
  ],
  ['hours/quiet', { local: at(7, 10 * 60) }, { local: at(6, 10 * 60) }],
]

const found = (changes: Changes, id: string) =>
  checkLegal(aSubject(changes)).filter(({ rule }) => rule === id)

describe.each(CASES)('%s', (id, wrong, right) => {
  it('is found where it is offended, with every placeholder of its sentence filled', () => {
    const findings = found(wrong, id)
    expect(findings.length).toBeGreaterThan(0)
    for (const finding of findings) expect(findingText(finding, 'fr')).not.toMatch(/[^{]\{\w+\}[^}]/)
  })
  it('is not found where it is not', () => {
    expect(found(right, id)).toEqual([])
  })
})

it('every rule has its case', () => {
  const covered = new Set(CASES.map(([id]) => id))
  expect(LEGAL_RULES.map(({ id }) => id).filter((id) => !covered.has(id))).toEqual([])
  expect(Object.keys(RULES_EN)).toHaveLength(covered.size)
})

describe('wording that must not pass', () => {
  it.each([
    'Dernier avis avant saisie',
    'Service judiciaire',
    'Sommation d’avoir à payer',
    'legal notice',
    'Notice of enforcement',
    'Signification d’un acte',
    'Avis de poursuites judiciaires',
  ])('imitates a court: %s', (words) => {
    expect(found(body(words), 'imitation/court')).not.toEqual([])
  })
  it.each([
    'Frais d’huissier',
    'frais de recouvrement : 12 €',
    'a collection fee',
    'frais accessoires',
    'Frais de retard',
  ])('asks costs of a consumer: %s', (words) => {
    expect(found({ ...consumer, ...body(words) }, 'consumer/no-recovery-costs')).not.toEqual([])
  })
  it.each([
    '40 € d’indemnité',
    'INDEMNITÉ FORFAITAIRE',
    'fixed compensation of €40',
    '40,00 euros pour le recouvrement',
  ])('asks a consumer for the indemnity: %s', (words) => {
    expect(found({ ...consumer, ...body(words) }, 'consumer/no-recovery-indemnity')).not.toEqual([])
  })
})

it('the court may be announced as what follows a formal notice', () => {
  const words = 'Nous vous adresserons une mise en demeure, puis nous saisirons le tribunal.'
  expect(checkLegal(aSubject({ step: { kind: 'firm' }, ...body(words) }))).toEqual([])
})

describe('wording that must pass', () => {
  it.each([
    'Bonjour, votre facture arrive à échéance dans trois jours. Merci de votre confiance.',
    'Sauf erreur de notre part, votre règlement ne nous est pas parvenu. Vous pouvez payer en ligne ou nous proposer un échéancier.',
    'Nous restons à votre écoute en cas de difficulté : répondez simplement à ce courriel.',
    'Please let us know if there is a problem with this invoice; you can pay by transfer or propose instalments.',
    'Nous vous remercions pour votre règlement.',
  ])('%s', (words) => {
    expect(checkLegal(aSubject({ ...consumer, ...body(words), step: { language: 'fr' } }))).toEqual([])
  })
})
