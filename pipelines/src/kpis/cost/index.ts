import type { Facts } from '../facts/facts'
import { flow } from '../facts/facts'
import type { Kpi } from '../kpi'
import { noValue } from '../kpi'
import type { Money } from '../money'
import { moneyText } from '../money'

const kinds = {
  message: { fr: 'Messages', en: 'Messages' },
  postage: { fr: 'Affranchissement', en: 'Postage' },
  minutes: { fr: 'Temps passé', en: 'Time spent' },
  agency: { fr: 'Agence de recouvrement', en: 'Collection agency' },
  payment_fee: { fr: 'Frais de paiement', en: 'Payment fees' },
  waived: { fr: 'Abandons', en: 'Waived amounts' },
} as const
type Kind = keyof typeof kinds

const costOfKind = (facts: Facts, kind: Kind): Money =>
  flow(facts, `cost_${kind}`) + (kind === 'message' ? flow(facts, 'message_cost') : 0n)

/** All costs of the period, of every kind, the unknown ones included. */
export function totalCost(facts: Facts): Money {
  let total = flow(facts, 'message_cost')
  const kept = [...facts.measures.keys(), ...(facts.missing?.keys() ?? [])]
  for (const measure of new Set(kept)) if (measure.startsWith('cost_')) total += flow(facts, measure)
  return total
}

const anyCost = (facts: Facts): boolean =>
  [...facts.measures.keys(), ...(facts.missing?.keys() ?? [])].some(
    (measure) => measure === 'message_cost' || measure.startsWith('cost_'),
  )

/** What reminding costs. */
export const cost: Kpi = {
  family: 'reminders',
  definitions: [
    {
      id: 'cost',
      version: 1,
      unit: 'money',
      direction: 'down',
      name: { fr: 'Coût de la relance', en: 'Cost of collection' },
      formula: {
        fr: 'Coûts enregistrés de la période + coûts des messages envoyés',
        en: 'Costs recorded in the period + costs of messages sent',
      },
    },
    ...Object.entries(kinds).map(([kind, name]) => ({
      id: `cost.${kind}`,
      version: 1,
      unit: 'money' as const,
      direction: 'down' as const,
      name,
      formula: {
        fr: 'Part de ce genre dans le coût de la relance',
        en: 'Part of this kind in the cost of collection',
      },
    })),
  ],
  compute(facts) {
    const ids = ['cost', ...Object.keys(kinds).map((kind) => `cost.${kind}`)]
    if (!anyCost(facts)) return noValue('no_costs', ...ids)
    return [
      { kpi: 'cost', value: moneyText(totalCost(facts)) },
      ...(Object.keys(kinds) as Kind[]).map((kind) => ({
        kpi: `cost.${kind}`,
        value: moneyText(costOfKind(facts, kind)),
      })),
    ]
  },
}
