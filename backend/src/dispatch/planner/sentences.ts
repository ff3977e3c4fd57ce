import type { Day } from './customer-record'
import { daysBetween } from './days'
import { type Said, type SentenceLanguage, amountText, countText, whenText } from './sentence-format'
import { CHANNELS_EN, KINDS_EN, REACTIONS_EN, REASONS_EN } from './sentences-en'
import { CHANNELS_FR, KINDS_FR, REACTIONS_FR, REASONS_FR } from './sentences-fr'
import type { PlannedContact, Verdict } from './verdict'

const REASONS = { fr: REASONS_FR, en: REASONS_EN }
const CHANNELS = { fr: CHANNELS_FR, en: CHANNELS_EN }
const KINDS = { fr: KINDS_FR, en: KINDS_EN }
const REACTIONS = { fr: REACTIONS_FR, en: REACTIONS_EN }
/** Parameters that are moments when they are numbers. */
const MOMENTS = ['at', 'free', 'known']

/**
 * A verdict as one sentence for a person, ending with a full stop.
 * @param timeZone the customer's clock, IANA name: days and hours are told by it
 */
export function sentenceOf(verdict: Verdict, language: SentenceLanguage, timeZone: string): string {
  const { contact, reason, params, day } = verdict
  if (contact) return contactSentence(contact, day, language, timeZone)
  if (reason === null) return ''
  const said: Record<string, string | number | undefined> = { ...params }
  for (const name of MOMENTS) {
    const value = params[name]
    if (typeof value === 'number') said[name] = whenText(language, value, day, timeZone)
  }
  const sentence = REASONS[language][reason]
  return typeof sentence === 'string' ? sentence : sentence(said as Said)
}

/** Relance ferme par e-mail pour 3 factures, 1 234,50 €, demain à 8 h 00 parce que … */
export function contactSentence(
  contact: PlannedContact,
  today: Day,
  language: SentenceLanguage,
  timeZone: string,
): string {
  const { kind, reaction, channel, claims, alsoClaimed, currency, totalDue, notBefore } = contact
  const by = CHANNELS[language][channel]
  const when = whenText(language, notBefore, today, timeZone)
  if (kind === 'reaction') {
    return reaction === '' ? '' : `${REACTIONS[language][reaction]} ${by}, ${when}.`
  }
  const count = claims.length + alsoClaimed.length
  const invoices =
    language === 'fr' ? countText(count, 'facture', 'factures') : countText(count, 'invoice', 'invoices')
  const what = `${KINDS[language][kind]} ${by} ${language === 'fr' ? 'pour' : 'for'} ${invoices}`
  const sum = amountText(language, totalDue, currency)
  return `${what}, ${sum}, ${when} ${WHY[language](contact, today)}${moved(contact, language)}.`
}

/** Days from the due date of the oldest invoice claimed by the message's own step; negative before it. */
const lateness = ({ claims }: PlannedContact, today: Day): number =>
  claims.reduce((most, { dueOn }) => Math.max(most, daysBetween(dueOn, today)), -Infinity)

const WHY: Readonly<Record<SentenceLanguage, (contact: PlannedContact, today: Day) => string>> = {
  fr: (contact, today) => {
    const late = lateness(contact, today)
    const step = `l'étape ${contact.level} est venue`
    if (late < 0) return `parce que ${step}, ${countText(-late, 'jour', 'jours')} avant l'échéance`
    if (late === 0) return `parce que ${step} le jour de l'échéance`
    return `parce que ${step} avec ${countText(late, 'jour', 'jours')} de retard`
  },
  en: (contact, today) => {
    const late = lateness(contact, today)
    const step = `step ${contact.level} has come`
    if (late < 0) return `because ${step}, ${countText(-late, 'day', 'days')} before the due date`
    if (late === 0) return `because ${step} on the due date`
    return `because ${step} with ${countText(late, 'day', 'days')} of delay`
  },
}

/** Why it goes on a later day than it was planned on. */
function moved({ movedFrom }: PlannedContact, language: SentenceLanguage): string {
  if (movedFrom === null) return ''
  return language === 'fr'
    ? '\u00a0; déplacée à la prochaine heure permise'
    : '; moved to the next hour that is allowed'
}
