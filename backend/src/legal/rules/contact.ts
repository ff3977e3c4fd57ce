import { EVERYBODY, MAYBE_CONSUMERS, NOTHING, offence, rule } from '../rule'
import type { Hit, LegalRule } from '../rule'
import { regimeOf } from '../regime'
import type { LegalSubject } from '../subject'
import { fold, usesTag, wordingHits } from '../wording'

const POST = ['letter', 'registered_letter']
/**
 * Numbers that cost more than a call: 0 82x, 0 89x, 118 xyz, 3xyz. A group of digits after other digits belongs to an
 * IBAN, an amount or a longer number; one before a currency is an amount.
 */
const PREMIUM =
  /(?<!\d[ .-]?)(?:0|\+33 ?|0033 ?)8[ .-]?(?:2|9)(?:[ .-]?\d){7}(?!\d)|(?<!\d[ .,-]?)(?:118 ?\d{3}|3[2-9]\d{2})(?![ .-]?\d|,\d| ?(?:€|eur))/
const [MORNING, NOON, AFTERNOON, EVENING] = [10 * 60, 13 * 60, 14 * 60, 20 * 60]
const DAY_FROM = 8 * 60

function premiumHits(subject: LegalSubject): readonly Hit[] {
  const own = subject.sender.phones
    .filter((phone) => PREMIUM.test(phone))
    .map((phone): Hit => ({ params: { words: phone }, where: { field: 'sender', excerpt: phone } }))
  return [...own, ...wordingHits(subject, [PREMIUM])]
}

function callHours({ step, local }: LegalSubject): readonly Hit[] {
  if (step.channel !== 'phone' || local === null) return NOTHING
  const { weekday, minute, public_holiday } = local
  const open = (minute >= MORNING && minute < NOON) || (minute >= AFTERNOON && minute < EVENING)
  return weekday <= 5 && !public_holiday && open ? NOTHING : offence(clock(local))
}

const clock = ({ weekday, minute }: { weekday: number; minute: number }) => ({
  weekday,
  time: `${String(Math.floor(minute / 60)).padStart(2, '0')}:${String(minute % 60).padStart(2, '0')}`,
})

const CALLS = {
  id: 'hours/calls-to-consumers',
  holds_for: MAYBE_CONSUMERS,
  source: 'cms.law; actu-juridique.fr: written for canvassing, taken over for reminders as good practice',
  basis: 'policy',
  severity: 'warning',
  check: (subject: LegalSubject) =>
    regimeOf(subject.debtor.kind, subject.debtor.acts_as) === 'consumer' ? callHours(subject) : NOTHING,
} as const

/** Through which channel, by whom, and when. */
export const contactRules: readonly LegalRule[] = [
  rule({
    id: 'consent/opted-out',
    holds_for: EVERYBODY,
    article: 'RGPD art. 21; C. postes L34-5',
    source: 'doctrine.fr, L34-5; post stays open because the debt is owed all the same',
    severity: 'refusal',
    valid_from: '2018-05-25',
    check: ({ step, debtor }) =>
      debtor.opted_out_of.includes(step.channel) && !POST.includes(step.channel)
        ? offence({ channel: step.channel })
        : NOTHING,
  }),
  rule({
    id: 'consent/registered-e-letter',
    holds_for: ['consumer', 'association'],
    article: 'C. postes L100; règlement (UE) n° 910/2014 art. 44',
    source: 'simonnetavocat.fr; ar24.fr',
    severity: 'refusal',
    valid_from: '2019-01-01',
    check: ({ step, debtor }) =>
      step.channel === 'registered_e_letter' && !debtor.consents.registered_e_letter ? offence() : NOTHING,
  }),
  rule({
    id: 'contact/premium-rate-consumer',
    holds_for: MAYBE_CONSUMERS,
    article: 'C. conso. L121-16',
    source: 'Légifrance, code de la consommation L121-16',
    text_read: true,
    severity: 'refusal',
    valid_from: '2016-07-01',
    check: (subject) =>
      regimeOf(subject.debtor.kind, subject.debtor.acts_as) === 'consumer' ? premiumHits(subject) : NOTHING,
  }),
  rule({
    id: 'contact/premium-rate',
    holds_for: ['business', 'public'],
    article: '—',
    source: 'economiematin.fr, abus du recouvrement',
    basis: 'policy',
    severity: 'warning',
    valid_from: '2016-07-01',
    check: premiumHits,
  }),
  rule({
    id: 'sender/identity',
    holds_for: EVERYBODY,
    article: 'C. postes L34-5 al. 4; C. conso. L121-3',
    source: 'doctrine.fr, L34-5; cnil.fr, prospection par SMS',
    severity: 'refusal',
    valid_from: '2016-07-01',
    check: ({ sender }) => (sender.name.trim() === '' ? offence() : NOTHING),
  }),
  rule({
    id: 'sender/named-in-sms',
    holds_for: EVERYBODY,
    article: 'C. postes L34-5 al. 4',
    source: 'cnil.fr, prospection par SMS',
    basis: 'guidance',
    severity: 'refusal',
    valid_from: '2016-07-01',
    check: (subject) => {
      const { step, sender, texts } = subject
      if (step.channel !== 'sms' || usesTag(subject, 'sender.name', 'creditor.name')) return NOTHING
      const name = fold(sender.name).trim()
      return name !== '' && fold(texts.sms ?? '').includes(name) ? NOTHING : offence({ sender: sender.name })
    },
  }),
  rule({
    id: 'sender/registration',
    holds_for: EVERYBODY,
    article: 'C. com. R123-237',
    source: 'own knowledge',
    severity: 'warning',
    valid_from: '2007-03-27',
    check: ({ step, sender }) =>
      ['email', 'letter', 'registered_letter', 'registered_e_letter'].includes(step.channel) &&
      !/\d{3} ?\d{3} ?\d{3}/.test(sender.registration)
        ? offence({ sender: sender.name })
        : NOTHING,
  }),
  rule({
    ...CALLS,
    version: 1,
    article: 'C. conso. D223-9',
    valid_from: '2023-03-01',
    valid_to: '2026-08-10',
  }),
  rule({
    ...CALLS,
    version: 2,
    article: 'C. conso. D223-9; loi n° 2025-594 art. 13',
    valid_from: '2026-08-11',
  }),
  rule({
    id: 'hours/quiet',
    holds_for: EVERYBODY,
    article: '—',
    source: 'laldpe.fr and sarbacane.com name hours without an article: good practice',
    basis: 'policy',
    severity: 'warning',
    valid_from: '2000-01-01',
    check: ({ step, local }) => {
      if (local === null || !['email', 'sms', 'phone'].includes(step.channel)) return NOTHING
      const { weekday, minute, public_holiday } = local
      const open = weekday !== 7 && !public_holiday && minute >= DAY_FROM && minute < EVENING
      return open ? NOTHING : offence(clock(local))
    },
  }),
]
