import { totalCost } from '../cost'
import { flow, sumsOf } from '../facts/facts'
import type { Kpi } from '../kpi'
import { noValue } from '../kpi'
import { moneyText, ratio } from '../money'

const ids = ['cost_per_euro', 'paid_after_reminder'] as const

/** Does not prove that the reminder caused the payment; the results of an experiment do. */
export const costPerEuro: Kpi = {
  family: 'reminders',
  definitions: [
    {
      id: 'cost_per_euro',
      version: 1,
      unit: 'cost_per_unit',
      direction: 'down',
      name: { fr: 'Coût par euro encaissé après relance', en: 'Cost per euro recovered' },
      formula: {
        fr: 'Coût de la période / euros réglés dans les 60 jours après une relance de la facture ; ne prouve pas que la relance en est la cause',
        en: 'Cost of the period / euros paid within 60 days after a reminder of the invoice; does not prove that the reminder caused the payment',
      },
    },
    {
      id: 'paid_after_reminder',
      version: 1,
      unit: 'money',
      direction: 'up',
      name: { fr: 'Encaissé après relance', en: 'Paid after a reminder' },
      formula: {
        fr: 'Règlements affectés de la période dont la facture fut relancée un jour antérieur, 60 jours avant au plus ; chacun compté une fois, rejets déduits',
        en: 'Allocated payments of the period whose invoice was reminded on an earlier day, at most 60 days before; each counted once, rejections taken off',
      },
    },
  ],
  compute(facts) {
    const sent = sumsOf(facts, 'reminders_sent')
    if (sent.before + sent.within === 0n) return noValue('no_reminders', ...ids)
    const paid = flow(facts, 'paid_after_reminder')
    return [
      ...(paid > 0n
        ? [{ kpi: 'cost_per_euro', value: ratio(totalCost(facts), paid) }]
        : noValue('nothing_collected', 'cost_per_euro')),
      { kpi: 'paid_after_reminder', value: moneyText(paid) },
    ]
  },
}
