import { flow, historyProblem } from '../facts/facts'
import type { Kpi } from '../kpi'
import { noValue } from '../kpi'
import { toCount } from '../money'
import type { KpiDefinition } from '../types'

const rates = {
  click_rate: {
    measure: 'clicked',
    fr: 'Taux de clic',
    en: 'Click rate',
    what: { fr: 'dont un lien fut suivi', en: 'of which a link was followed' },
    direction: 'up',
  },
  reply_rate: {
    measure: 'replied',
    fr: 'Taux de réponse',
    en: 'Reply rate',
    what: {
      fr: 'auxquelles le client a répondu (réponses automatiques exclues)',
      en: 'that the customer answered (automatic replies left out)',
    },
    direction: 'up',
  },
  optout_rate: {
    measure: 'opted_out',
    fr: 'Taux d’opposition',
    en: 'Opt-out rate',
    what: {
      fr: 'après lesquelles le client n’en veut plus par ce canal',
      en: 'after which the customer wants no more by this channel',
    },
    direction: 'down',
  },
} as const

const rate = (id: keyof typeof rates): KpiDefinition => {
  const { fr, en, what, direction } = rates[id]
  return {
    id,
    version: 1,
    unit: 'share',
    direction,
    name: { fr, en },
    formula: {
      fr: `Relances de la période ${what.fr} / relances délivrées`,
      en: `Reminders of the period ${what.en} / reminders delivered`,
    },
  }
}

/** What reminders make customers do. */
export const reactions: Kpi = {
  family: 'reminders',
  apart: true,
  withoutCurrency: true,
  needs: ['reactions'],
  definitions: [
    {
      id: 'activation_rate',
      version: 1,
      unit: 'share',
      direction: 'up',
      name: { fr: 'Taux d’activation', en: 'Activation rate' },
      formula: {
        fr: 'Clients relancés dans la période qui ont ensuite, dans la période, payé, répondu, promis ou contesté / clients relancés',
        en: 'Customers reminded in the period who then paid, answered, promised or contested in it / customers reminded',
      },
    },
    rate('click_rate'),
    rate('reply_rate'),
    rate('optout_rate'),
    {
      id: 'bounce_rate',
      version: 1,
      unit: 'share',
      direction: 'down',
      name: { fr: 'Taux d’échec d’acheminement', en: 'Bounce rate' },
      formula: {
        fr: 'Relances de la période rejetées ou échouées / relances envoyées',
        en: 'Reminders of the period that bounced or failed / reminders sent',
      },
    },
  ],
  compute(facts) {
    const of = (measure: string) => toCount(flow(facts, measure))
    const share = (kpi: string, part: string, whole: string) =>
      of(whole) > 0 ? [{ kpi, value: of(part) / of(whole) }] : noValue('no_reminders', kpi)
    return [
      ...share('activation_rate', 'customers_active', 'customers_reminded'),
      ...Object.entries(rates).flatMap(([kpi, { measure }]) => share(kpi, measure, 'reached')),
      ...share('bounce_rate', 'bounced', 'sent'),
    ]
  },
}

/** How many reminders a payment takes, and how soon it follows the last. */
export const remindersBefore: Kpi = {
  family: 'customers',
  apart: true,
  needs: ['reminding'],
  definitions: [
    {
      id: 'reminders_per_payment',
      version: 1,
      unit: 'number',
      direction: 'down',
      name: { fr: 'Nombre de relances avant règlement', en: 'Reminders before payment' },
      formula: {
        fr: 'Factures soldées dans la période : nombre moyen de relances qui les réclamaient un jour antérieur ; celles payées sans relance comptent pour 0',
        en: 'Invoices paid in full in the period: mean number of reminders that claimed them on an earlier day; those paid without any count as 0',
      },
    },
    {
      id: 'reminder_to_payment',
      version: 1,
      unit: 'days',
      direction: 'down',
      name: { fr: 'Délai de règlement après relance', en: 'Days from reminder to payment' },
      formula: {
        fr: 'Factures soldées dans la période après relance : médiane des jours depuis la dernière',
        en: 'Invoices paid in full in the period after a reminder: median of the days since the last',
      },
    },
  ],
  compute(facts) {
    const ids = ['reminders_per_payment', 'reminder_to_payment']
    const problem = historyProblem(facts, facts.period.from)
    if (problem) return noValue(problem, ...ids)
    const settled = Number(flow(facts, 'settled_count'))
    if (settled === 0) return noValue('nothing_settled', ...ids)
    return [
      { kpi: 'reminders_per_payment', value: Number(flow(facts, 'reminders_before')) / settled },
      ...(flow(facts, 'settled_reminded') > 0n
        ? [{ kpi: 'reminder_to_payment', value: Number(flow(facts, 'days_after_reminder')) / 10_000 }]
        : noValue('no_reminders', 'reminder_to_payment')),
    ]
  },
}
