import { flow } from '../facts/facts'
import type { Kpi } from '../kpi'
import { noValue } from '../kpi'
import { moneyText, toCount } from '../money'

/** What customers owe beyond what they were allowed. */
export const overLimit: Kpi = {
  family: 'customers',
  apart: true,
  needs: ['limits'],
  definitions: [
    {
      id: 'over_limit',
      version: 1,
      unit: 'money',
      direction: 'down',
      name: { fr: 'Dépassement d’encours autorisé', en: 'Over credit limit' },
      formula: {
        fr: 'Somme, par client ayant un plafond, de ce que son encours net dépasse le plafond connu aujourd’hui',
        en: 'Sum, over customers with a limit, of what their net open balance exceeds the limit known today',
      },
    },
    {
      id: 'over_limit_count',
      version: 1,
      unit: 'count',
      direction: 'down',
      name: { fr: 'Clients au-delà du plafond', en: 'Customers over their limit' },
      formula: { fr: 'Nombre à la date', en: 'Number on the day' },
    },
  ],
  compute(facts) {
    if (flow(facts, 'limited_count') <= 0n) return noValue('no_limits', 'over_limit', 'over_limit_count')
    return [
      { kpi: 'over_limit', value: moneyText(flow(facts, 'over_limit')) },
      { kpi: 'over_limit_count', value: toCount(flow(facts, 'over_limit_count')) },
    ]
  },
}
