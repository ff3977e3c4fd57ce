import { dayText, hourText } from '../planner/sentence-format'

export interface Standstill {
  readonly entity: string
  readonly knownUntil: Date | null
  readonly lastFile: string
  readonly hours: number
}

const ZONE = 'Europe/Paris'

/** Subject and paragraphs of the e-mail to whoever may manage campaigns. */
export function staleMail(alert: Standstill, language: 'fr' | 'en') {
  const { entity, knownUntil, lastFile, hours } = alert
  const at = (moment: Date) =>
    `${dayText(language, moment.toISOString().slice(0, 10))}, ${hourText(language, moment.getTime(), ZONE)}`
  if (language === 'fr') {
    const known = knownUntil ? `ne sont connus que jusqu’au ${at(knownUntil)}` : 'n’ont jamais été chargés'
    return {
      subject: `Relances de ${entity} retenues\u00a0: paiements trop anciens`,
      paragraphs: [
        `Les paiements de ${entity} ${known}, il y a plus de ${hours}\u00a0heures. Aucune relance ne part, pour ne pas réclamer ce qui est peut-être déjà payé.`,
        `À charger dans Données\u00a0: un relevé bancaire ou le grand livre${lastFile === '' ? '' : ` (le dernier\u00a0: ${lastFile})`}.`,
        'Les relances reprennent d’elles-mêmes dès que les paiements sont à jour. Ce message n’est envoyé qu’une fois.',
      ],
    }
  }
  const known = knownUntil ? `are known only up to ${at(knownUntil)}` : 'were never loaded'
  return {
    subject: `Reminders of ${entity} are held: payments too old`,
    paragraphs: [
      `Payments of ${entity} ${known}, more than ${hours} hours ago. No reminder goes out, so that nobody is asked for what he may have paid.`,
      `To be loaded under Data: a bank statement or the ledger${lastFile === '' ? '' : ` (the last one: ${lastFile})`}.`,
      'Reminders go on by themselves once payments are up to date. This message is sent once only.',
    ],
  }
}
